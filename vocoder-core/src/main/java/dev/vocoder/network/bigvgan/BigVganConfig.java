package dev.vocoder.network.bigvgan;

import dev.vocoder.network.Convolution;
import dev.vocoder.network.Generator;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.Padding;
import dev.vocoder.network.SizeChecks;
import dev.vocoder.network.TransposedConvolution;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.upsampling.MultiReceptiveFieldFusion;
import dev.vocoder.network.upsampling.UpsamplingConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The sizes of a BigVGAN generator, named as in the reference's config.
 *
 * @param bands mel bands
 * @param initialChannels channels after the input convolution; each stage halves them
 * @param upsampleRates the rate of each stage; their product is the hop
 * @param upsampleKernels the kernel of each stage's transposed convolution
 * @param residualKind the kind of residual block
 * @param residualKernels the kernel of each residual block of a stage
 * @param residualDilations the dilations of each residual block of a stage
 * @param snake the kind of activation
 * @param logarithmic whether the activations' parameters are logarithms
 * @param tanh whether the wave goes through the hyperbolic tangent; else it is cut at -1 and 1
 */
public record BigVganConfig(
    int bands,
    int initialChannels,
    List<Integer> upsampleRates,
    List<Integer> upsampleKernels,
    PeriodicBlock.Kind residualKind,
    List<Integer> residualKernels,
    List<List<Integer>> residualDilations,
    AntiAliasedSnake.Kind snake,
    boolean logarithmic,
    boolean tanh)
    implements GeneratorConfig {
  private static final SizeChecks CHECKS = new SizeChecks("BigVGAN");

  /** The published base model of 24 kHz: 100 bands, 14 M parameters. */
  public static final BigVganConfig BASE_24KHZ =
      new BigVganConfig(
          100,
          512,
          List.of(8, 8, 2, 2),
          List.of(16, 16, 4, 4),
          PeriodicBlock.Kind.PAIRED,
          List.of(3, 7, 11),
          List.of(List.of(1, 3, 5), List.of(1, 3, 5), List.of(1, 3, 5)),
          AntiAliasedSnake.Kind.SNAKEBETA,
          true,
          true);

  /**
   * Copies the lists and checks that the sizes make a network.
   *
   * @throws dev.vocoder.ConfigException if they do not
   */
  public BigVganConfig {
    upsampleRates = List.copyOf(upsampleRates);
    upsampleKernels = List.copyOf(upsampleKernels);
    residualKernels = List.copyOf(residualKernels);
    residualDilations = residualDilations.stream().map(List::copyOf).toList();
    CHECKS.size("the number of bands", bands);
    CHECKS.upsampling(initialChannels, upsampleRates, upsampleKernels);
    CHECKS.residualBlocks(residualKernels, residualDilations);
    PeriodicSizes residuals =
        new PeriodicSizes(residualKind, residualKernels, residualDilations, snake, logarithmic);
    CHECKS.residuals(residuals.build(1, 0, WeightForm.FOLDED), upsampleRates.get(0));
  }

  @Override
  public String architecture() {
    return "BigVGAN";
  }

  @Override
  public List<String> details() {
    String extra =
        extraSamples() == 0 ? "" : "; %d samples more than frames x hop".formatted(extraSamples());
    return List.of(
        "initial channels: " + initialChannels,
        "upsampling: rates %s, kernels %s%s".formatted(upsampleRates, upsampleKernels, extra),
        "residual blocks: %s, kernels %s, dilations %s"
            .formatted(
                residualKind.name().toLowerCase(Locale.ROOT), residualKernels, residualDilations),
        "activations: %s%s; wave: %s"
            .formatted(
                snake.name().toLowerCase(Locale.ROOT),
                logarithmic ? ", logarithmic" : "",
                tanh ? "tanh" : "cut at -1 and 1"));
  }

  @Override
  public Generator build(WeightForm form) {
    PeriodicSizes sizes =
        new PeriodicSizes(residualKind, residualKernels, residualDilations, snake, logarithmic);
    int blocks = residualKernels.size(); // the reference numbers those of all stages in a row
    List<TransposedConvolution> upsamplings = new ArrayList<>();
    List<MultiReceptiveFieldFusion<PeriodicBlock>> residuals = new ArrayList<>();
    int channels = initialChannels;
    for (int stage = 0; stage < upsampleRates.size(); stage++) {
      int kernel = upsampleKernels.get(stage);
      int rate = upsampleRates.get(stage);
      int extra = (kernel - rate) % 2; // cut by as much at both ends
      upsamplings.add(
          TransposedConvolution.upsampling(
              channels, channels / 2, kernel, rate, extra, Padding.ZEROS, form));
      channels /= 2;
      residuals.add(sizes.build(channels, stage * blocks, form));
    }
    return new BigVganGenerator(
        edge(bands, initialChannels, form),
        upsamplings,
        residuals,
        new AntiAliasedSnake(snake, channels, logarithmic),
        edge(channels, 1, form),
        tanh);
  }

  private static Convolution edge(int inputs, int outputs, WeightForm form) {
    return new Convolution(inputs, outputs, UpsamplingConfig.EDGE_KERNEL, 1, Padding.ZEROS, form);
  }
}
