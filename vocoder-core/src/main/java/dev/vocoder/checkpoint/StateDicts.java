package dev.vocoder.checkpoint;

import dev.vocoder.internal.container.Container;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The dicts of tensors in a file's tree, however deep. */
final class StateDicts {
  /** The longest path of keys that is followed; no program makes one. */
  private static final int MAX_PATH = 1000;

  private final List<Named> found = new ArrayList<>();
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private StateDicts() {}

  /**
   * A dict with tensors in it.
   *
   * @param path the keys that lead to it, with points between; empty for the tree itself
   * @param tensors those directly in it, by their names without what programs wrap modules in
   */
  record Named(String path, TensorIndex tensors) {}

  /**
   * Returns all of them, outer ones first. One that lies in several places is named once.
   *
   * @param tree {@link Container#root()}
   */
  static List<Named> in(Object tree) {
    StateDicts dicts = new StateDicts();
    dicts.walk("", tree);
    return dicts.found;
  }

  private void walk(String path, Object value) {
    boolean isDict = value instanceof Map;
    if (path.length() > MAX_PATH || !(isDict || value instanceof List) || !seen.add(value)) {
      return;
    }
    if (isDict) {
      TensorIndex tensors = TensorIndex.of(value);
      if (!tensors.tensors().isEmpty()) {
        found.add(new Named(path, tensors.withoutWrappers()));
      }
      ((Map<?, ?>) value).forEach((key, item) -> walk(joined(path, key), item));
    } else {
      List<?> items = (List<?>) value;
      for (int i = 0; i < items.size(); i++) {
        walk(joined(path, i), items.get(i));
      }
    }
  }

  private static String joined(String path, Object key) {
    return path.isEmpty() ? String.valueOf(key) : path + "." + key;
  }
}
