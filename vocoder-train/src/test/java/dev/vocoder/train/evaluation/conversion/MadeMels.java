package dev.vocoder.train.evaluation.conversion;

import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Mels made up for tests, in 80 bands. */
final class MadeMels {
  private static final int BANDS = MelFormat.HIFIGAN.bands();

  private MadeMels() {}

  @FunctionalInterface
  interface Value {
    double at(int band, int frame);
  }

  static MelSpectrogram of(int frames, Value value) {
    float[] values = new float[BANDS * frames];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) value.at(i / frames, i % frames);
    }
    return MelSpectrogram.of(values, frames, MelFormat.HIFIGAN);
  }

  /** Returns a mel whose cepstra from 1 to 13 are multiples of a contour, and whose energy is. */
  static MelSpectrogram withContours(double[] cepstra, double[] energy) {
    return of(
        cepstra.length,
        (band, frame) ->
            energy[frame]
                + IntStream.rangeClosed(1, 13)
                        .mapToDouble(m -> Math.cos(Math.PI * m * (band + 0.5) / BANDS))
                        .sum()
                    * cepstra[frame]);
  }

  /** Returns utterances of noise around -5. */
  static List<MelSpectrogram> noise(int count, int frames, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(i -> of(frames, (band, frame) -> -5 + random.nextGaussian()))
        .toList();
  }

  /**
   * Returns utterances of a voice that is known by how fast it trembles: all bands are a sine of a
   * period in frames, its phase at random, with some noise.
   */
  static List<MelSpectrogram> voice(double period, int count, int frames, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              double phase = 2 * Math.PI * random.nextDouble();
              return of(
                  frames,
                  (band, frame) ->
                      -5
                          + Math.sin(2 * Math.PI * frame / period + phase)
                          + 0.3 * random.nextGaussian());
            })
        .toList();
  }
}
