package dev.vocoder.train;

import dev.vocoder.CheckpointException;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.torch.PyTorchFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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

  /**
   * Returns tensors by name that lie in a dict of dicts.
   *
   * @param key the outer dict's key
   * @param name the inner one's
   * @return the tensors; empty if there is no such dict
   * @throws CheckpointException if there is something else
   */
  public Optional<StateDict> weights(String key, String name) {
    Object saved = dict(key).get(name);
    if (saved == null) {
      return Optional.empty();
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    if (saved instanceof Map<?, ?> dict) {
      dict.forEach(
          (each, value) -> {
            if (value instanceof Tensor tensor) {
              tensors.put(String.valueOf(each), tensor);
            }
          });
    }
    if (tensors.isEmpty()) {
      throw new CheckpointException("%s, %s.%s holds no tensors.".formatted(this.name, key, name));
    }
    return Optional.of(StateDict.of(tensors));
  }
}
