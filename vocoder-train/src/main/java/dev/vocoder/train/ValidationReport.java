package dev.vocoder.train;

import dev.vocoder.MelSpectrogram;
import dev.vocoder.Waveform;
import java.util.List;

/**
 * How a generator does on the validation clips.
 *
 * @param step the number of steps it was trained for
 * @param melError the mean over the clips of {@link Clip#melError()}
 * @param isBest whether no validation of the run had a lower error
 * @param clips what it made of the clips, of all or of the first few
 */
public record ValidationReport(long step, double melError, boolean isBest, List<Clip> clips) {

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
   * @param melError the mean absolute difference of the two, in the unit of the format's logarithm
   */
  public record Clip(
      String name,
      Waveform original,
      Waveform generated,
      MelSpectrogram originalMel,
      MelSpectrogram generatedMel,
      double melError) {}
}
