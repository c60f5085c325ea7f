package dev.vocoder.train.conversion;

import dev.vocoder.Waveform;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.data.Recordings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Voices that are tones, and recipes of a few channels, for runs that take seconds. */
public final class ConversionFixture {
  private static final int RATE = 8000;

  private static final String MELS =
      """
      "sampling_rate": 8000, "n_fft": 256, "win_size": 256, "hop_size": 64, "num_mels": 16,
      "fmin": 0, "fmax": 4000,
      """;

  /** MaskCycleGAN-VC, with a pool so that an exact resume needs it. */
  static final ConversionRecipe PAIR =
      recipe(
          """
          "architecture": "maskcyclegan-vc", "generator": {"channels": 4, "blocks": 1},
          "discriminator": {"channels": 4}, "pool_size": 3, "batch_size": 2,
          """);

  /** StarGAN-VC. */
  static final ConversionRecipe MANY =
      recipe(
          """
          "architecture": "stargan-vc", "generator": {"width": 4, "latent": 2},
          "discriminator": {"channels": 4, "classifier_width": 4}, "batch_size": 4,
          """);

  /** StarGAN-VC with norms that are told the voice. */
  static final ConversionRecipe MODULATED =
      recipe(
          """
          "architecture": "cyclegan-vc2",
          "generator": {"channels": 4, "blocks": 1, "domains": 2},
          "discriminator": {"channels": 4, "classifier_width": 4}, "batch_size": 4,
          """);

  private ConversionFixture() {}

  private static ConversionRecipe recipe(String own) {
    return ConversionRecipes.read(
        ConfigFile.parse(
            "{" + own + MELS + "\"segment_frames\": 32, \"mask_frames\": 8, \"seed\": 7}",
            "fixture"));
  }

  /** Returns the keys of a small MaskCycleGAN-VC, as JSON. */
  public static String config() {
    Map<String, Object> keys = new LinkedHashMap<>();
    ConversionKeys.write(PAIR, keys);
    return ConfigFile.text(keys);
  }

  /**
   * Records four tones of about a second, each a little higher than the one before.
   *
   * @param folder where a folder of the voice's name will be
   */
  public static List<Recording> voice(Path folder, String name, double hertz) throws IOException {
    Path wavs = Files.createDirectories(folder.resolve(name));
    Random random = new Random((long) hertz);
    for (int clip = 0; clip < 4; clip++) {
      float[] samples = new float[RATE + 500 * clip];
      for (int i = 0; i < samples.length; i++) {
        double time = (double) i / RATE;
        double loudness = 0.3 * (1.1 + Math.sin(2 * Math.PI * 3 * time + clip));
        samples[i] =
            (float)
                (loudness * Math.sin(2 * Math.PI * hertz * (1 + 0.1 * clip) * time)
                    + 0.01 * random.nextGaussian());
      }
      Waveform.of(samples, RATE).write(wavs.resolve("clip-%d.wav".formatted(clip)));
    }
    return Recordings.inFolder(wavs);
  }
}
