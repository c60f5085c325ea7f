package dev.vocoder.network.hifigan;

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
 * The sizes of a multi-period discriminator: period discriminators of several periods, which share
 * nothing (section 2.3 of the paper).
 *
 * @param periods the distances in samples at which its parts look at a wave
 * @param channels the output channels of each layer but the last, which has one
 * @param kernel the number of taps of each layer but the last, which has 3
 * @param stride how far each layer but the last two moves on
 * @param norm how weights are normalised
 */
public record MultiPeriodConfig(
    List<Integer> periods, List<Integer> channels, int kernel, int stride, WeightForm norm)
    implements DiscriminatorConfig {

  private static final int MAX_PARTS = 64; // published ones have up to 8

  /** The paper's: 41.1 M parameters. */
  public static final MultiPeriodConfig PAPER =
      new MultiPeriodConfig(
          List.of(2, 3, 5, 7, 11), List.of(32, 128, 512, 1024, 1024), 5, 3, WeightForm.WEIGHT_NORM);

  /**
   * Copies the lists and checks the sizes.
   *
   * @throws ConfigException if they make no network
   */
  public MultiPeriodConfig {
    periods = List.copyOf(periods);
    channels = List.copyOf(channels);
    if (periods.size() > MAX_PARTS || channels.size() > ConvolutionSizes.MAX_LAYERS) {
      throw new ConfigException(
          "The discriminator has %d periods and %d layers; give up to %d and %d."
              .formatted(periods.size(), channels.size(), MAX_PARTS, ConvolutionSizes.MAX_LAYERS));
    }
    if (periods.isEmpty() || periods.stream().anyMatch(period -> period < 1 || period > 1 << 10)) {
      throw new ConfigException(
          "The discriminator's periods are %s; give numbers from 1 to 1024.".formatted(periods));
    }
    if (channels.isEmpty() || channels.stream().anyMatch(count -> count < 1 || count > 1 << 16)) {
      throw new ConfigException(
          "The discriminator's channels are %s; give numbers from 1 to 65536.".formatted(channels));
    }
    if (kernel < 1 || kernel % 2 == 0 || kernel > 1 << 10 || stride < 1 || stride > 1 << 10) {
      throw new ConfigException(
          "The discriminator's kernel is %d and its stride %d; the kernel must be odd, both from 1 to 1024."
              .formatted(kernel, stride));
    }
  }

  @Override
  public Discriminator build() {
    List<Discriminator> parts = new ArrayList<>();
    for (int period : periods) {
      parts.add(
          new PeriodDiscriminator(
              period, LayeredDiscriminator.numbered(layers(), HifiGanConfig.REFERENCE_SLOPE)));
    }
    return JointDiscriminator.numbered(parts, UnaryOperator.identity());
  }

  private List<StridedConvolution> layers() {
    List<StridedConvolution> layers = new ArrayList<>();
    int inputs = 1;
    for (int outputs : channels) {
      int moves = layers.size() < channels.size() - 1 ? stride : 1;
      layers.add(StridedConvolution.folded(inputs, outputs, kernel, moves, norm));
      inputs = outputs;
    }
    layers.add(StridedConvolution.folded(inputs, 1, 3, 1, norm));
    return layers;
  }

  @Override
  public MultiPeriodConfig narrowed(int divisor) {
    return new MultiPeriodConfig(
        periods,
        channels.stream().map(count -> Math.max(1, count / divisor)).toList(),
        kernel,
        stride,
        norm);
  }
}
