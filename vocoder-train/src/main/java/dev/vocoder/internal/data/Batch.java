package dev.vocoder.internal.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Segments of recordings and their mels.
 *
 * @param waves (size, samples), segment after segment
 * @param mels (size, bands, frames)
 * @param size the number of segments
 * @param bands the number of mel bands
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier to the networks, never compared
public record Batch(float[] waves, float[] mels, int size, int bands) {
  /** Returns the number of samples of each segment. */
  public int samples() {
    return waves.length / size;
  }

  /** Returns the number of frames of each mel. */
  public int frames() {
    return mels.length / size / bands;
  }

  /**
   * Returns the same segments in several batches.
   *
   * @param parts how many, of which the size is a multiple
   */
  public List<Batch> divided(int parts) {
    return parts == 1
        ? List.of(this)
        : IntStream.range(0, parts)
            .mapToObj(
                i -> new Batch(part(waves, i, parts), part(mels, i, parts), size / parts, bands))
            .toList();
  }

  private static float[] part(float[] values, int number, int parts) {
    int length = values.length / parts;
    return Arrays.copyOfRange(values, number * length, (number + 1) * length);
  }
}
