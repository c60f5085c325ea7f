package dev.vocoder.internal.container;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Stands in a tree for an object that a program pickled beside the weights, such as a config of its
 * own class. It was passed over: no class was looked up, nothing of it was kept.
 *
 * @param className what the file calls its class, for messages
 */
public record SkippedObject(String className) {

  /**
   * Returns the names of the classes whose objects stand in a tree, each once, in order.
   *
   * @param tree a tree as {@code PyTorchFile.root()} describes it
   */
  public static List<String> in(Object tree) {
    Set<String> names = new TreeSet<>();
    collect(tree, names, Collections.newSetFromMap(new IdentityHashMap<>()));
    return List.copyOf(names);
  }

  private static void collect(Object value, Set<String> names, Set<Object> seen) {
    if (value instanceof SkippedObject skipped) {
      names.add(skipped.className);
    } else if (value instanceof Map<?, ?> map && seen.add(map)) {
      map.values().forEach(item -> collect(item, names, seen));
    } else if (value instanceof List<?> list && seen.add(list)) {
      list.forEach(item -> collect(item, names, seen));
    }
  }
}
