package dev.vocoder.network.bigvgan;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.network.Compilable;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Layer;

/**
 * The periodic activation x + sin^2(a x) / b of each channel, computed at twice the rate, so that
 * the overtones it makes do not fold back into the band (section 3.2 of the paper): {@link
 * Graph#antiAliasedSnake} has the formula. Shapes stay as they are.
 */
public final class AntiAliasedSnake extends Layer implements Compilable {

  /** What decides the height of the sine. */
  public enum Kind {
    /** Its frequency: b = a (Ziyin et al. 2020). */
    SNAKE,
    /** A number of its own. */
    SNAKEBETA
  }

  private final boolean logarithmic;
  private final Parameter alpha;
  private final Parameter beta; // alpha itself, where the kind has none
  private final Parameter up;
  private final Parameter down;

  /**
   * Creates the layer.
   *
   * @param kind what decides the height of the sine
   * @param channels the number of channels
   * @param logarithmic whether the parameters are the logarithms of a and b
   */
  AntiAliasedSnake(Kind kind, int channels, boolean logarithmic) {
    this.logarithmic = logarithmic;
    ParameterGroup sine = addChildBlock("act", new ParameterGroup());
    Initializer one = logarithmic ? Initializer.ZEROS : Initializer.ONES;
    alpha = sine.add("alpha", Parameter.Type.WEIGHT, new Shape(channels), one);
    beta =
        kind == Kind.SNAKE
            ? alpha
            : sine.add("beta", Parameter.Type.WEIGHT, new Shape(channels), one);
    up = filter("upsample");
    down = filter("downsample.lowpass");
  }

  /** Adds a filter, which is not trained. */
  private Parameter filter(String layer) {
    return addChildBlock(layer, new ParameterGroup())
        .add(
            "filter",
            Parameter.Type.OTHER,
            new Shape(1, 1, LowPassFilter.TAPS),
            (manager, shape, type) -> manager.create(LowPassFilter.taps(), shape));
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray input, boolean training) {
    return TorchFunctions.antiAliasedSnake(
        input,
        store.getValue(alpha, input.getDevice(), training),
        store.getValue(beta, input.getDevice(), training),
        logarithmic,
        store.getValue(up, input.getDevice(), false),
        store.getValue(down, input.getDevice(), false));
  }

  @Override
  public <V> V emit(Graph<V> graph, V input) {
    return graph.antiAliasedSnake(input, alpha, beta, logarithmic, up, down);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputs) {
    return inputs;
  }
}
