package dev.vocoder.network.conversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import dev.vocoder.network.NamedBlock;
import java.util.Optional;

/**
 * A network that makes normalised mels of one voice into those of another. It needs the whole
 * utterance, since instance norm makes every frame depend on all others.
 *
 * <p>As a DJL block its inputs are the mel, then the mask if it takes one, then the code if it
 * takes one.
 */
public abstract class ConversionGenerator extends NamedBlock {

  /** The sizes of a generator that converts mels. */
  public interface Config {
    /** Every generator halves the frames twice. */
    int FRAME_MULTIPLE = 4;

    /** Returns the name of the architecture, for people. */
    String architecture();

    /** Returns the number of mel bands it takes and makes. */
    int bands();

    /** Returns the number of domains its code tells apart; 0 if it knows one voice only. */
    int domains();

    /** Returns how it is told the domain. */
    Conditioning conditioning();

    /** Returns the fewest frames it takes: instance norm needs two positions at a quarter. */
    default int leastFrames() {
      return FRAME_MULTIPLE + 1;
    }

    /** Returns the number that the frames must be a multiple of: 1 for most. */
    default int frameMultiple() {
      return 1;
    }

    /**
     * Returns how many values its widest layer has for each frame, which decides the memory it
     * takes.
     */
    long valuesPerFrame();

    /**
     * Returns the same generator with another width, which its other layers follow.
     *
     * @param channels the channels that its config counts by
     * @throws dev.vocoder.ConfigException if that makes no network
     */
    Config withChannels(int channels);

    /**
     * Returns the same generator for another number of domains; one that knows one voice stays as
     * it is.
     *
     * @param count how many its code tells apart
     * @throws dev.vocoder.ConfigException if that makes no network
     */
    Config withDomains(int count);

    /** Builds the network, its parameters not yet set. */
    ConversionGenerator build();
  }

  private final Config config;

  /**
   * Creates a network.
   *
   * @param config its sizes
   */
  ConversionGenerator(Config config) {
    this.config = config;
  }

  /**
   * Converts mels.
   *
   * @param store where parameters' values come from
   * @param mel (batch, bands, frames), normalised; not closed
   * @param conditions the mask, where the network takes one, and the code it needs
   * @param training whether parameters take gradients
   * @return a new array (batch, bands, frames), owned by the mel's manager: of a length that is no
   *     multiple of 4, the next that is
   * @throws IllegalArgumentException if the mel has other bands or is too short, or the code is
   *     missing or of other domains
   */
  public final NDArray convert(
      ParameterStore store, NDArray mel, ConversionConditions conditions, boolean training) {
    InputChecks.requireMels(mel, config.bands(), config.leastFrames());
    if (config.domains() > 0) {
      InputChecks.requireCode(conditions, mel, config.domains());
    }
    return compute(store, mel, conditions, training);
  }

  /** Converts mels that have been checked. */
  abstract NDArray compute(
      ParameterStore store, NDArray mel, ConversionConditions conditions, boolean training);

  /** Says whether the network takes a mask. */
  public boolean isMasked() {
    return false;
  }

  @Override
  protected final NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
    int mask = 1;
    int code = isMasked() ? 2 : 1;
    ConversionConditions conditions =
        new ConversionConditions(
            isMasked() ? Optional.of(inputs.get(mask)) : Optional.empty(),
            config.domains() > 0 ? Optional.of(inputs.get(code)) : Optional.empty());
    return new NDList(convert(store, inputs.head(), conditions, training));
  }

  /** Returns the mel's shape, its length raised to a multiple of 4. */
  @Override
  public final Shape[] getOutputShapes(Shape[] inputs) {
    int multiple = Config.FRAME_MULTIPLE;
    long frames = (inputs[0].get(2) + multiple - 1) / multiple * multiple;
    return new Shape[] {new Shape(inputs[0].get(0), inputs[0].get(1), frames)};
  }
}
