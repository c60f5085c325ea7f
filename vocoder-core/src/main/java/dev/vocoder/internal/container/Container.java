package dev.vocoder.internal.container;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;

/** An open file of weights: a tree whose tensors are still in the file, and the storages there. */
public interface Container extends Closeable {
  /** Returns the tree, with {@link TensorView}s as its tensors; it is not nested deeply. */
  Object root();

  /** Returns the texts that describe what it holds; none where a format has no place for them. */
  default Map<String, String> metadata() {
    return Map.of();
  }

  /** Returns every storage that the tree's tensors are views of, by its key. */
  Map<String, Storage> storages();

  /**
   * Returns how many bytes of data the container holds, unpacked; fewer if it is compressed more
   * than weights can be. No more numbers than this may be made of it.
   */
  long dataBytes() throws IOException;

  /**
   * Decodes one of the storages.
   *
   * @param storage no longer than an array can be
   * @throws IOException if it is not there, not as long as claimed, or damaged
   */
  float[] decode(Storage storage) throws IOException;
}
