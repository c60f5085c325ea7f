package dev.vocoder.network.univnet;

import ai.djl.ndarray.types.Shape;
import dev.vocoder.ConfigException;
import dev.vocoder.network.ConvolutionSizes;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.DiscriminatorConfig;
import dev.vocoder.network.JointDiscriminator;
import dev.vocoder.network.LayeredDiscriminator;
import dev.vocoder.network.StridedConvolution;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The sizes of a multi-resolution discriminator: discriminators of spectrograms of several
 * resolutions, which share nothing, with weight norm (section 2.2 of the paper).
 *
 * @param resolutions the transforms
 * @param layers the layers of each part but the last, which has one output channel and 3 x 3 taps
 * @param centered whether a wave is reflected by half the transform at each end, so that frames are
 *     centred, or by half of what the transform is longer than its hop
 */
public record MultiResolutionConfig(
    List<Resolution> resolutions, List<LayerSizes> layers, boolean centered)
    implements DiscriminatorConfig {

  private static final int MAX_PARTS = 64; // published ones have 3
  private static final float SLOPE = 0.1f; // of the leaky ReLUs, the references'

  /**
   * One layer.
   *
   * @param channels the number of output channels
   * @param kernelBins the number of taps over bins, odd
   * @param kernelFrames the number of taps over frames, odd
   * @param strideBins how many bins it moves on
   * @param strideFrames how many frames it moves on
   */
  public record LayerSizes(
      int channels, int kernelBins, int kernelFrames, int strideBins, int strideFrames) {}

  /** The paper's, and BigVGAN's: 0.28 M parameters. */
  public static final MultiResolutionConfig PAPER =
      new MultiResolutionConfig(
          List.of(
              new Resolution(1024, 120, 600),
              new Resolution(2048, 240, 1200),
              new Resolution(512, 50, 240)),
          List.of(
              new LayerSizes(32, 3, 9, 1, 1),
              new LayerSizes(32, 3, 9, 1, 2),
              new LayerSizes(32, 3, 9, 1, 2),
              new LayerSizes(32, 3, 9, 1, 2),
              new LayerSizes(32, 3, 3, 1, 1)),
          false);

  /** That of Vocos's first published code, with the paper: 0.6 M parameters. */
  public static final MultiResolutionConfig VOCOS =
      new MultiResolutionConfig(
          List.of(
              new Resolution(1024, 256, 1024),
              new Resolution(2048, 512, 2048),
              new Resolution(512, 128, 512)),
          List.of(
              new LayerSizes(64, 7, 5, 2, 2),
              new LayerSizes(64, 5, 3, 2, 1),
              new LayerSizes(64, 5, 3, 2, 2),
              new LayerSizes(64, 3, 3, 2, 1),
              new LayerSizes(64, 3, 3, 2, 2)),
          true);

  /**
   * Copies the lists and checks the sizes.
   *
   * @throws ConfigException if they make no network
   */
  public MultiResolutionConfig {
    resolutions = List.copyOf(resolutions);
    layers = List.copyOf(layers);
    int most = ConvolutionSizes.MAX_LAYERS;
    if (resolutions.isEmpty()
        || resolutions.size() > MAX_PARTS
        || layers.isEmpty()
        || layers.size() > most) {
      throw new ConfigException(
          "The discriminator has %d resolutions and %d layers; give 1 to %d and 1 to %d."
              .formatted(resolutions.size(), layers.size(), MAX_PARTS, most));
    }
    layers.forEach(MultiResolutionConfig::require);
  }

  private static void require(LayerSizes layer) {
    boolean fits =
        layer.channels >= 1
            && layer.channels <= 1 << 16
            && isKernel(layer.kernelBins)
            && isKernel(layer.kernelFrames)
            && isStride(layer.strideBins)
            && isStride(layer.strideFrames);
    if (!fits) {
      throw new ConfigException(
          "The discriminator's layer %s is unusable: channels are from 1 to 65536, kernels odd and at most 63, strides from 1 to 64."
              .formatted(layer));
    }
  }

  private static boolean isKernel(int taps) {
    return taps >= 1 && taps < 1 << 6 && taps % 2 == 1;
  }

  private static boolean isStride(int stride) {
    return stride >= 1 && stride <= 1 << 6;
  }

  @Override
  public Discriminator build() {
    List<Discriminator> parts = new ArrayList<>();
    for (Resolution resolution : resolutions) {
      parts.add(
          new ResolutionDiscriminator(
              resolution,
              resolution.padding(centered),
              LayeredDiscriminator.numbered(convolutions(), SLOPE)));
    }
    return JointDiscriminator.numbered(parts, UnaryOperator.identity());
  }

  private List<StridedConvolution> convolutions() {
    List<StridedConvolution> convolutions = new ArrayList<>();
    int inputs = 1;
    for (LayerSizes layer : layers) {
      Shape weight = new Shape(layer.channels, inputs, layer.kernelBins, layer.kernelFrames);
      convolutions.add(
          StridedConvolution.onPlane(
              weight, layer.strideBins, layer.strideFrames, WeightForm.WEIGHT_NORM));
      inputs = layer.channels;
    }
    Shape last = new Shape(1, inputs, 3, 3);
    convolutions.add(StridedConvolution.onPlane(last, 1, 1, WeightForm.WEIGHT_NORM));
    return convolutions;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Enough to be reflected at the ends, and for one frame.
   */
  @Override
  public int leastSamples() {
    return resolutions.stream().mapToInt(one -> one.leastSamples(centered)).max().orElseThrow();
  }

  @Override
  public MultiResolutionConfig narrowed(int divisor) {
    return new MultiResolutionConfig(
        resolutions,
        layers.stream()
            .map(
                layer ->
                    new LayerSizes(
                        Math.max(1, layer.channels / divisor),
                        layer.kernelBins,
                        layer.kernelFrames,
                        layer.strideBins,
                        layer.strideFrames))
            .toList(),
        centered);
  }
}
