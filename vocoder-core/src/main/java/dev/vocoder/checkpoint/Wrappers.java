package dev.vocoder.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What programs wrap a module in to train it, and so put into the names of its tensors:
 * DataParallel, torch.compile and the like, in any order and at any depth.
 */
final class Wrappers {
  private static final Pattern NAMES =
      Pattern.compile(
          "(?<![^.])(module|_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module"
              + "|_forward_module)\\.");

  private Wrappers() {}

  /** Returns a tensor's name without them. */
  static String without(String name) {
    return name.contains("mod") ? NAMES.matcher(name).replaceAll("") : name;
  }

  /**
   * Returns the tensors by their names without them. Where two names would become one, the later
   * stays as it is.
   */
  static <T> Map<String, T> without(Map<String, T> tensors) {
    Map<String, T> plain = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          String bare = without(name);
          plain.put(plain.containsKey(bare) ? name : bare, tensor);
        });
    return plain;
  }
}
