package dev.vocoder.internal.container.torch;

import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.container.SkippedObject;
import dev.vocoder.internal.container.TensorView;
import java.math.BigInteger;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes sure that what a pickle built can be walked and printed: it holds plain values only, does
 * not contain itself, is not nested deeply, and does not multiply by sharing.
 */
public final class Nesting {
  private static final int MAX_DEPTH = 64;
  private static final long MAX_SIZE = 10_000_000;

  private final IdentityHashMap<Object, Extent> seen = new IdentityHashMap<>();

  private record Extent(int height, long size) {
    static final Extent LEAF = new Extent(0, 1);
    static final Extent UNFINISHED = new Extent(MAX_DEPTH, MAX_SIZE);
  }

  private Nesting() {}

  /** Refuses a structure that is not so. */
  public static void check(Object root) throws MalformedException {
    new Nesting().measure(root, 0);
  }

  private Extent measure(Object value, int depth) throws MalformedException {
    Collection<?> items;
    if (value instanceof Map<?, ?> map) {
      items = map.values();
    } else if (value instanceof List<?> list) {
      items = list;
    } else if (value instanceof NumpyArray array) {
      items = array.objects();
    } else {
      requirePlain(value);
      return Extent.LEAF;
    }
    Extent extent = seen.get(value);
    if (extent == null) {
      requireDepth(depth);
      seen.put(value, Extent.UNFINISHED);
      extent = extentOf(items, depth);
      seen.put(value, extent);
    }
    requireDepth(depth + extent.height);
    return extent;
  }

  private Extent extentOf(Collection<?> items, int depth) throws MalformedException {
    int height = 0;
    long size = 1;
    for (Object item : items) {
      Extent extent = measure(item, depth + 1);
      height = Math.max(height, extent.height + 1);
      size += extent.size;
      if (size > MAX_SIZE) {
        throw new MalformedException(
            "its lists hold one another so often that they amount to more than %d values"
                .formatted(MAX_SIZE));
      }
    }
    return new Extent(height, size);
  }

  private static void requireDepth(int depth) throws MalformedException {
    if (depth > MAX_DEPTH) {
      throw new MalformedException(
          "its lists and dicts contain themselves or are nested deeper than " + MAX_DEPTH);
    }
  }

  private static void requirePlain(Object value) throws MalformedException {
    boolean plain =
        value == null
            || value instanceof String
            || value instanceof Long
            || value instanceof Double
            || value instanceof Boolean
            || value instanceof BigInteger
            || value instanceof byte[]
            || value instanceof TensorView
            || value instanceof SkippedObject;
    if (!plain) {
      throw new MalformedException("it holds a bare class or storage instead of a value");
    }
  }
}
