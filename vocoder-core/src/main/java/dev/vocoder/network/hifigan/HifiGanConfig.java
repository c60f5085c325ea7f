package dev.vocoder.network.hifigan;

import dev.vocoder.network.Generator;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.Padding;
import dev.vocoder.network.Reach;
import dev.vocoder.network.SizeChecks;
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
 * @param padding how convolutions treat the ends; a causal generator's kernels are twice the rates
 * @param slope the slope of the leaky ReLUs but the last, which has 0.01
 * @param longer whether a transposed convolution whose kernel exceeds its rate by an odd number is
 *     cut by as much at both ends, as the reference does it, and so makes a sample more; false
 *     where there is none
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
    boolean longer)
    implements GeneratorConfig {
  /** The slope of the reference's leaky ReLUs inside. */
  public static final float REFERENCE_SLOPE = 0.1f;

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
    CHECKS.residualReach(
        residualReach(Reach.NONE, residualKind, residualKernels, residualDilations, padding));
    CHECKS.leastFrames(
        leastFrames(residualKernels, residualDilations, padding, upsampleRates.get(0)));
    CHECKS.slope(slope);
    longer = longer && !cutsEvenly(upsampleKernels, upsampleRates);
    CHECKS.require(
        !(longer && padding.causal()),
        "a causal generator makes no samples more than frames x hop");
  }

  /**
   * Creates one that makes frames x hop samples, whatever its kernels.
   *
   * @throws dev.vocoder.ConfigException if the sizes make no network
   */
  public HifiGanConfig(
      int bands,
      int initialChannels,
      List<Integer> upsampleRates,
      List<Integer> upsampleKernels,
      ResidualBlock.Kind residualKind,
      List<Integer> residualKernels,
      List<List<Integer>> residualDilations,
      Padding padding,
      float slope) {
    this(
        bands,
        initialChannels,
        upsampleRates,
        upsampleKernels,
        residualKind,
        residualKernels,
        residualDilations,
        padding,
        slope,
        false);
  }

  /**
   * Creates one that treats the ends as the reference does, with zeros on both sides, and has its
   * slope.
   *
   * @throws dev.vocoder.ConfigException if the sizes make no network
   */
  public HifiGanConfig(
      int bands,
      int initialChannels,
      List<Integer> upsampleRates,
      List<Integer> upsampleKernels,
      ResidualBlock.Kind residualKind,
      List<Integer> residualKernels,
      List<List<Integer>> residualDilations) {
    this(
        bands,
        initialChannels,
        upsampleRates,
        upsampleKernels,
        residualKind,
        residualKernels,
        residualDilations,
        Padding.ZEROS,
        REFERENCE_SLOPE);
  }

  /**
   * Returns the same network, cut at the ends as the reference cuts: by as much at both, which
   * leaves a sample more than the rate says where a kernel exceeds its rate by an odd number.
   *
   * @throws dev.vocoder.ConfigException if it is causal and has such a kernel
   */
  public HifiGanConfig cutEvenly() {
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

  /** Says whether each kernel exceeds its rate by an even number. */
  public boolean cutsEvenly() {
    return cutsEvenly(upsampleKernels, upsampleRates);
  }

  private static boolean cutsEvenly(List<Integer> kernels, List<Integer> rates) {
    for (int i = 0; i < rates.size(); i++) {
      if ((kernels.get(i) - rates.get(i)) % 2 != 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns how many samples a stage, counted from 0, makes beyond its rate. */
  int extraOf(int stage) {
    return longer ? (upsampleKernels.get(stage) - upsampleRates.get(stage)) % 2 : 0;
  }

  @Override
  public int extraSamples() {
    int extra = 0;
    for (int stage = 0; stage < upsampleRates.size(); stage++) {
      extra = extra * upsampleRates.get(stage) + extraOf(stage);
    }
    return extra;
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
  public Reach inputReach(Reach output) {
    Reach reach = output.convolved(EDGE_KERNEL, 1, padding);
    for (int stage = upsampleRates.size() - 1; stage >= 0; stage--) {
      int kernel = upsampleKernels.get(stage);
      int rate = upsampleRates.get(stage);
      reach =
          residualReach(reach, residualKind, residualKernels, residualDilations, padding)
              .upsampled(kernel, rate, padding.cutStart(kernel - extraOf(stage), rate));
    }
    return reach.convolved(EDGE_KERNEL, 1, padding);
  }

  private static Reach residualReach(
      Reach output,
      ResidualBlock.Kind kind,
      List<Integer> kernels,
      List<List<Integer>> dilations,
      Padding padding) {
    Reach all = output;
    for (int block = 0; block < kernels.size(); block++) {
      int kernel = kernels.get(block);
      Reach ofBlock = output;
      for (int dilation : dilations.get(block)) {
        ofBlock = ofBlock.convolved(kernel, dilation, padding);
        if (kind == ResidualBlock.Kind.PAIRED) {
          ofBlock = ofBlock.convolved(kernel, 1, padding);
        }
      }
      all = all.and(ofBlock);
    }
    return all;
  }

  @Override
  public int leastFrames() {
    return leastFrames(residualKernels, residualDilations, padding, upsampleRates.get(0));
  }

  private static int leastFrames(
      List<Integer> kernels, List<List<Integer>> dilations, Padding padding, int firstRate) {
    // What is mirrored must be shorter than what there is: before the input convolution, and in
    // the first stage; later there are more samples.
    int widest = 0;
    for (int block = 0; block < kernels.size(); block++) {
      for (int dilation : dilations.get(block)) {
        widest = Math.max(widest, padding.mirrored(kernels.get(block), dilation));
      }
    }
    return Math.max(padding.mirrored(EDGE_KERNEL, 1), widest / firstRate) + 1;
  }

  @Override
  public List<String> details() {
    return List.of(
        "initial channels: " + initialChannels,
        "upsampling: rates %s, kernels %s%s"
            .formatted(
                upsampleRates,
                upsampleKernels,
                longer ? "; %d samples more than frames x hop".formatted(extraSamples()) : ""),
        "residual blocks: %s, kernels %s, dilations %s"
            .formatted(
                residualKind.name().toLowerCase(Locale.ROOT), residualKernels, residualDilations),
        "padding: %s; leaky ReLU: slope %s".formatted(padding, slope));
  }

  @Override
  public Generator build(WeightForm form) {
    return new HifiGanGenerator(this, form);
  }
}
