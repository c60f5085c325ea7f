package dev.vocoder.internal.container.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.CheckpointException;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.SkippedObject;
import dev.vocoder.testing.Archives;
import dev.vocoder.testing.PickleBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What training tools pickle beside the weights. */
class SkippedObjectTest {
  @TempDir Path folder;

  /** A dict of the given config and a step behind it. */
  private Map<?, ?> read(PickleBuilder config) throws IOException {
    byte[] pickle = config.text("step").ops("K\7u").stop();
    Path file = Files.write(folder.resolve("model.pth"), Archives.zip(pickle, new byte[0]));
    return (Map<?, ?>) PyTorchFile.read(file).root();
  }

  private static PickleBuilder dict() {
    return PickleBuilder.pickle().ops("}(").text("config");
  }

  @ParameterizedTest
  @CsvSource({
    "TTS.utils.io, AttrDict",
    "TTS, Anything",
    "mozilla_voice_tts.utils.io, AttrDict",
    "mozilla_voice_tts_core, X",
    "coqpit.coqpit, Coqpit",
    "trainer.trainer, TrainerConfig",
  })
  void configsOfTrainingToolsArePassedOver(String module, String name) throws IOException {
    SkippedObject expected = new SkippedObject(module + "." + name);
    // As Python pickles a subclass of dict with items and attributes: NEWOBJ, SETITEMS, BUILD.
    PickleBuilder object = dict().global(module, name).raw(')', 0x81).ops("q\1(").text("audio");
    object.ops("}").text("r").ops("h\1u}").text("x").ops("h\1sb");
    Map<?, ?> root = read(object);
    assertThat(root.get("config")).isEqualTo(expected);
    assertThat(root.get("step")).isEqualTo(7L);
    // NEWOBJ_EX, REDUCE, APPENDS, APPEND, SETITEM, and the bare class.
    for (String body :
        new String[] {")}\u0092", ")R", ")\u0081(K\1K\2e", ")\u0081K\1a", ")\u0081K\1K\2s", ""}) {
      assertThat(read(dict().global(module, name).ops(body)).get("config")).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "argparse, Namespace",
    "types, SimpleNamespace",
    "env, AttrDict",
    "utils.hparams, HParams",
    "__main__, HParams",
    "datetime, datetime",
    "datetime, timedelta",
    "pathlib, PosixPath",
    "pathlib, WindowsPath",
    "pathlib._local, PosixPath",
    "torch, device",
    "torch, complex64",
    "torch, float8_e4m3fn",
    "torch.optim.adamw, AdamW",
    "torch.optim.lr_scheduler, ExponentialLR",
    "torch.cuda.amp.grad_scaler, GradScaler",
    "pytorch_lightning.callbacks.model_checkpoint, ModelCheckpoint",
    "lightning.pytorch.utilities.parsing, AttributeDict",
    "lightning_fabric.utilities.data, AttributeDict",
    "torchaudio.transforms._transforms, MelSpectrogram",
    "omegaconf.dictconfig, DictConfig",
    "numpy, ndarray",
    "numpy, float64",
    "numpy.core.multiarray, _reconstruct",
    "numpy._core.multiarray, _reconstruct",
    "numpy.core.numeric, _frombuffer",
    "numpy.random._pickle, __randomstate_ctor",
    "builtins, set",
    "__builtin__, set",
    "builtins, frozenset",
    "builtins, complex",
    "collections, deque",
    "uuid, UUID",
    "decimal, Decimal",
  })
  void harmlessObjectsArePassedOver(String module, String name) throws IOException {
    SkippedObject expected = new SkippedObject(module + "." + name);
    for (String body : new String[] {")R", ")\u0081", ")\u0081}b", "(K\1K\2tR", "(]K\1atR}b", ""}) {
      assertThat(read(dict().global(module, name).ops(body)).get("config")).isEqualTo(expected);
    }
    byte[] pickle = dict().global(module, name).ops(")Ru").stop();
    Path file = Files.write(folder.resolve("told.pth"), Archives.zip(pickle, new byte[0]));
    try (ModelFile opened = ModelFile.open(file)) {
      assertThat(opened.notes())
          .containsExactly("Passed over in the file: objects of " + expected.className() + ".");
    }
  }

  @Test
  void setsOfNewerProtocolsArePassedOver() throws IOException {
    SkippedObject set = new SkippedObject("builtins.set");
    for (String body : new String[] {"\u008f", "\u008f(K\1K\2\u0090", "(K\1K\2\u0091"}) {
      assertThat(read(dict().ops(body)).get("config")).isEqualTo(set);
    }
  }

