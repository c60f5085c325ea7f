package dev.vocoder.checkpoint;

import java.util.Set;

/**
 * A class or function that a pickle may name: the closed vocabulary of checkpoints. Nothing is ever
 * looked up by these names; each has its meaning here.
 */
record PickleGlobal(Kind kind, ScalarType storageType) {

  /** What naming it means. */
  enum Kind {
    /** {@code torch.*Storage}: the type of a storage. */
    STORAGE,
    /** A dict. */
    DICT,
    /** A tensor of (storage, offset, shape, strides, ...). */
    TENSOR,
    /** A tensor of (tensor, ...). */
    PARAMETER,
    /** A tuple of numbers. */
    SIZE,
    /** A number format; nothing here needs it. */
    DTYPE
  }

  private static final Set<String> DTYPES =
      Set.of(
          "float32",
          "float64",
          "float16",
          "bfloat16",
          "int64",
          "int32",
          "int16",
          "int8",
          "uint8",
          "bool",
          "float",
          "double",
          "half",
          "long",
          "int",
          "short");

  static PickleGlobal of(String module, String name) {
    String full = module + "." + name;
    Kind kind =
        switch (full) {
          case "collections.OrderedDict", "collections.Counter" -> Kind.DICT;
          case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor" -> Kind.TENSOR;
          case "torch._utils._rebuild_parameter" -> Kind.PARAMETER;
          case "torch.Size" -> Kind.SIZE;
          default -> module.equals("torch") && DTYPES.contains(name) ? Kind.DTYPE : Kind.STORAGE;
        };
    if (kind != Kind.STORAGE) {
      return new PickleGlobal(kind, null);
    }
    return ScalarType.ofStorage(module.equals("torch") ? name : "")
        .map(type -> new PickleGlobal(Kind.STORAGE, type))
        .orElseThrow(
            () ->
                new MalformedFileException(
                    "it asks for %s, which weights never need; it is refused, and nothing was run"
                        .formatted(quoted(full))));
  }

  /** Returns a name from a file as it may be shown: short, and without control characters. */
  private static String quoted(String name) {
    String shown = name.length() > 80 ? name.substring(0, 80) + "..." : name;
    return shown.replaceAll("\\p{Cntrl}", "?");
  }
}
