package dev.vocoder.internal.container.torch;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names of classes whose objects programs save beside weights: settings, dates, paths, random
 * states, the objects of training loops. They are passed over, whatever they are made of: a name
 * here allows nothing but to be ignored.
 */
final class Harmless {
  /** Where training tools and settings keep their classes. */
  private static final Pattern MODULES =
      Pattern.compile(
          "(TTS|coqpit|trainer|pytorch_lightning|lightning|lightning_fabric|torchaudio"
              + "|torchmetrics|omegaconf|torch\\.optim)(\\..*)?"
              + "|mozilla_voice_tts.*"
              + "|torch\\.(cuda\\.)?amp\\.grad_scaler"
              + "|numpy\\.random\\.(_pickle|_mt19937|_pcg64|mtrand)");

  /** What settings are called in anybody's own modules, as the reference's env.AttrDict. */
  private static final Set<String> SETTINGS =
      Set.of("AttrDict", "AttributeDict", "DotDict", "HParams", "Hparams", "EasyDict", "CfgNode");

  private static final Set<String> CLASSES =
      Set.of(
          "argparse.Namespace",
          "types.SimpleNamespace",
          "addict.addict.Dict",
          "box.box.Box",
          "munch.Munch",
          "ml_collections.config_dict.config_dict.ConfigDict",
          "collections.deque",
          "datetime.date",
          "datetime.datetime",
          "datetime.time",
          "datetime.timedelta",
          "datetime.timezone",
          "decimal.Decimal",
          "uuid.UUID",
          "torch.device",
          "torch.Generator",
          "torch.nn.modules.module._IncompatibleKeys");

  private static final Set<String> PATHS =
      Set.of("Path", "PosixPath", "WindowsPath", "PurePath", "PurePosixPath", "PureWindowsPath");

  private static final Set<String> TYPES =
      Set.of(
          "set",
          "frozenset",
          "dict",
          "list",
          "tuple",
          "int",
          "float",
          "str",
          "bool",
          "bytes",
          "bytearray",
          "complex",
          "range",
          "slice",
          "object");

  private static final Set<String> NUMPY_TYPES =
      Set.of(
          "ndarray", "float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8",
          "bool_", "bool", "str_");

  private static final Set<String> NUMPY_MAKERS =
      Set.of(
          "numpy.core.multiarray._reconstruct",
          "numpy._core.multiarray._reconstruct",
          "numpy.core.numeric._frombuffer",
          "numpy._core.numeric._frombuffer");

  private Harmless() {}

  /** Says whether a class is one whose objects are passed over. */
  static boolean includes(String module, String name) {
    String full = module + "." + name;
    return MODULES.matcher(module).matches()
        || SETTINGS.contains(name)
        || CLASSES.contains(full)
        || NUMPY_MAKERS.contains(full)
        || switch (module) {
          case "builtins", "__builtin__" -> TYPES.contains(name);
          case "pathlib", "pathlib._local" -> PATHS.contains(name);
          case "numpy" -> NUMPY_TYPES.contains(name);
          case "torch" -> isNumberType(name);
          default -> false;
        };
  }

  /** Number formats that no storage here has. */
  private static boolean isNumberType(String name) {
    return name.matches("u?int(16|32|64)|q?u?int(8|32)|complex(32|64|128)|float8_\\w{1,20}");
  }
}
