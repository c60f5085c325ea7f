package dev.vocoder.network.melgan;

import ai.djl.ndarray.NDArray;
import dev.vocoder.ConfigException;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.network.ConvolutionSizes;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.DiscriminatorConfig;
import dev.vocoder.network.JointDiscriminator;
import dev.vocoder.network.LayeredDiscriminator;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.StridedConvolution;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sizes of MelGAN's multi-scale discriminator: window-based discriminators over a wave, its
 * average at half the rate, at a quarter, and so on (section 2.2 of the paper).
 *
 * @param scales the number of its parts; the first judges the wave itself, each other the wave of
 *     the one before at half the rate
 * @param layers the layers of each part but the last, which has one output channel and 3 taps
 * @param poolKernel how many samples are averaged for half the rate, 2 or 4; those beyond the ends
 *     do not count
 * @param inputPadding what the first layer reads beyond the ends
 * @param slope the slope of the leaky ReLUs
 */
public record MelGanDiscriminatorConfig(
    int scales,
    List<ConvolutionSizes> layers,
    int poolKernel,
    PaddingMode inputPadding,
    float slope)
    implements DiscriminatorConfig {

  private static final int MAX_CHANNELS = 1024;

  /** The paper's, as its reference implementation has it: 16.9 M parameters. */
  public static final MelGanDiscriminatorConfig PAPER = reference(3, 16, 4, 4);

  /**
   * That of the Keras example "MelGAN-based spectrogram inversion using feature matching". Its
   * layers that skip positions are padded by half the kernel here; there, with even lengths, by a
   * sample or two less at the start.
   */
  public static final MelGanDiscriminatorConfig KERAS =
      new MelGanDiscriminatorConfig(
          3,
          List.of(
              new ConvolutionSizes(16, 15, 1, 1),
              new ConvolutionSizes(64, 41, 4, 4),
              new ConvolutionSizes(256, 41, 4, 16),
              new ConvolutionSizes(1024, 41, 4, 64),
              new ConvolutionSizes(1024, 41, 4, 256),
              new ConvolutionSizes(1024, 5, 1, 1)),
          2,
          PaddingMode.ZEROS,
          0.3f);

  /**
   * Returns a discriminator of the reference implementation.
   *
   * @param scales its {@code num_D}
   * @param channels its {@code ndf}, a multiple of 4: the first layer's channels
   * @param downsamplings its {@code n_layers_D}: the layers that move on
   * @param factor its {@code downsamp_factor}: how far they do, and how many times more channels
   *     each has, up to 1024
   * @throws ConfigException if they make no network
   */
  public static MelGanDiscriminatorConfig reference(
      int scales, int channels, int downsamplings, int factor) {
    if (channels < 4 || channels > MAX_CHANNELS || channels % 4 != 0) {
      throw new ConfigException(
          "The discriminator begins with %d channels; give a multiple of 4 up to %d."
              .formatted(channels, MAX_CHANNELS));
    }
    if (downsamplings < 1 || downsamplings > 16 || factor < 1 || factor > 64) {
      throw new ConfigException(
          "The discriminator has %d layers that move on by %d; give 1 to 16 layers, and 1 to 64."
              .formatted(downsamplings, factor));
    }
    List<ConvolutionSizes> layers = new ArrayList<>();
    layers.add(new ConvolutionSizes(channels, 15, 1, 1));
    int inputs = channels;
    for (int i = 0; i < downsamplings; i++) {
      int outputs = Math.min(inputs * factor, MAX_CHANNELS);
      layers.add(new ConvolutionSizes(outputs, 10 * factor + 1, factor, inputs / 4));
      inputs = outputs;
    }
    layers.add(new ConvolutionSizes(Math.min(inputs * 2, MAX_CHANNELS), 5, 1, 1));
    return new MelGanDiscriminatorConfig(scales, layers, 4, PaddingMode.REFLECT, 0.2f);
  }

  /**
   * Copies the list and checks the sizes.
   *
   * @throws ConfigException if they make no network
   */
  public MelGanDiscriminatorConfig {
    layers = List.copyOf(layers);
    ConvolutionSizes.require(layers);
    if (scales < 1 || scales > 16 || (poolKernel != 2 && poolKernel != 4)) {
      throw new ConfigException(
          "The discriminator has %d scales and averages %d samples; give 1 to 16 scales, and 2 or 4 samples."
              .formatted(scales, poolKernel));
    }
    if (inputPadding == PaddingMode.REPLICATE) {
      throw new ConfigException(
          "The discriminator's first layer cannot replicate at the ends; use zeros or reflect.");
    }
    if (!(slope >= 0 && slope < 1)) {
      throw new ConfigException(
          "The slope of the discriminator's leaky ReLUs is %s; give 0 to below 1."
              .formatted(slope));
    }
  }

  @Override
  public Discriminator build() {
    Map<String, Discriminator> parts = new LinkedHashMap<>();
    for (int scale = 0; scale < scales; scale++) {
      parts.put("model.disc_" + scale, window());
    }
    return new JointDiscriminator(parts, this::halved);
  }

  /** Builds one part, which judges overlapping windows of a wave. Its score is no feature map. */
  private Discriminator window() {
    Map<String, StridedConvolution> named = new LinkedHashMap<>();
    for (StridedConvolution layer :
        StridedConvolution.stack(layers, inputPadding, WeightForm.WEIGHT_NORM)) {
      named.put("model.layer_" + named.size() + place(named.size()), layer);
    }
    return new LayeredDiscriminator(named, slope, false);
  }

  /** The reference's layers but the last are lists; padding comes first in the first of them. */
  private String place(int layer) {
    if (layer == layers.size()) {
      return "";
    }
    return layer == 0 ? ".1" : ".0";
  }

  private NDArray halved(NDArray waves) {
    return TorchFunctions.averagePool(waves, poolKernel, 2, poolKernel / 2 - 1, false);
  }

  @Override
  public MelGanDiscriminatorConfig narrowed(int divisor) {
    return new MelGanDiscriminatorConfig(
        scales, ConvolutionSizes.narrowed(layers, divisor), poolKernel, inputPadding, slope);
  }
}
