package dev.vocoder.internal.option;

import dev.vocoder.train.data.Recording;
import dev.vocoder.train.data.Recordings;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that says where recordings are, of which lists name some. */
public final class RecordingOptions {
  @Option(
      names = "--wavs",
      required = true,
      paramLabel = "FOLDER",
      description = "Where the recordings are (.wav, .flac).")
  private Path wavs;

  public RecordingOptions() {}

  /** Returns all in the folder. */
  public List<Recording> all() {
    return Recordings.inFolder(wavs);
  }

  /**
   * Returns those that a list names.
   *
   * @param list a name on each line
   */
  public List<Recording> listed(Path list) {
    return Recordings.listed(list, wavs);
  }
}
