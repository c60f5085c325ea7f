package dev.vocoder.network.hifigan;

import dev.vocoder.network.Generator;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.SizeChecks;
import dev.vocoder.network.TransposedConvolution;
import dev.vocoder.network.WeightForm;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

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
 */
public record HifiGanConfig(
    int bands,
    int initialChannels,
    List<Integer> upsampleRates,
    List<Integer> upsampleKernels,
    ResidualBlock.Kind residualKind,
    List<Integer> residualKernels,
    List<List<Integer>> residualDilations)
    implements GeneratorConfig {

  /** The kernel of the input and output convolutions. */
  static final int EDGE_KERNEL = 7;

  private static final SizeChecks CHECKS = new SizeChecks("HiFi-GAN");

  /** The paper's V1: 13.9 M parameters, the best sound. */
  public static final HifiGanConfig V1 = paperV1(512);

  /** The paper's V2: V1 with a quarter of the channels, 0.9 M parameters. */
  public static final HifiGanConfig V2 = paperV1(128);

  /** The paper's V3: three stages and the short residual block, 1.5 M parameters. */
  public static final HifiGanConfig V3 =
      new HifiGanConfig(
          80,
          256,
          List.of(8, 8, 4),
          List.of(16, 16, 8),
          ResidualBlock.Kind.SINGLE,
          List.of(3, 5, 7),
          List.of(List.of(1, 2), List.of(2, 6), List.of(3, 12)));

  private static HifiGanConfig paperV1(int initialChannels) {
    return new HifiGanConfig(
        80,
        initialChannels,
        List.of(8, 8, 2, 2),
        List.of(16, 16, 4, 4),
        ResidualBlock.Kind.PAIRED,
        List.of(3, 7, 11),
        Collections.nCopies(3, List.of(1, 3, 5)));
  }

  /**
   * Copies the lists and checks that the sizes make a network whose output is frames x hop samples
   * long.
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
      int rate = upsampleRates.get(i);
      int kernel = upsampleKernels.get(i);
      // The reference cuts as much off either end, so it would make more or fewer samples.
      CHECKS.require(
          (kernel - rate) % 2 == 0,
          "upsampling kernel %d with rate %d does not make %d samples of each sample; the kernel"
              + " must exceed the rate by an even number",
          kernel,
          rate,
          rate);
    }
    CHECKS.require(!residualKernels.isEmpty(), "there are no residual blocks");
    CHECKS.require(
        residualKernels.size() == residualDilations.size(),
        "there are %d residual kernels but %d lists of dilations",
        residualKernels.size(),
        residualDilations.size());
    for (int kernel : residualKernels) {
      CHECKS.taps("a residual kernel", kernel);
      CHECKS.require(kernel % 2 == 1, "residual kernel %d is even; it must be odd", kernel);
    }
    for (List<Integer> dilations : residualDilations) {
      CHECKS.require(!dilations.isEmpty(), "a residual block has no dilations");
      dilations.forEach(dilation -> CHECKS.taps("a dilation", dilation));
    }
  }

  @Override
  public String architecture() {
    return "HiFi-GAN";
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
  public int contextFrames() {
    long reach = EDGE_KERNEL / 2; // samples on each side, first at the output's rate
    for (int stage = upsampleRates.size() - 1; stage >= 0; stage--) {
      reach += residualReach();
      reach =
          TransposedConvolution.inputReach(
              reach, upsampleKernels.get(stage), upsampleRates.get(stage));
    }
    return Math.toIntExact(reach + EDGE_KERNEL / 2);
  }

  private long residualReach() {
    long widest = 0;
    for (int block = 0; block < residualKernels.size(); block++) {
      int radius = residualKernels.get(block) / 2;
      long reach = 0;
      for (int dilation : residualDilations.get(block)) {
        reach +=
            (long) radius * dilation + (residualKind == ResidualBlock.Kind.PAIRED ? radius : 0);
      }
      widest = Math.max(widest, reach);
    }
    return widest;
  }

  @Override
  public List<String> details() {
    return List.of(
        "initial channels: " + initialChannels,
        "upsampling: rates %s, kernels %s".formatted(upsampleRates, upsampleKernels),
        "residual blocks: %s, kernels %s, dilations %s"
            .formatted(
                residualKind.name().toLowerCase(Locale.ROOT), residualKernels, residualDilations));
  }

  @Override
  public Generator build(WeightForm form) {
    return new HifiGanGenerator(this, form);
  }
}
