package dev.vocoder.network.conversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import dev.vocoder.network.NamedBlock;
import java.util.Optional;

/**
 * A network that tells real mels from converted ones, patch by patch.
 *
 * <p>As a DJL block its inputs are the mel, and the code if it takes one.
 */
public abstract class ConversionDiscriminator extends NamedBlock {

  /** The sizes of a discriminator of mels. */
  public interface Config {

    /** Builds the network, its parameters not yet set. */
    ConversionDiscriminator build();
  }

  /** For the discriminators of this package only. */
  ConversionDiscriminator() {}

  /**
   * Judges mels.
   *
   * @param store where parameters' values come from
   * @param mel (batch, bands, frames), normalised; not closed
   * @param conditions the code, where the network needs one
   * @param training whether parameters take gradients
   * @return a new array (batch, 1, rows, columns), owned by the mel's manager: a score for each
   *     patch, the higher the more real
   * @throws IllegalArgumentException if the mels are too short, or the code is missing or of other
   *     domains
   */
  public abstract NDArray judge(
      ParameterStore store, NDArray mel, ConversionConditions conditions, boolean training);

  @Override
  protected final NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
    Optional<NDArray> code = inputs.size() > 1 ? Optional.of(inputs.get(1)) : Optional.empty();
    ConversionConditions conditions = new ConversionConditions(Optional.empty(), code);
    return new NDList(judge(store, inputs.head(), conditions, training));
  }

  /** Throws: the shapes follow from computing alone. */
  @Override
  public final Shape[] getOutputShapes(Shape[] inputs) {
    throw new UnsupportedOperationException("a discriminator's shapes follow from computing");
  }
}
