package dev.vocoder.train;

import dev.vocoder.MelSpectrogram;
import dev.vocoder.Waveform;
import java.util.List;

/**
 * How networks do on data that they are not trained on.
 *
 * @param step the number of steps it was trained for
 * @param error the number that is lowest for the best networks; of a vocoder the mean over the
 *     clips of {@link Clip#error()}
 * @param isBest whether no validation of the run had a lower error
 * @param clips what it made of the clips, of all or of the first few
 */
public record ValidationReport(long step, double error, boolean isBest, List<Clip> clips) {

  /** Copies the list. */
  public ValidationReport {
    clips = List.copyOf(clips);
  }

  /**
   * One clip.
   *
   * @param name the file's name
   * @param original the recording
   * @param made what networks made of it, in the order to show it
   * @param error the clip's own error
   */
  public record Clip(String name, Rendering original, List<Rendering> made, double error) {
    /** Copies the list. */
    public Clip {
      made = List.copyOf(made);
    }
  }

  /**
   * A clip as it was recorded, or as networks made it.
   *
   * @param name what it is, in a word or two, such as {@code original} or {@code generated}
   * @param wave how it sounds
   * @param mel how it looks
   */
  public record Rendering(String name, Waveform wave, MelSpectrogram mel) {}
}
