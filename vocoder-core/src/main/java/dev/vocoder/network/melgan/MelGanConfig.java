package dev.vocoder.network.melgan;

import dev.vocoder.network.Generator;
import dev.vocoder.network.Padding;
import dev.vocoder.network.SizeChecks;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.melgan.ResidualStack.Sizes;
import dev.vocoder.network.upsampling.UpsamplingConfig;
import dev.vocoder.network.upsampling.UpsamplingPath;
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
    implements UpsamplingConfig {

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
    CHECKS.residualLayers(residualDilations.size());
    residualDilations.forEach(dilation -> CHECKS.taps("a dilation", dilation));
    Sizes residuals = new Sizes(residualKind, residualDilations, padding, slope);
    CHECKS.residuals(residuals.build(1, 0, WeightForm.FOLDED), upsampleRates.get(0));
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
  public String residuals() {
    return "%s, dilations %s"
        .formatted(residualKind.name().toLowerCase(Locale.ROOT), residualDilations);
  }

  @Override
  public Generator build(WeightForm form) {
    Sizes residuals = new Sizes(residualKind, residualDilations, padding, slope);
    return new MelGanGenerator(
        UpsamplingPath.of(
            this,
            outputs,
            form,
            normalizedInput ? form : WeightForm.FOLDED,
            stage ->
                residuals.build(
                    channelsAfter(stage),
                    MelGanGenerator.firstNumber(stage, residualDilations.size()) + 2,
                    form),
            slope),
        residualDilations.size());
  }
}
