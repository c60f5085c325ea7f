package dev.vocoder.checkpoint;

import dev.vocoder.CheckpointException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a file of ours says of itself. */
public final class ProvenanceEntries {
  /** The entry that holds the whole config, as text. */
  public static final String CONFIG = "config";

  private static final String DICT = "provenance";
  private static final int MAX_CHARACTERS = 1 << 22;

  private ProvenanceEntries() {}

  /**
   * Returns the texts and numbers in a file's {@code provenance}, or under {@code __metadata__} of
   * a safetensors file.
   *
   * @param file an open file
   * @return a map of the caller's
   * @throws CheckpointException if they are longer than any of ours, as texts that are one in the
   *     file can be
   */
  public static Map<String, String> of(ModelFile file) {
    Map<String, String> entries = new LinkedHashMap<>(file.metadata());
    entries.remove("format"); // which every safetensors file has
    if (file.root() instanceof Map<?, ?> root && root.get(DICT) instanceof Map<?, ?> dict) {
      dict.forEach(
          (key, value) -> {
            if (value instanceof String || value instanceof Number || value instanceof Boolean) {
              entries.put(String.valueOf(key), value.toString());
            }
          });
    }
    long length = entries.values().stream().mapToLong(String::length).sum();
    if (length > MAX_CHARACTERS) {
      throw new CheckpointException(
          "%s says of itself %d characters, more than the %d that any model needs."
              .formatted(file.path(), length, MAX_CHARACTERS));
    }
    return entries;
  }
}
