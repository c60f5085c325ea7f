package dev.vocoder.internal.audio;

import dev.vocoder.internal.file.UnusableFileException;
import java.util.Arrays;
import java.util.function.Function;

/** Samples as they are read: memory grows with what is there, not with what a header claims. */
final class SampleBuffer {
  private static final int FIRST = 1 << 14;

  private final Function<String, UnusableFileException> malformed;
  private float[] samples = new float[FIRST];
  private int length;

  /**
   * Creates an empty buffer.
   *
   * @param malformed makes the exception of a reason
   */
  SampleBuffer(Function<String, UnusableFileException> malformed) {
    this.malformed = malformed;
  }

  /**
   * Makes room for samples at the end, which {@link #added} then counts.
   *
   * @param count how many
   * @return the array in which they go from {@link #length} on
   */
  float[] roomFor(int count) {
    if (length > OwnedSamples.MAX_LENGTH - count) {
      throw malformed.apply("it is longer than %d samples".formatted(OwnedSamples.MAX_LENGTH));
    }
    if (samples.length - length < count) {
      samples = Arrays.copyOf(samples, Math.max(length + count, 2 * samples.length));
    }
    return samples;
  }

  /** Counts samples that were put at the end, and checks that they are finite. */
  void added(int count) {
    for (int i = length; i < length + count; i++) {
      if (!Float.isFinite(samples[i])) {
        throw malformed.apply("its sample %d is %s".formatted(i, samples[i]));
      }
    }
    length += count;
  }

  int length() {
    return length;
  }

  float[] toArray() {
    return Arrays.copyOf(samples, length);
  }
}
