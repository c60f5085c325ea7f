package dev.vocoder.network.hifigan;

import dev.vocoder.network.Generator;
import dev.vocoder.network.Padding;
import dev.vocoder.network.SizeChecks;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.upsampling.MultiReceptiveFieldFusion;
import dev.vocoder.network.upsampling.UpsamplingConfig;
import dev.vocoder.network.upsampling.UpsamplingPath;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The sizes of a HiFi-GAN generator, named as in the paper's table 5 and the reference's config.
 *
 * @param bands mel bands
 * @param initialChannels channels after the input convolution; each stage halves them
 * @param upsampleRates the rate of each stage; their product is the hop
 * @param upsampleKernels the kernel of each stage's transposed convolution
 * @param residualKind the kind of residual block
 * @param residualKernels the kernel of each residual block of a stage
 * @param residualDilations the dilations of each residual block of a stage
 * @param padding how convolutions treat the ends; a causal generator's kernels are twice the rates
 * @param slope the slope of the leaky ReLUs but the last, which has 0.01
 * @param equalCuts whether a transposed convolution is cut by as much at both ends even where its
 *     kernel exceeds its rate by an odd number, as the reference does it, and so makes a sample
 *     more; false where there is none such
 */
public record HifiGanConfig(
    int bands,
    int initialChannels,
    List<Integer> upsampleRates,
    List<Integer> upsampleKernels,
    ResidualBlock.Kind residualKind,
    List<Integer> residualKernels,
    List<List<Integer>> residualDilations,
    Padding padding,
    float slope,
    boolean equalCuts)
    implements UpsamplingConfig {
  /** The slope of the reference's leaky ReLUs inside. */
  public static final float REFERENCE_SLOPE = 0.1f;

  /** The slope of the last leaky ReLU, where the reference leaves PyTorch's default. */
  private static final float LAST_SLOPE = 0.01f;

  private static final SizeChecks CHECKS = new SizeChecks("HiFi-GAN");

  /** The paper's V1: 13.9 M parameters, the best sound. */
  public static final HifiGanConfig V1 = paperV1(512);

  /** The paper's V2: V1 with a quarter of the channels, 0.9 M parameters. */
  public static final HifiGanConfig V2 = paperV1(128);

  /** The paper's V3: three stages and the short residual block, 1.5 M parameters. */
  public static final HifiGanConfig V3 =
      reference(
          80,
          256,
          List.of(8, 8, 4),
          List.of(16, 16, 8),
          ResidualBlock.Kind.SINGLE,
          List.of(3, 5, 7),
          List.of(List.of(1, 2), List.of(2, 6), List.of(3, 12)));

  private static HifiGanConfig paperV1(int initialChannels) {
    return reference(
        80,
        initialChannels,
        List.of(8, 8, 2, 2),
        List.of(16, 16, 4, 4),
        ResidualBlock.Kind.PAIRED,
        List.of(3, 7, 11),
        Collections.nCopies(3, List.of(1, 3, 5)));
  }

  /**
   * Copies the lists and checks that the sizes make a network.
   *
   * @throws dev.vocoder.ConfigException if they do not
   */
  public HifiGanConfig {
    upsampleRates = List.copyOf(upsampleRates);
    upsampleKernels = List.copyOf(upsampleKernels);
    residualKernels = List.copyOf(residualKernels);
    residualDilations = residualDilations.stream().map(List::copyOf).toList();
    CHECKS.size("the number of bands", bands);
    CHECKS.upsampling(initialChannels, upsampleRates, upsampleKernels);
    for (int i = 0; i < upsampleRates.size(); i++) {
      CHECKS.require(
          !padding.causal() || upsampleKernels.get(i) == 2 * upsampleRates.get(i),
          "upsampling kernel %d is not twice its rate %d, as a causal generator needs it",
          upsampleKernels.get(i),
          upsampleRates.get(i));
    }
    CHECKS.residualBlocks(residualKernels, residualDilations);
    ResidualSizes residuals =
        new ResidualSizes(residualKind, residualKernels, residualDilations, padding, slope);
    CHECKS.residuals(residuals.build(1, 0, WeightForm.FOLDED), upsampleRates.get(0));
    CHECKS.slope(slope);
    equalCuts = equalCuts && hasOddCuts(upsampleKernels, upsampleRates);
    CHECKS.require(
        !(equalCuts && padding.causal()),
        "a causal generator makes no samples more than frames x hop");
  }

  /**
   * Returns a generator that treats the ends as the reference does, with zeros on both sides, and
   * has its slope, but makes frames x hop samples, whatever its kernels.
   *
   * @param bands mel bands
   * @param initialChannels channels after the input convolution
   * @param rates the rate of each stage
   * @param kernels the kernel of each stage's transposed convolution
   * @param residualKind the kind of residual block
   * @param residualKernels the kernel of each residual block of a stage
   * @param residualDilations the dilations of each
   * @throws dev.vocoder.ConfigException if they make no network
   */
  public static HifiGanConfig reference(
      int bands,
      int initialChannels,
      List<Integer> rates,
      List<Integer> kernels,
      ResidualBlock.Kind residualKind,
      List<Integer> residualKernels,
      List<List<Integer>> residualDilations) {
    return new HifiGanConfig(
        bands,
        initialChannels,
        rates,
        kernels,
        residualKind,
        residualKernels,
        residualDilations,
        Padding.ZEROS,
        REFERENCE_SLOPE,
        false);
  }

  /**
   * Returns the same network, cut at the ends as the reference cuts: by as much at both.
   *
   * @throws dev.vocoder.ConfigException if it is causal and then makes more than frames x hop
   */
  public HifiGanConfig withEqualCuts() {
    return new HifiGanConfig(
        bands,
        initialChannels,
        upsampleRates,
        upsampleKernels,
        residualKind,
        residualKernels,
        residualDilations,
        padding,
        slope,
        true);
  }

  /** Says whether a kernel exceeds its rate by an odd number, so that equal cuts leave a sample. */
  boolean hasOddCuts() {
    return hasOddCuts(upsampleKernels, upsampleRates);
  }

  private static boolean hasOddCuts(List<Integer> kernels, List<Integer> rates) {
    return IntStream.range(0, rates.size())
        .anyMatch(stage -> (kernels.get(stage) - rates.get(stage)) % 2 != 0);
  }

  @Override
  public int extraOf(int stage) {
    return equalCuts ? (upsampleKernels.get(stage) - upsampleRates.get(stage)) % 2 : 0;
  }

  @Override
  public String architecture() {
    return "HiFi-GAN";
  }

  @Override
  public String residuals() {
    return "%s, kernels %s, dilations %s"
        .formatted(
            residualKind.name().toLowerCase(Locale.ROOT), residualKernels, residualDilations);
  }

  @Override
  public Generator build(WeightForm form) {
    return new HifiGanGenerator(path(1, form));
  }

  /**
   * Builds the layers, for this network or another that makes something else of them.
   *
   * @param outputs the number of channels that the output convolution makes
   * @param form what is kept of the weights
   */
  public UpsamplingPath<MultiReceptiveFieldFusion<ResidualBlock>> path(
      int outputs, WeightForm form) {
    ResidualSizes residuals =
        new ResidualSizes(residualKind, residualKernels, residualDilations, padding, slope);
    int blocks =
        residualKernels
            .size(); // of a stage; the reference numbers those of all stages consecutively
    return UpsamplingPath.of(
        this,
        outputs,
        form,
        form,
        stage -> residuals.build(channelsAfter(stage), stage * blocks, form),
        LAST_SLOPE);
  }
}
