package dev.vocoder.internal.inference;

import dev.vocoder.Device;
import dev.vocoder.EngineException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.network.Padding;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.ResidualBlock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;

/**
 * Whether this machine makes the waves that it should: networks vocode a mel, and their waves are
 * compared with stored ones, which PyTorch 1.13 made of the same networks.
 */
public final class SelfTest {
  /** The largest difference from the stored wave that counts as equal; full scale is 1. */
  public static final double TOLERANCE = 1e-5;

  private static final int FRAMES = 24;

  /** Sizes that fill no block of 16 channels; the last stage's kernel has one tap a phase. */
  private static final HifiGanConfig ODD =
      new HifiGanConfig(
          20,
          36,
          List.of(5, 4, 3),
          List.of(11, 8, 3),
          ResidualBlock.Kind.SINGLE,
          List.of(3, 5),
          List.of(List.of(1, 3), List.of(1, 2)),
          Padding.ZEROS,
          0.1f,
          false);

  private SelfTest() {}

  /**
   * Vocodes with the default model, and returns the largest difference from its stored wave.
   *
   * @throws EngineException if LibTorch is not there
   */
  public static double ofDefaultModel() {
    return largestDifference(DefaultModel.read(), "default-model.npy");
  }

  /**
   * Vocodes with a small network of odd widths, and returns the largest difference from its stored
   * wave.
   *
   * @throws EngineException if LibTorch is not there
   */
  public static double ofOddWidths() {
    return largestDifference(RandomWeights.generator(ODD), "odd-widths.npy");
  }

  private static double largestDifference(GeneratorCheckpoint model, String stored) {
    float[] expected = stored(stored);
    try (Vocoder vocoder = NeuralVocoder.compiled(model, Device.cpu(), Precision.FLOAT32)) {
      float[] wave = vocoder.melToWave(mel(FRAMES, model.melFormat())).samples();
      double largest = 0;
      for (int i = 0; i < expected.length; i++) {
        double difference = Math.abs(wave[i] - expected[i]);
        largest =
            Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
      }
      return largest;
    }
  }

  private static float[] stored(String name) {
    try (InputStream resource = SelfTest.class.getResourceAsStream(name)) {
      return NpyArray.read(resource.readAllBytes(), name).values();
    } catch (IOException e) {
      throw new UncheckedIOException("the library's own jar cannot be read", e);
    }
  }

  /**
   * Returns a mel of random values as speech has them.
   *
   * @param frames its length
   * @param format its format
   */
  static MelSpectrogram mel(int frames, MelFormat format) {
    Random random = new Random(frames);
    float[] values = new float[format.bands() * frames];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (2 * random.nextGaussian() - 5);
    }
    return MelSpectrogram.of(values, frames, format);
  }
}