  @Test
  void aDefaultdictIsADict() throws IOException {
    PickleBuilder pickle = dict().global("collections", "defaultdict").ops("(");
    pickle.global("__builtin__", "list").ops("tR").text("loss").ops("](K\1K\2es");
    assertThat(read(pickle).get("config")).isEqualTo(Map.of("loss", List.of(1L, 2L)));
  }

  @Test
  void keysThatAreNoScalarsGoWithTheirValues() throws IOException {
    PickleBuilder pickle =
        dict().ops("}").global("torch", "device").ops(")RK\1sK\1K\2\u0086K\3sK\4K\5s");
    assertThat(read(pickle).get("config")).isEqualTo(Map.of(4L, 5L));
  }

  @Test
  void tensorsWithAttributesOfTheirOwnAreTensors() throws IOException {
    PickleBuilder pickle = dict().global("torch._tensor", "_rebuild_from_type_v2").ops("(");
    pickle.global("torch._utils", "_rebuild_tensor_v2").global("torch.nn.parameter", "Parameter");
    pickle
        .ops("(")
        .storage("FloatStorage", "0", 1)
        .ops("K\0K\1\u0085K\1\u0085\u0089")
        .global("collections", "OrderedDict");
    pickle.ops(")Rt}tR").text("step").ops("K\7u");
    Path file =
        Files.write(folder.resolve("m.pth"), Archives.zip(pickle.stop(), Archives.little(3)));
    Tensor tensor = (Tensor) ((Map<?, ?>) PyTorchFile.read(file).root()).get("config");
    assertThat(tensor.values()).containsExactly(3);
  }

  @ParameterizedTest
  @CsvSource({"TTSx.io, A", "my.TTS, A", "coqpitx, A", "trainers, A", "xtrainer, A", "torch.nn, A"})
  void otherClassesAreRefusedByName(String module, String name) throws IOException {
    PickleBuilder object = dict().global(module, name).raw(')', 0x81);
    assertThatThrownBy(() -> read(object))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("asks for " + module + "." + name, "nothing was run");
  }

  @ParameterizedTest
  @ValueSource(strings = {"}\u0081", ")\u0081", "K\1)\u0081", ")}\u0092", "K\1)}\u0092"})
  void onlySkippedClassesAreInstantiated(String body) throws IOException {
    PickleBuilder ordered = dict().global("collections", "OrderedDict").ops(body);
    assertThatThrownBy(() -> read(ordered)).isInstanceOf(CheckpointException.class);
  }

  @Test
  void extensionsAndInstancesOfSkippedClassesAreRefused() throws IOException {
    for (String body : new String[] {"\u0082\1", "(iTTS.a\nB\n", "(cTTS.a\nB\no"}) {
      assertThatThrownBy(() -> read(dict().ops(body))).isInstanceOf(CheckpointException.class);
    }
  }

  private static PickleBuilder scalar(String type, String order, byte[] bytes) {
    PickleBuilder pickle = dict().global("numpy.core.multiarray", "scalar").ops("(");
    pickle.global("numpy", "dtype").ops("(").text(type).ops("K\0K\1tR(K\3").text(order);
    return pickle
        .ops("NNNK\0K\0K\0tb")
        .global("_codecs", "encode")
        .ops("(")
        .text(new String(bytes, StandardCharsets.ISO_8859_1))
        .text("latin1")
        .ops("tRtR");
  }

  @ParameterizedTest
  @CsvSource({
    "f8, <, 000000000000f0bf, -1.0",
    "f8, >, bff0000000000000, -1.0",
    "f4, <, 0000803f, 1.0",
    "f2, <, 0038, 0.5",
    "i8, <, feffffffffffffff, -2",
    "i4, <, 07000000, 7",
    "i2, >, 0102, 258",
    "i1, |, ff, -1",
    "u1, |, ff, 255",
    "b1, |, 01, true",
  })
  void numpyScalarsAreNumbers(String type, String order, String hex, String expected)
      throws IOException {
    Object value = read(scalar(type, order, Archives.hex(hex))).get("config");
    assertThat(value).hasToString(expected);
  }

  @Test
  void numpyScalarsOfOtherTypesArePassedOverAndDamagedOnesRefused() throws IOException {
    assertThat(read(scalar("U1", "<", new byte[4])).get("config"))
        .isEqualTo(new SkippedObject("numpy scalar of type U1"));
    assertThatThrownBy(() -> read(scalar("f8", "<", new byte[4])))
        .hasMessageContaining("f8 has 4 bytes");
  }
}
