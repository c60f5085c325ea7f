package dev.vocoder.train;

import dev.vocoder.internal.container.torch.PyTorchFile;
import java.nio.file.Path;
import java.util.Map;

/**
 * The second file of a checkpoint, whose name begins with {@code do_}, ours or the reference's.
 *
 * @param name the file's name, for messages
 * @param content what it holds
 */
public record TrainingFile(Path name, PyTorchFile content) {

  /**
   * Reads a file.
   *
   * @throws dev.vocoder.CheckpointException if it is none of PyTorch's
   */
  public static TrainingFile read(Path name) {
    return new TrainingFile(name, PyTorchFile.read(name));
  }

  /** Returns the dict that the file is; empty if it is something else. */
  Map<?, ?> root() {
    return content.root() instanceof Map<?, ?> root ? root : Map.of();
  }

  /** Returns the dict under a key; empty if there is none. */
  Map<?, ?> dict(String key) {
    return root().get(key) instanceof Map<?, ?> dict ? dict : Map.of();
  }
}
