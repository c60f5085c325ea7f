package dev.vocoder.internal.container.torch;

import dev.vocoder.internal.container.ElementType;
import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.container.SkippedObject;
import dev.vocoder.internal.container.Text;
import java.util.Set;

/**
 * The closed list of functions a pickle may call. A name from the file is compared with this list
 * and with nothing else; no class is ever looked up by it.
 */
enum Global {
  ORDERED_DICT,
  DEFAULT_DICT,
  COUNTER,
  SIZE,
  REBUILD_TENSOR,
  REBUILD_PARAMETER,
  REBUILD_FROM_TYPE,
  LATIN1_BYTES,
  NUMPY_TYPE,
  NUMPY_SCALAR,
  NUMPY_ARRAY,
  NUMPY_RECONSTRUCT;

  /** Which names a pickle may use besides those of dicts and numbers. */
  enum Vocabulary {
    /** Torch's tensors. */
    WEIGHTS,
    /** NumPy's arrays. */
    ARRAYS
  }

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
   * storage class, a dtype's name as a string, or a {@link SkippedObject}.
   *
   * @throws MalformedException for every other name
   */
  static Object named(String module, String name, Vocabulary vocabulary) throws MalformedException {
    Object known =
        switch (module + " " + name) {
          case "collections OrderedDict" -> ORDERED_DICT;
          case "collections defaultdict" -> DEFAULT_DICT;
          case "collections Counter" -> COUNTER;
          case "_codecs encode" -> LATIN1_BYTES; // how protocol 2 spells bytes
          case "numpy dtype" -> NUMPY_TYPE;
          case "numpy.core.multiarray scalar", "numpy._core.multiarray scalar" -> NUMPY_SCALAR;
          default ->
              switch (vocabulary) {
                case WEIGHTS -> ofWeights(module, name);
                case ARRAYS -> ofArrays(module, name);
              };
        };
    if (known == null && Harmless.includes(module, name)) {
      return new SkippedObject(Text.shown(module + "." + name));
    }
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

  private static Object ofWeights(String module, String name) {
    return switch (module + " " + name) {
      case "torch Size" -> SIZE;
      case "torch._utils _rebuild_tensor_v2" -> REBUILD_TENSOR;
      case "torch._utils _rebuild_parameter", "torch._utils _rebuild_parameter_with_state" ->
          REBUILD_PARAMETER;
      case "torch._tensor _rebuild_from_type_v2" -> REBUILD_FROM_TYPE;
      case "torch Tensor", "torch.nn.parameter Parameter", "torch.nn.parameter Buffer" ->
          new SkippedObject("torch." + name); // an argument of the above
      default -> module.equals("torch") ? ofTorch(name) : null;
    };
  }

  private static Object ofTorch(String name) {
    return DTYPES.contains(name) ? "torch." + name : ElementType.ofStorage(name);
  }

  private static Object ofArrays(String module, String name) {
    return switch (module + " " + name) {
      case "numpy ndarray" -> NUMPY_ARRAY;
      case "numpy.core.multiarray _reconstruct", "numpy._core.multiarray _reconstruct" ->
          NUMPY_RECONSTRUCT;
      default -> null;
    };
  }
}
