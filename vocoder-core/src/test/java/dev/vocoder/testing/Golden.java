package dev.vocoder.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

/** Numbers from the reference implementations, in this module's test resources. */
public final class Golden {
  private Golden() {}

  /**
   * Returns a golden file.
   *
   * @param relative its path below {@code golden/}
   */
  public static Path path(String relative) {
    URL resource = Golden.class.getResource("/golden/" + relative);
    if (resource == null) {
      throw new IllegalArgumentException("no golden file " + relative);
    }
    try {
      return resource.getProtocol().equals("file")
          ? Path.of(resource.toURI())
          : unpacked(resource, relative);
    } catch (URISyntaxException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Other modules find these files in a jar, where nothing but class loaders can read them. */
  private static Path unpacked(URL resource, String relative) throws IOException {
    Path folder = Files.createTempDirectory("golden");
    Path file = folder.resolve(Path.of(relative).getFileName());
    try (InputStream in = resource.openStream()) {
      Files.copy(in, file);
    }
    folder.toFile().deleteOnExit();
    file.toFile().deleteOnExit();
    return file;
  }

  /** Asserts that two arrays are equal within an absolute tolerance in every element. */
  public static void assertClose(float[] actual, float[] expected, double tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    if (expected.length == 0) {
      return;
    }
    double worst = 0;
    int where = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs((double) actual[i] - expected[i]);
      if (!(difference <= worst)) {
        worst = difference;
        where = i;
      }
    }
    assertThat(worst)
        .as("largest difference, at %d: %s against %s", where, actual[where], expected[where])
        .isLessThanOrEqualTo(tolerance);
  }
}
