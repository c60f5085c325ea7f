package dev.vocoder.internal.file;

import java.nio.file.Path;
import java.util.Map;

/**
 * Reads what {@code torch.save} wrote, which the API alone cannot; found with {@link
 * java.util.ServiceLoader}. Implementations are thread-safe.
 */
public interface TensorReader {

  /**
   * Reads the tensors of floats in a file, running nothing.
   *
   * @param file the file
   * @return tensors by name, in the file's order; a tensor saved by itself has the empty name
   * @throws RuntimeException the API's {@code CheckpointException} if it is no such file, or holds
   *     no tensor
   */
  Map<String, NpyArray> tensors(Path file);
}
