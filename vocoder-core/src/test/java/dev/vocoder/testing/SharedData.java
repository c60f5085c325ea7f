package dev.vocoder.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Recordings and real checkpoints kept beside the repository; tests skip where they are absent. */
public final class SharedData {
  private static final Path ROOT = Path.of(System.getProperty("vocoder.shared", "../../shared"));

  private SharedData() {}

  /**
   * Returns a file or folder of the shared data, or skips the calling test with a message.
   *
   * @param relative its path below the shared folder
   */
  public static Path path(String relative) {
    Path path = ROOT.resolve(relative).normalize();
    Assumptions.assumeTrue(Files.exists(path), () -> "skipped: shared data is absent: " + relative);
    return path;
  }
}
