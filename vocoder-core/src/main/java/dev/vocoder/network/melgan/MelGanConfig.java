package dev.vocoder.network.melgan;

import dev.vocoder.network.Generator;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.Padding;
import dev.vocoder.network.Reach;
import dev.vocoder.network.SizeChecks;
import dev.vocoder.network.WeightForm;
import java.util.List;
import java.util.Locale;

/**
 * The sizes of a MelGAN generator.
 *
 * @param bands mel bands
 * @param initialChannels channels after the input convolution; each stage halves them
 * @param upsampleRates the rate of each stage; their product is the hop
 * @param upsampleKernels the kernel of each stage's transposed convolution
 * @param residualKind the kind of residual block
 * @param residualDilations the dilation of each residual block of a stage
 * @param padding how convolutions treat the ends
 * @param slope the slope of the leaky ReLUs
 * @param normalizedInput whether the input convolution has weight norm, as all others have
 * @param outputs the number of output channels: 1, or one for each sub-band of the wave
 */
public record MelGanConfig(
    int bands,
    int initialChannels,
    List<Integer> upsampleRates,
    List<Integer> upsampleKernels,
    ResidualBlock.Kind residualKind,
    List<Integer> residualDilations,
    Padding padding,
    float slope,
    boolean normalizedInput,
    int outputs)
    implements GeneratorConfig {

  /** The kernel of the input and output convolutions. */
  static final int EDGE_KERNEL = 7;

  private static final SizeChecks CHECKS = new SizeChecks("MelGAN");

  /** The paper's, as its reference implementation has it: 4.26 M parameters. */
  public static final MelGanConfig PAPER = reference(80, 512, List.of(8, 8, 2, 2), 3);

  /**
   * That of the Keras example "MelGAN-based spectrogram inversion using feature matching": 4.6 M
   * parameters.
   */
  public static final MelGanConfig KERAS =
      new MelGanConfig(
          80,
          512,
          List.of(8, 8, 2, 2),
          List.of(16, 16, 16, 16),
          ResidualBlock.Kind.ADDITIVE,
          List.of(1, 3, 9),
          Padding.ZEROS,
          0.3f,
          false);

  /**
   * Returns a generator of the reference implementation: kernels of twice the rate, dilations of
   * powers of 3, reflection padding, slope 0.2.
   *
   * @param bands mel bands
   * @param initialChannels channels after the input convolution
   * @param rates the rate of each stage
   * @param residualBlocks the number of residual blocks of a stage
   * @throws dev.vocoder.ConfigException if they make no network
   */
  public static MelGanConfig reference(
      int bands, int initialChannels, List<Integer> rates, int residualBlocks) {
    CHECKS.require(
        residualBlocks >= 1 && residualBlocks <= 7,
        "a stage has %d residual blocks; use 1 to 7",
        residualBlocks);
    rates.forEach(rate -> CHECKS.size("an upsampling rate", rate));
    return new MelGanConfig(
        bands,
        initialChannels,
        rates,
        rates.stream().map(rate -> 2 * rate).toList(),
        ResidualBlock.Kind.PROJECTED,
        List.of(1, 3, 9, 27, 81, 243, 729).subList(0, residualBlocks),
        Padding.REFLECT,
        0.2f,
        true);
  }

  /**
   * Copies the lists and checks that the sizes make a network whose output is frames x hop samples
   * long.
   *
   * @throws dev.vocoder.ConfigException if they do not
   */
  public MelGanConfig {
    upsampleRates = List.copyOf(upsampleRates);
    upsampleKernels = List.copyOf(upsampleKernels);
    residualDilations = List.copyOf(residualDilations);
    CHECKS.size("the number of bands", bands);
    CHECKS.upsampling(initialChannels, upsampleRates, upsampleKernels);
    CHECKS.require(!residualDilations.isEmpty(), "there are no residual blocks");
    residualDilations.forEach(dilation -> CHECKS.taps("a dilation", dilation));
    CHECKS.residualReach(residualReach(Reach.NONE, residualKind, residualDilations, padding));
    CHECKS.leastFrames(leastFrames(residualDilations, padding, upsampleRates.get(0)));
    CHECKS.slope(slope);
    CHECKS.size("the number of output channels", outputs);
  }

  /**
   * Creates one that makes a wave: with one output channel.
   *
   * @throws dev.vocoder.ConfigException if the sizes make no network
   */
  public MelGanConfig(
      int bands,
      int initialChannels,
      List<Integer> upsampleRates,
      List<Integer> upsampleKernels,
      ResidualBlock.Kind residualKind,
      List<Integer> residualDilations,
      Padding padding,
      float slope,
      boolean normalizedInput) {
    this(
        bands,
        initialChannels,
        upsampleRates,
        upsampleKernels,
        residualKind,
        residualDilations,
        padding,
        slope,
        normalizedInput,
        1);
  }

  @Override
  public String architecture() {
    return "MelGAN";
  }

  @Override
  public int hopSize() {
    return upsampleRates.stream().reduce(1, Math::multiplyExact);
  }

  /** Returns the number of channels after a stage, counted from 0; -1 is the input convolution. */
  int channelsAfter(int stage) {
    return initialChannels >> (stage + 1);
  }

  @Override
  public Reach inputReach(Reach output) {
    Reach reach = output.convolved(EDGE_KERNEL, 1, padding);
    for (int stage = upsampleRates.size() - 1; stage >= 0; stage--) {
      int kernel = upsampleKernels.get(stage);
      int rate = upsampleRates.get(stage);
      reach =
          residualReach(reach, residualKind, residualDilations, padding)
              .upsampled(kernel, rate, padding.cutStart(kernel, rate));
    }
    return reach.convolved(EDGE_KERNEL, 1, padding);
  }

  private static Reach residualReach(
      Reach output, ResidualBlock.Kind kind, List<Integer> dilations, Padding padding) {
    Reach reach = output;
    for (int dilation : dilations) {
      reach = kind.inputReach(reach, dilation, padding);
    }
    return reach;
  }

  @Override
  public int leastFrames() {
    return leastFrames(residualDilations, padding, upsampleRates.get(0));
  }

  private static int leastFrames(List<Integer> dilations, Padding padding, int firstRate) {
    // What is mirrored must be shorter than what there is: before the input convolution, and in
    // the first stage; later there are more samples.
    int widest = dilations.stream().reduce(1, Math::max);
    return Math.max(
            padding.mirrored(EDGE_KERNEL, 1),
            padding.mirrored(ResidualBlock.KERNEL, widest) / firstRate)
        + 1;
  }

  @Override
  public List<String> details() {
    return List.of(
        "initial channels: " + initialChannels,
        "upsampling: rates %s, kernels %s".formatted(upsampleRates, upsampleKernels),
        "residual blocks: %s, dilations %s"
            .formatted(residualKind.name().toLowerCase(Locale.ROOT), residualDilations),
        "padding: %s; leaky ReLU: slope %s".formatted(padding, slope));
  }

  @Override
  public Generator build(WeightForm form) {
    return new MelGanGenerator(this, form);
  }
}
