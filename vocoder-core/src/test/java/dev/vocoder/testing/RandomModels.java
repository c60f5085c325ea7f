package dev.vocoder.testing;

import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.inference.RandomWeights;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.Padding;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.convnext.ConvNextSizes;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.ResidualBlock;
import dev.vocoder.network.melgan.MelGanConfig;
import dev.vocoder.network.multiband.MultiBandConfig;
import dev.vocoder.network.multiband.PqmfFilters;
import dev.vocoder.network.spectrum.SpectrumPadding;
import dev.vocoder.network.vocos.VocosConfig;
import dev.vocoder.network.vocos.WaveNextConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Generators and mels of random numbers: the shapes of the real thing, in milliseconds. */
public final class RandomModels {
  /** A HiFi-GAN of 8 channels and hop 256, context 13 frames as V1's. */
  public static final HifiGanConfig SMALL =
      HifiGanConfig.reference(
          80,
          16,
          HifiGanConfig.V1.upsampleRates(),
          HifiGanConfig.V1.upsampleKernels(),
          ResidualBlock.Kind.PAIRED,
          HifiGanConfig.V1.residualKernels(),
          HifiGanConfig.V1.residualDilations());

  /** A HiFi-GAN unlike the paper's: five stages, odd kernels, hop 300, 20 bands, short blocks. */
  public static final HifiGanConfig UNUSUAL =
      HifiGanConfig.reference(
          20,
          33,
          List.of(5, 5, 3, 2, 2),
          List.of(11, 5, 7, 4, 6),
          ResidualBlock.Kind.SINGLE,
          List.of(5, 9),
          List.of(List.of(2, 7), List.of(1, 4)));

  /** A MelGAN of the reference's shape with an eighth of its channels. */
  public static final MelGanConfig SMALL_MELGAN =
      MelGanConfig.reference(80, 64, MelGanConfig.PAPER.upsampleRates(), 3);

  /** A MelGAN unlike the paper's: three stages of odd and even rates, hop 105, 20 bands. */
  public static final MelGanConfig UNUSUAL_MELGAN =
      MelGanConfig.reference(20, 37, List.of(5, 7, 3), 4);

  /** A MelGAN as the Keras example's with fewer channels, and a kernel it does not have. */
  public static final MelGanConfig SMALL_KERAS_MELGAN =
      new MelGanConfig(
          80,
          32,
          MelGanConfig.KERAS.upsampleRates(),
          List.of(16, 15, 16, 5),
          MelGanConfig.KERAS.residualKind(),
          MelGanConfig.KERAS.residualDilations(),
          MelGanConfig.KERAS.padding(),
          MelGanConfig.KERAS.slope(),
          MelGanConfig.KERAS.normalizedInput());

  /** A HiFi-GAN that reflects at the ends, with a kernel that cannot be cut evenly, hop 60. */
  public static final HifiGanConfig REFLECTING =
      new HifiGanConfig(
          20,
          16,
          List.of(5, 12),
          List.of(10, 24),
          ResidualBlock.Kind.PAIRED,
          List.of(3, 7),
          List.of(List.of(1, 3, 5), List.of(1, 3, 5)),
          Padding.REFLECT,
          0.2f,
          false);

  /** A HiFi-GAN of kernels that exceed their rates by odd numbers, 18 samples more than hop 120. */
  public static final HifiGanConfig LONGER =
      HifiGanConfig.reference(
              20,
              33,
              List.of(5, 4, 3, 2),
              List.of(10, 9, 8, 5),
              ResidualBlock.Kind.PAIRED,
              List.of(3, 7),
              List.of(List.of(1, 3, 5), List.of(1, 3, 5)))
          .withEqualCuts();

  /** One of those that reflects at the ends. */
  public static final HifiGanConfig LONGER_REFLECTING =
      new HifiGanConfig(
          20,
          16,
          List.of(5, 12),
          List.of(16, 23),
          ResidualBlock.Kind.SINGLE,
          List.of(3, 5),
          List.of(List.of(1, 3), List.of(2, 4)),
          Padding.REFLECT,
          0.1f,
          true);

  /** A HiFi-GAN that looks only back, over copies of its stages' first samples. */
  public static final HifiGanConfig CAUSAL =
      new HifiGanConfig(
          20,
          16,
          List.of(8, 4, 2),
          List.of(16, 8, 4),
          ResidualBlock.Kind.PAIRED,
          List.of(3, 7),
          List.of(List.of(1, 3, 5), List.of(1, 3, 5)),
          Padding.causal(PaddingMode.ZEROS, PaddingMode.REPLICATE),
          0.1f,
          false);

  /** A HiFi-GAN that looks only back, over zeros, with three dilations in short blocks. */
  public static final HifiGanConfig CAUSAL_SHORT_BLOCKS =
      new HifiGanConfig(
          20,
          16,
          List.of(5, 3, 4),
          List.of(10, 6, 8),
          ResidualBlock.Kind.SINGLE,
          List.of(3, 5),
          List.of(List.of(1, 3, 5), List.of(1, 2, 4)),
          Padding.causal(PaddingMode.ZEROS, PaddingMode.ZEROS),
          0.1f,
          false);

