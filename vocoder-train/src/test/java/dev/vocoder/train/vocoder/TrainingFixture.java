package dev.vocoder.train.vocoder;

import dev.vocoder.MelFormat;
import dev.vocoder.Waveform;
import dev.vocoder.network.convnext.ConvNextSizes;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.ResidualBlock;
import dev.vocoder.network.melgan.MelGanConfig;
import dev.vocoder.network.melgan.MelGanDiscriminatorConfig;
import dev.vocoder.network.spectrum.SpectrumPadding;
import dev.vocoder.network.vocos.VocosConfig;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.data.Recordings;
import dev.vocoder.train.optimize.EpochDecay;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A run that is small enough for a test: networks of a few channels, recordings of tones. */
public final class TrainingFixture {
  /** A generator of 8 channels and hop 64. */
  public static final HifiGanConfig GENERATOR =
      HifiGanConfig.reference(
          20,
          8,
          List.of(8, 8),
          List.of(16, 16),
          ResidualBlock.Kind.SINGLE,
          List.of(3),
          List.of(List.of(1, 2)));

  private static final MelFormat MELS =
      MelFormat.HIFIGAN.toBuilder()
          .sampleRate(8000)
          .fftSize(256)
          .windowSize(256)
          .hopSize(64)
          .bands(20)
          .fMax(4000)
          .build();

  private TrainingFixture() {}

  /** Returns the config: batches of 2 x 1024 samples, discriminators of a 32nd of the channels. */
  public static TrainingConfig config() {
    return config(TrainingConfig.hifiGan(GENERATOR, MELS).losses().mel());
  }

  /** Returns the same with another weight of the mel loss. */
  public static TrainingConfig config(double melWeight) {
    TrainingConfig paper = TrainingConfig.hifiGan(GENERATOR, MELS);
    return paper.toBuilder()
        .narrowDiscriminators(32)
        .losses(
            new LossSettings(
                LossSettings.AdversarialObjective.LEAST_SQUARES, 1, 1, 2, melWeight, 0))
        .optimization(paper.optimization().withSchedule(new EpochDecay(0.9)))
        .batches(2, 1024)
        .seed(1)
        .build();
  }

  /** Returns runs of every architecture as small as {@link #config()}. */
  public static List<TrainingConfig> configs() {
    MelGanDiscriminatorConfig narrow = MelGanDiscriminatorConfig.PAPER.narrowed(32);
    MelGanConfig reference = MelGanConfig.reference(20, 16, List.of(8, 8), 2);
    MelGanConfig keras =
        new MelGanConfig(
            20,
            16,
            List.of(8, 8),
            List.of(16, 16),
            MelGanConfig.KERAS.residualKind(),
            MelGanConfig.KERAS.residualDilations(),
            MelGanConfig.KERAS.padding(),
            MelGanConfig.KERAS.slope(),
            MelGanConfig.KERAS.normalizedInput());
    MelFormat decimal = MELS.toBuilder().logScale(MelFormat.LogScale.LOG10).build();
    ConvNextSizes backbone = new ConvNextSizes(20, 8, 16, 2, true);
    MelFormat centered = MELS.toBuilder().framing(MelFormat.Framing.CENTERED).build();
    return List.of(
        config(),
        small(TrainingConfig.melGan(reference, decimal, narrow)),
        small(TrainingConfig.kerasMelGan(keras, decimal, narrow)),
        vocos(new VocosConfig(backbone, 256, 64, SpectrumPadding.SAME), MELS),
        vocos(new VocosConfig(backbone, 256, 64, SpectrumPadding.CENTER), centered));
  }

  private static TrainingConfig vocos(VocosConfig sizes, MelFormat mels) {
    return small(TrainingConfig.hifiGan(sizes, mels).toBuilder().narrowDiscriminators(32).build());
  }

  private static TrainingConfig small(TrainingConfig config) {
    return config.toBuilder().batches(2, 1024).seed(1).build();
  }

  /**
   * Writes recordings of half a second, each a glide with some noise.
   *
   * @param folder where to
   * @param count how many
   */
  public static List<Recording> recordings(Path folder, int count) {
    for (int i = 0; i < count; i++) {
      Random random = new Random(i);
      float[] samples = new float[4000];
      double phase = 0;
      for (int n = 0; n < samples.length; n++) {
        phase += 2 * Math.PI * (200 + 100 * i + n * 0.05) / 8000;
        samples[n] = (float) (0.5 * Math.sin(phase) + 0.01 * random.nextGaussian());
      }
      Waveform.of(samples, 8000).write(folder.resolve("clip-%02d.wav".formatted(i)));
    }
    return Recordings.inFolder(folder);
  }

  /** Returns a run of some steps on one thread. */
  public static VocoderTraining trainer(List<Recording> recordings, Path output, long steps) {
    return VocoderTraining.builder()
        .config(config())
        .training(recordings)
        .output(output)
        .steps(steps)
        .threads(1);
  }
}
