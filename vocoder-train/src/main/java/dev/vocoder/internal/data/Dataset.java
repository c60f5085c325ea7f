package dev.vocoder.internal.data;

import dev.vocoder.MelConvention;
import dev.vocoder.MelFormat;
import dev.vocoder.train.data.Recording;
import java.util.List;
import java.util.Optional;

/**
 * Recordings, and how networks get to see them.
 *
 * @param recordings the recordings, at least one
 * @param format the mels of the model
 * @param normalizePeaks whether each recording is scaled to a peak of 0.95, as the reference does
 *     except in fine-tuning
 * @param melValues what the numbers of predicted mels are; empty if what the format says
 */
public record Dataset(
    List<Recording> recordings,
    MelFormat format,
    boolean normalizePeaks,
    Optional<MelConvention> melValues) {

  /** Copies the list. */
  public Dataset {
    recordings = List.copyOf(recordings);
    if (recordings.isEmpty()) {
      throw new IllegalArgumentException("a data set needs a recording");
    }
  }

  /** Recordings whose predicted mels, if any, are what the format says. */
  public Dataset(List<Recording> recordings, MelFormat format, boolean normalizePeaks) {
    this(recordings, format, normalizePeaks, Optional.empty());
  }
}