  /** A MelGAN that looks only back, reflected and over copies, of odd rates. */
  public static final MelGanConfig CAUSAL_MELGAN =
      new MelGanConfig(
          20,
          16,
          List.of(5, 4, 3),
          List.of(10, 8, 6),
          MelGanConfig.PAPER.residualKind(),
          MelGanConfig.PAPER.residualDilations(),
          Padding.causal(PaddingMode.REFLECT, PaddingMode.REPLICATE),
          MelGanConfig.PAPER.slope(),
          MelGanConfig.PAPER.normalizedInput());

  /** A MelGAN of four sub-bands. */
  public static final MultiBandConfig MULTI_BAND_MELGAN =
      multiBand(List.of(8, 4, 2), MelGanConfig.PAPER.padding());

  /** A MelGAN of four sub-bands that looks only back, but for the filters that join them. */
  public static final MultiBandConfig CAUSAL_MULTI_BAND_MELGAN =
      multiBand(List.of(5, 3), Padding.causal(PaddingMode.REPLICATE, PaddingMode.ZEROS));

  private static MultiBandConfig multiBand(List<Integer> rates, Padding padding) {
    return new MultiBandConfig(
        new MelGanConfig(
            20,
            24,
            rates,
            rates.stream().map(rate -> 2 * rate).toList(),
            MelGanConfig.PAPER.residualKind(),
            List.of(1, 3, 9, 27),
            padding,
            MelGanConfig.PAPER.slope(),
            MelGanConfig.PAPER.normalizedInput(),
            4),
        PqmfFilters.TAPS);
  }

  /** A Vocos whose wave is a hop shorter than its mel, of the published model's transform. */
  public static final VocosConfig VOCOS =
      new VocosConfig(new ConvNextSizes(100, 48, 96, 3, true), 1024, 256, SpectrumPadding.CENTER);

  /** A Vocos of a wave as long as its mel and a sample more, of an odd hop, without layer scale. */
  public static final VocosConfig ODD_VOCOS =
      new VocosConfig(new ConvNextSizes(20, 33, 50, 2, false), 64, 15, SpectrumPadding.SAME);

  /** A Vocos of windows that overlap by half, as long as its mel. */
  public static final VocosConfig SPARSE_VOCOS =
      new VocosConfig(new ConvNextSizes(20, 32, 64, 2, true), 128, 64, SpectrumPadding.SAME);

  /** A WaveNeXt. */
  public static final WaveNextConfig WAVENEXT =
      new WaveNextConfig(new ConvNextSizes(80, 48, 96, 3, true), 102, 100);

  private RandomModels() {}

  /** Returns generators of every architecture: whatever holds for one must hold for all. */
  public static List<GeneratorConfig> architectures() {
    return List.of(
        SMALL,
        UNUSUAL,
        HifiGanConfig.V2,
        HifiGanConfig.V3,
        SMALL_MELGAN,
        UNUSUAL_MELGAN,
        SMALL_KERAS_MELGAN,
        REFLECTING,
        LONGER,
        LONGER_REFLECTING,
        CAUSAL,
        CAUSAL_SHORT_BLOCKS,
        CAUSAL_MELGAN,
        MULTI_BAND_MELGAN,
        CAUSAL_MULTI_BAND_MELGAN,
        VOCOS,
        ODD_VOCOS,
        SPARSE_VOCOS,
        WAVENEXT);
  }

  /**
   * Returns a generator whose every layer passes about the power it takes.
   *
   * @param config its sizes; the mels it takes are HiFi-GAN's in its bands and hop
   */
  public static GeneratorCheckpoint generator(GeneratorConfig config) {
    return RandomWeights.generator(config);
  }

  /**
   * Returns the same generator on mels with statistics of its own taken out.
   *
   * @param model a generator on mels without
   */
  public static GeneratorCheckpoint normalized(GeneratorCheckpoint model) {
    List<Float> mean = new ArrayList<>();
    List<Float> scale = new ArrayList<>();
    for (int band = 0; band < model.melFormat().bands(); band++) {
      mean.add(-5 + 0.1f * band);
      scale.add(1 + 0.01f * band);
    }
    MelFormat format =
        model.melFormat().toBuilder()
            .logFloor(1e-30) // below all of what mel() returns
            .normalization(Optional.of(new MelFormat.Normalization(mean, scale)))
            .build();
    return new GeneratorCheckpoint(model.fileKind(), model.config(), format, model.weights());
  }

  /**
   * Returns a mel of values as speech has them, in HiFi-GAN's format.
   *
   * @param frames its length
   */
  public static MelSpectrogram mel(int frames) {
    return mel(frames, MelFormat.HIFIGAN);
  }

  /**
   * Returns a mel of values as speech has them.
   *
   * @param frames its length
   * @param format its format
   */
  public static MelSpectrogram mel(int frames, MelFormat format) {
    float[] values = normal(new Random(frames), format.bands() * frames, 2);
    for (int i = 0; i < values.length; i++) {
      values[i] -= 5;
    }
    return MelSpectrogram.of(values, frames, format);
  }

  /** Returns mels of several lengths. */
  public static List<MelSpectrogram> mels(int... frames) {
    return Arrays.stream(frames).mapToObj(RandomModels::mel).toList();
  }

  private static float[] normal(Random random, int count, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return values;
  }
}
