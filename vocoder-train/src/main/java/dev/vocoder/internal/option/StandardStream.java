package dev.vocoder.internal.option;

import dev.vocoder.MelFile;
import dev.vocoder.Waveform;
import java.nio.file.Path;

/** Files, or the standard streams where they are named {@code -}. */
public final class StandardStream {
  private static final String NAME = "-";

  private StandardStream() {}

  /** Says whether a file's name stands for a standard stream. */
  public static boolean is(Path file) {
    return file.toString().equals(NAME);
  }

  /** Returns a file's name for messages about what was read. */
  public static String shown(Path file) {
    return is(file) ? "standard input" : file.toString();
  }

  /** Reads a recording. */
  public static Waveform readWave(Path file) {
    return is(file) ? Waveform.read(System.in) : Waveform.read(file);
  }

  /** Reads a mel's file. */
  public static MelFile readMel(Path file) {
    return is(file) ? MelFile.read(System.in) : MelFile.read(file);
  }
}
