package dev.vocoder.checkpoint;

import java.util.Set;

/**
 * The closed list of functions a pickle may call. A name from the file is compared with this list
 * and with nothing else; no class is ever looked up by it.
 */
enum Global {
  ORDERED_DICT,
  COUNTER,
  SIZE,
  REBUILD_TENSOR,
  REBUILD_PARAMETER;

  private static final Set<String> DTYPES =
      Set.of(
          "float64",
          "double",
          "float32",
          "float",
          "float16",
          "half",
          "bfloat16",
          "int64",
          "long",
          "int32",
          "int",
          "int16",
          "short",
          "int8",
          "uint8",
          "bool");

  /**
   * Returns what a global name stands for: one of these functions, an {@link ElementType} for a
   * storage class, or a dtype's name as a string.
   *
   * @throws MalformedException for every other name
   */
  static Object named(String module, String name) throws MalformedException {
    Object known =
        switch (module + " " + name) {
          case "collections OrderedDict" -> ORDERED_DICT;
          case "collections Counter" -> COUNTER;
          case "torch Size" -> SIZE;
          case "torch._utils _rebuild_tensor_v2" -> REBUILD_TENSOR;
          case "torch._utils _rebuild_parameter" -> REBUILD_PARAMETER;
          default -> module.equals("torch") ? ofTorch(name) : null;
        };
    if (known == null) {
      throw refused(module, name);
    }
    return known;
  }

  /** Returns the refusal of a name. */
  static MalformedException refused(String module, String name) {
    return new MalformedException(
        "it asks for %s.%s, which is not part of plain weights; it is refused and nothing was run"
                .formatted(Text.shown(module), Text.shown(name))
            + " (if you trust the file, load it in Python and save the state_dict alone)");
  }

  private static Object ofTorch(String name) {
    return DTYPES.contains(name) ? "torch." + name : ElementType.ofStorage(name);
  }
}
