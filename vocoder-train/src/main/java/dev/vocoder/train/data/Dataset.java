package dev.vocoder.train.data;

import dev.vocoder.MelFormat;
import java.util.List;

/**
 * Recordings, and how networks get to see them.
 *
 * @param recordings the recordings, at least one
 * @param format the mels of the model
 * @param normalizePeaks whether each recording is scaled to a peak of 0.95, as the reference does
 *     except in fine-tuning
 */
public record Dataset(List<Recording> recordings, MelFormat format, boolean normalizePeaks) {
  /** Copies the list. */
  public Dataset {
    recordings = List.copyOf(recordings);
    if (recordings.isEmpty()) {
      throw new IllegalArgumentException("a data set needs a recording");
    }
  }

  /** Reads every recording through. */
  public DatasetCheck check() {
    return DatasetCheck.of(this);
  }
}
