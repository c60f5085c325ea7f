package dev.vocoder.internal.container.file;

import dev.vocoder.internal.container.MalformedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a model's files lie: a directory, or an archive. Names are those within it. */
public interface Folder extends Closeable {
  /** The longest small file, such as a config, that is read whole. */
  int MAX_SMALL = 1 << 20;

  /** Returns how each regular file that can be read begins. */
  Map<String, FileStart> files() throws IOException;

  /**
   * Returns the directory that it is; empty of an archive, whose files have no place on the disk.
   */
  Optional<Path> path();

  /** Returns a file on the disk with a file's content, there until this is closed. */
  Path onDisk(String name) throws IOException;

  /**
   * Returns the content of a small file beside another, if there is one.
   *
   * @param other the name of the other
   * @param name a name without folders
   * @throws MalformedException if it is longer than {@link #MAX_SMALL}
   */
  Optional<byte[]> beside(String other, String name) throws IOException;

  /** Returns the names of the files in the same folder as another; none if there are too many. */
  List<String> namesBeside(String other) throws IOException;

  /** Returns a file's name for messages. */
  String shown(String name);

  /** Refuses a file that is too long to be read whole. */
  default void requireSmall(long length) throws MalformedException {
    if (length > MAX_SMALL) {
      throw new MalformedException(
          "it is %d bytes long, more than the %d that a config or statistics need"
              .formatted(length, MAX_SMALL));
    }
  }
}
