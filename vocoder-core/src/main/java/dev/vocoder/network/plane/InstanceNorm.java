package dev.vocoder.network.plane;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import dev.vocoder.internal.engine.PlaneFunctions;
import java.util.List;
import java.util.Optional;

/**
 * Instance norm: each channel of each item moved to mean 0 and variance 1 over all its positions,
 * in training as otherwise. An affine norm then scales and shifts each channel by two learnt
 * numbers, a modulated one by those of the item's domain.
 */
public final class InstanceNorm extends PlaneLayer {
  private enum Form {
    PLAIN,
    AFFINE,
    MODULATED
  }

  private static final int BANDS = 2;
  private static final int FRAMES = 3;

  private final Form form;
  private Parameter gamma;
  private Parameter beta;

  private InstanceNorm(Form form, Shape shape) {
    this.form = form;
    if (form != Form.PLAIN) {
      gamma = add("weight", Parameter.Type.GAMMA, shape, Initializer.ONES);
      beta = add("bias", Parameter.Type.BETA, shape, Initializer.ZEROS);
    }
  }

  /** Creates a norm without parameters, for any number of channels. */
  public static InstanceNorm plain() {
    return new InstanceNorm(Form.PLAIN, new Shape());
  }

  /**
   * Creates a norm whose weight and bias are (channels).
   *
   * @param channels the number of channels
   */
  public static InstanceNorm affine(int channels) {
    return new InstanceNorm(Form.AFFINE, new Shape(channels));
  }

  /**
   * Creates a norm whose weight and bias are (domains, channels).
   *
   * @param channels the number of channels
   * @param domains the number of domains
   */
  public static InstanceNorm modulated(int channels, int domains) {
    return new InstanceNorm(Form.MODULATED, new Shape(domains, channels));
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    return apply(store, input, Optional.empty(), training);
  }

  /**
   * Computes the layer.
   *
   * @param store where parameters' values come from
   * @param input (batch, channels, bands, frames), more than one position; not closed
   * @param code (batch, domains), which a modulated norm needs
   * @param training whether parameters take gradients
   * @return a new array of the same shape
   * @throws IllegalArgumentException if there is only one position, whose norm is always 0, or the
   *     code is missing
   */
  public NDArray apply(
      ParameterStore store, NDArray input, Optional<NDArray> code, boolean training) {
    return apply(List.of(this), store, input, code, training);
  }

  /**
   * Computes norms of one form side by side, each on its share of the channels.
   *
   * @param norms one or two
   */
  static NDArray apply(
      List<InstanceNorm> norms,
      ParameterStore store,
      NDArray input,
      Optional<NDArray> code,
      boolean training) {
    Shape shape = input.getShape();
    if (shape.get(BANDS) * shape.get(FRAMES) < 2) {
      throw new IllegalArgumentException(
          "an instance norm needs more than one position, and of %s there is one; give a longer mel"
              .formatted(shape));
    }
    InstanceNorm first = norms.get(0);
    if (first.form == Form.PLAIN) {
      return PlaneFunctions.instanceNorm(input);
    }
    NDManager scope = input.getManager();
    if (norms.size() == 1) {
      return first.scaled(
          input, first.gamma(store, input, training), first.beta(store, input, training), code);
    }
    InstanceNorm second = norms.get(1);
    try (NDArray gammas =
            PlaneFunctions.joined(
                scope,
                first.gamma(store, input, training),
                second.gamma(store, input, training),
                -1);
        NDArray betas =
            PlaneFunctions.joined(
                scope,
                first.beta(store, input, training),
                second.beta(store, input, training),
                -1)) {
      return first.scaled(input, gammas, betas, code);
    }
  }

  private NDArray gamma(ParameterStore store, NDArray input, boolean training) {
    return store.getValue(gamma, input.getDevice(), training);
  }

  private NDArray beta(ParameterStore store, NDArray input, boolean training) {
    return store.getValue(beta, input.getDevice(), training);
  }

  private NDArray scaled(NDArray input, NDArray gammas, NDArray betas, Optional<NDArray> code) {
    if (form == Form.AFFINE) {
      return PlaneFunctions.instanceNorm(input, gammas, betas);
    }
    NDArray shares =
        code.orElseThrow(
            () -> new IllegalArgumentException("a modulated norm needs the code of a domain"));
    return PlaneFunctions.modulatedNorm(input, gammas, betas, shares);
  }
}
