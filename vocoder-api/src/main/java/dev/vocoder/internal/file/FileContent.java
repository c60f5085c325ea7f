package dev.vocoder.internal.file;

import java.io.IOException;
import java.io.OutputStream;

/** Writes a file's content to a stream. */
@FunctionalInterface
public interface FileContent {
  /**
   * Writes everything; the caller closes the stream.
   *
   * @param out where to
   * @throws IOException if it cannot be written
   */
  void writeTo(OutputStream out) throws IOException;
}
