package dev.vocoder.network;

import dev.vocoder.ConfigException;
import java.util.List;
import java.util.Locale;

/** Checks of the sizes in a generator's config, whose complaints name the architecture. */
public final class SizeChecks {
  private static final int MAX_SIZE = 1 << 16;
  private static final int MAX_TAPS = 1 << 12;
  private static final int MAX_REACH = 1 << 24;

  /** Published generators have up to 12 in a stage. */
  private static final int MAX_RESIDUAL_LAYERS = 1 << 13;

  private final String architecture;

  /**
   * Begins checks.
   *
   * @param architecture its name, for people
   */
  public SizeChecks(String architecture) {
    this.architecture = architecture;
  }

  /** Requires a number of channels or the like, from 1 to 65536. */
  public void size(String what, int value) {
    upTo(MAX_SIZE, what, value);
  }

  /** Requires a number of taps or a distance between them, from 1 to 4096. */
  public void taps(String what, int value) {
    upTo(MAX_TAPS, what, value);
  }

  /** Requires the slope of a leaky ReLU, from 0 to below 1. */
  public void slope(float value) {
    require(value >= 0 && value < 1, "the slope of the leaky ReLUs is %s; use 0 to below 1", value);
  }

  /**
   * Requires the residual blocks of a stage, each of an odd kernel and some dilations.
   *
   * @param kernels the kernel of each
   * @param dilations the dilations of each
   */
  public void residualBlocks(List<Integer> kernels, List<List<Integer>> dilations) {
    residualLayers(dilations.stream().mapToInt(List::size).sum());
    require(!kernels.isEmpty(), "there are no residual blocks");
    require(
        kernels.size() == dilations.size(),
        "there are %d residual kernels but %d lists of dilations",
        kernels.size(),
        dilations.size());
    for (int kernel : kernels) {
      taps("a residual kernel", kernel);
      require(kernel % 2 == 1, "residual kernel %d is even; it must be odd", kernel);
    }
    for (List<Integer> each : dilations) {
      require(!each.isEmpty(), "a residual block has no dilations");
      each.forEach(dilation -> taps("a dilation", dilation));
    }
  }

  /**
   * Refuses so many residual layers that building them takes long, however narrow they are.
   *
   * @param count how many dilations all residual blocks of a stage have together, up to 8192
   */
  public void residualLayers(int count) {
    require(
        count <= MAX_RESIDUAL_LAYERS,
        "the residual blocks of a stage have %d dilations; use up to %d",
        count,
        MAX_RESIDUAL_LAYERS);
  }

  /**
   * Requires that the residual blocks of a stage depend on no more than some 16 million samples,
   * and that mels of at most 4096 frames are long enough for what they mirror in the first stage,
   * where samples are fewest.
   *
   * @param residuals the blocks, of as few channels as can be: only their shapes count
   * @param rate the rate of the first stage
   */
  public void residuals(Compilable residuals, int rate) {
    LocalityGraph graph = new LocalityGraph();
    LocalityGraph.Value output = residuals.emit(graph, LocalityGraph.Value.ofRate(rate));
    long reach = Math.max(output.before(), output.after());
    require(
        reach <= MAX_REACH,
        "the residual blocks of a stage reach over %d samples; use up to %d",
        reach,
        MAX_REACH);
    require(
        graph.leastLength() <= MAX_TAPS,
        "what is mirrored at the ends of a mel needs %d frames; use a padding of at most %d",
        graph.leastLength(),
        MAX_TAPS);
  }

  private void upTo(int limit, String what, int value) {
    require(value >= 1 && value <= limit, "%s is %d; use 1 to %d", what, value, limit);
  }

  /** Requires a number of samples for each frame, up to 65536. */
  public void hop(long samples) {
    require(samples <= MAX_SIZE, "the upsampling rates multiply to more than %d", MAX_SIZE);
  }

  /**
   * Requires upsampling stages whose channels can be halved at each and whose rates multiply to a
   * hop.
   *
   * @param initialChannels channels before the first stage
   * @param rates the rate of each stage
   * @param kernels the kernel of each stage, not shorter than its rate
   */
  public void upsampling(int initialChannels, List<Integer> rates, List<Integer> kernels) {
    size("the number of initial channels", initialChannels);
    require(!rates.isEmpty(), "there are no upsampling stages");
    require(
        rates.size() == kernels.size(),
        "there are %d upsampling rates but %d kernels",
        rates.size(),
        kernels.size());
    long hop = 1;
    for (int i = 0; i < rates.size(); i++) {
      size("an upsampling rate", rates.get(i));
      size("an upsampling kernel", kernels.get(i));
      require(
          kernels.get(i) >= rates.get(i),
          "upsampling kernel %d is shorter than its rate %d; samples between would be empty",
          kernels.get(i),
          rates.get(i));
      hop *= rates.get(i);
      hop(hop);
    }
    require(
        initialChannels >> rates.size() >= 1,
        "%d initial channels cannot be halved %d times",
        initialChannels,
        rates.size());
  }

  /**
   * Requires a condition.
   *
   * @param condition what must hold
   * @param message what is wrong otherwise, as for {@link String#format}
   * @param arguments of the message
   * @throws ConfigException if it does not hold
   */
  public void require(boolean condition, String message, Object... arguments) {
    if (!condition) {
      throw new ConfigException(
          "Unusable %s config: %s."
              .formatted(architecture, String.format(Locale.ROOT, message, arguments)));
    }
  }
}
