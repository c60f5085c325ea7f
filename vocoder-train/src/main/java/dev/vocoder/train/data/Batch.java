package dev.vocoder.train.data;

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
}
