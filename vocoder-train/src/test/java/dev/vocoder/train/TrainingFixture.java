package dev.vocoder.train;

import dev.vocoder.MelFormat;
import dev.vocoder.Waveform;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.network.DiscriminatorConfig;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.ResidualBlock;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.data.Recordings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A run that is small enough for a test: networks of a few channels, recordings of tones. */
public final class TrainingFixture {
  /** A generator of 8 channels and hop 64. */
  static final HifiGanConfig GENERATOR =
      new HifiGanConfig(
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
    return config(LossSettings.HIFIGAN.mel());
  }

  static TrainingConfig config(double melWeight) {
    TrainingConfig paper = TrainingConfig.hifiGan(GENERATOR, MELS);
    Map<String, DiscriminatorConfig> narrow = new LinkedHashMap<>();
    paper.discriminators().forEach((name, sizes) -> narrow.put(name, sizes.narrowed(32)));
    return new TrainingConfig(
        new VocoderConfig(GENERATOR, MELS),
        paper.lossMelFormat(),
        narrow,
        new LossSettings(LossSettings.Game.LEAST_SQUARES, 1, 2, melWeight, 0),
        new AdamW.Settings(2e-4, 0.8, 0.99, 1e-8, 0.01),
        0.9,
        2,
        1024,
        1,
        0,
        Double.POSITIVE_INFINITY);
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
  static Trainer.Builder trainer(List<Recording> recordings, Path output, long steps) {
    return Trainer.builder()
        .config(config())
        .training(recordings)
        .output(output)
        .steps(steps)
        .threads(1);
  }
}
