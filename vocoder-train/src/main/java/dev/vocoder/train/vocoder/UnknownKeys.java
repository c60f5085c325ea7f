package dev.vocoder.train.vocoder;

import dev.vocoder.config.ConfigFile;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keys of a training config that change nothing: misspelt ones, most likely. */
final class UnknownKeys {
  /** What the references' configs say of machines, files and logs, which are options here. */
  private static final Set<String> NOT_OF_THE_RUN =
      Set.of(
          "num_gpus",
          "num_workers",
          "num_freq",
          "dist_config",
          "save_path",
          "load_path",
          "data_path",
          "epochs",
          "log_interval",
          "save_interval",
          "n_test_samples",
          "cond_disc");

  private UnknownKeys() {}

  /**
   * Lists the keys that nobody asked for.
   *
   * @param config a config from which a run was read
   * @return a sentence each
   */
  static List<String> of(ConfigFile config) {
    List<String> known = config.asked();
    return config.unread().stream()
        .filter(key -> !NOT_OF_THE_RUN.contains(key))
        .map(
            key ->
                "its key %s is unknown here and changes nothing%s"
                    .formatted(
                        key,
                        nearest(key, known)
                            .map(one -> "; is %s meant?".formatted(one))
                            .orElse(".")))
        .toList();
  }

  /** Returns the key that a misspelt one is nearest to, if it differs in a quarter at most. */
  private static Optional<String> nearest(String key, List<String> known) {
    return known.stream()
        .filter(one -> distance(key, one) <= Math.max(1, one.length() / 4))
        .min(Comparator.comparingInt(one -> distance(key, one)));
  }

  /** Returns how many letters must be put in, left out or changed (Levenshtein). */
  private static int distance(String a, String b) {
    int[] last = new int[b.length() + 1];
    for (int j = 0; j < last.length; j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[last.length];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(last[j], row[j - 1]));
      }
      last = row;
    }
    return last[b.length()];
  }
}
