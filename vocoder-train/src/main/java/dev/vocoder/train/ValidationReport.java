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
   * @param original the recording at the model's rate, as far as the generated wave goes
   * @param generated what the generator made of its mel
   * @param originalMel the recording's mel, in the format of the mel loss
   * @param generatedMel the generated wave's
   * @param error the mean absolute difference of the two, in the unit of the format's logarithm
   */
  public record Clip(
      String name,
      Waveform original,
      Waveform generated,
      MelSpectrogram originalMel,
      MelSpectrogram generatedMel,
      double error) {}
}
