package dev.vocoder.internal.option;

import dev.vocoder.MelFinding;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Waveform;
import java.io.PrintWriter;
import java.nio.file.Path;

/** What a user should know although the command goes on: a line each on stderr. */
public final class Notes {
  private final PrintWriter err;

  /**
   * Prepares to tell.
   *
   * @param err where to
   */
  public Notes(PrintWriter err) {
    this.err = err;
  }

  /** Tells what is doubtful about a mel that is given to a model. */
  public void tell(Path file, MelSpectrogram mel, MelFormat model) {
    for (MelFinding finding : mel.diagnose(model)) {
      tell(file, finding.message());
    }
  }

  /** Tells what is doubtful about a recording. */
  public void tell(Path file, Waveform wave) {
    wave.scaleDoubt().ifPresent(doubt -> tell(file, doubt + "."));
  }

  /** Tells something about a file. */
  public void tell(Path file, String message) {
    err.println(
        "vocoder: note: %s: %s"
            .formatted(StandardStream.shown(file), message.replaceAll("\\R", " ")));
  }
}
