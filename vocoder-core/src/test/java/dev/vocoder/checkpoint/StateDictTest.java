package dev.vocoder.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.CheckpointException;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.torch.PyTorchFile;
import dev.vocoder.testing.Archives;
import dev.vocoder.testing.Golden;
import dev.vocoder.testing.PickleBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateDictTest {
  private static final Tensor G = tensor(new int[] {2, 1, 1}, 10, 2);
  private static final Tensor V = tensor(new int[] {2, 2, 1}, 3, 4, 0, 0.5f);
  private static final Tensor FOLDED = tensor(new int[] {2, 2, 1}, 6, 8, 0, 2);

  @TempDir Path folder;

  private static Tensor tensor(int[] shape, float... values) {
    return new Tensor(shape, values);
  }

  private static StateDict dict(Object... namesAndTensors) {
    Map<String, Tensor> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndTensors.length; i += 2) {
      map.put((String) namesAndTensors[i], (Tensor) namesAndTensors[i + 1]);
    }
    return StateDict.of(map);
  }

  private static void assertSame(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.values()).containsExactly(expected.values(), within(1e-6f));
  }

  @Test
  void everySpellingFoldsToThePlainWeight() {
    StateDict folded =
        dict(
                "a.bias",
                G,
                "a.weight_g",
                G,
                "a.weight_v",
                V,
                "b.parametrizations.weight.original0",
                G,
                "b.parametrizations.weight.original1",
                V,
                "c.weight",
                FOLDED)
            .folded();
    assertThat(folded.names()).containsExactly("a.bias", "a.weight", "b.weight", "c.weight");
    assertSame(folded.get("a.weight"), FOLDED);
    assertSame(folded.get("b.weight"), FOLDED);
    assertSame(folded.get("c.weight"), FOLDED);
  }

  @Test
  void weightNormIsWrittenForTheLayersAskedFor() {
    StateDict normalised =
        dict(
                "a.weight_g",
                G,
                "a.weight_v",
                V,
                "b.parametrizations.weight.original0",
                G,
                "b.parametrizations.weight.original1",
                V,
                "c.weight",
                FOLDED,
                "d.weight",
                FOLDED,
                "e.weight_g",
                G,
                "e.weight_v",
                V)
            .withWeightNorm(Set.of("a", "b", "c"));
    assertThat(normalised.names())
        .containsExactly(
            "a.weight_g",
            "a.weight_v",
            "b.weight_g",
            "b.weight_v",
            "c.weight_g",
            "c.weight_v",
            "d.weight",
            "e.weight");
    assertSame(normalised.get("b.weight_v"), V);
    assertSame(normalised.get("c.weight_g"), G);
    assertSame(normalised.get("c.weight_v"), FOLDED);
    assertSame(normalised.folded().get("c.weight"), FOLDED);
  }

  @Test
  void goldenGeneratorFoldsAsTheFormulaSays() {
    StateDict normalised = GeneratorCheckpoint.readWeights(Golden.path("generator/tiny-v1.pth"));
    StateDict folded = normalised.folded();
    for (String name : normalised.names()) {
      if (!name.endsWith("_v")) {
        continue;
      }
      String layer = name.substring(0, name.length() - "_v".length());
      float[] v = normalised.get(name).values();
      float[] g = normalised.get(layer + "_g").values();
      float[] weight = folded.get(layer).values();
      int row = v.length / g.length;
      for (int i = 0; i < v.length; i++) {
        double squares = 0;
        for (int j = 0; j < row; j++) {
          squares += Math.pow(v[i / row * row + j], 2);
        }
        double expected = g[i / row] * v[i] / Math.sqrt(squares);
        assertThat((double) weight[i]).isCloseTo(expected, within(1e-6));
      }
      assertThat(folded.get(layer).shape()).isEqualTo(normalised.get(name).shape());
    }
    assertThat(folded.names()).noneMatch(name -> name.endsWith("_g") || name.endsWith("_v"));
  }

  @Test
  void zeroRowsOfAPlainWeightSurviveNormalisation() {
    Tensor weight = tensor(new int[] {2, 1, 2}, 0, 0, 3, 4);
    StateDict normalised = dict("a.weight", weight).withWeightNorm(Set.of("a"));
    assertThat(normalised.get("a.weight_g").values()).containsExactly(0, 5);
    assertSame(normalised.folded().get("a.weight"), weight);
    assertThat(weight.values()).containsExactly(0, 0, 3, 4);
  }

  @Test
  void spectralNormIsLeftAlone() {
    StateDict spectral =
        dict("a.weight_orig", V, "a.weight_u", G, "a.weight_v", G, "b.weight", FOLDED);
    assertThat(spectral.folded().names())
        .containsExactly("a.weight_orig", "a.weight_u", "a.weight_v", "b.weight");
    assertThat(spectral.withWeightNorm(Set.of("a")).names())
        .containsExactly("a.weight_orig", "a.weight_u", "a.weight_v", "b.weight");
  }

  @Test
  void ambiguousOrUnfittingNormsAreRefused() {
    assertThatThrownBy(() -> dict("a.weight", V, "a.weight_g", G, "a.weight_v", V).folded())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("'a.weight' both plain and normalised");
    Tensor perInput = tensor(new int[] {1, 2, 1}, 1, 2);
    assertThatThrownBy(() -> dict("a.weight_g", perInput, "a.weight_v", V).folded())
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("'a'", "[2, 2, 1]", "[1, 2, 1]");
  }

  @Test
  void everyKindOfMisfitIsListed() {
    StateDict dict =
        dict("good", G, "extra", G, "wrong", V, "nan", tensor(new int[] {1}, Float.NaN));
    Map<String, int[]> expected = new LinkedHashMap<>();
    expected.put("good", new int[] {2, 1, 1});
    expected.put("wrong", new int[] {2, 2, 2});
    expected.put("nan", new int[] {1});
    for (int i = 0; i < 9; i++) {
      expected.put("absent." + i, new int[] {1});
    }
    assertThatThrownBy(() -> dict.requireExactly(expected, "some.pth"))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll(
            "some.pth",
            "9 missing (absent.0, absent.1, absent.2, absent.3, absent.4 and 4 more)",
            "1 not part of it (extra)",
            "1 of another shape (wrong [2, 2, 1] instead of [2, 2, 2])",
            "1 with infinite or NaN values (nan)");
    assertThatThrownBy(
            () ->
                dict("nan", tensor(new int[] {1}, Float.NaN))
                    .requireExactly(Map.of("nan", new int[] {1}), "some.pth"))
        .hasMessageContaining("some.pth has infinite or NaN values in 1 tensors (nan)");
    dict("good", G).requireExactly(Map.of("good", new int[] {2, 1, 1}), "some.pth");
  }

  @Test
  void bareStateDictAndModulePrefixAreAGenerator() throws IOException {
    for (String open : new String[] {"", "generator"}) {
      PickleBuilder pickle = PickleBuilder.pickle();
      if (!open.isEmpty()) {
        pickle.ops("}").text(open);
      }
      pickle
          .ops("}")
          .text("module.a.bias")
          .tensor("FloatStorage", "0", 1, 0, new long[] {1}, new long[] {1})
          .ops(open.isEmpty() ? "s" : "ss");
      StateDict generator = GeneratorCheckpoint.readWeights(file(pickle));
      assertThat(generator.names()).containsExactly("a.bias");
      assertThat(generator.get("a.bias").values()).containsExactly(7);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "module.", "_orig_mod.module.", "module._orig_mod."})
  void discriminatorsOfATrainingFileAreFoundWhateverWrapsThem(String wrappers) throws IOException {
    PickleBuilder pickle = PickleBuilder.pickle().ops("}").text("mpd").ops("}");
    pickle
        .text(wrappers + "discriminators.0.conv_post.bias")
        .tensor("FloatStorage", "0", 1, 0, new long[] {1}, new long[] {1})
        .ops("ss");
    StateDict network = StateDict.entry(PyTorchFile.read(file(pickle)), "mpd", "do_1");
    assertThat(network.names()).containsExactly("discriminators.0.conv_post.bias");
  }

  @Test
  void whatIsNotAGeneratorIsNamed() throws IOException {
    assertRefused(
        PickleBuilder.pickle().ops("]"), "x.pth is not a generator's checkpoint: it holds no dict");
    assertRefused(
        PickleBuilder.pickle().ops("}").text("model").ops("}s"), "it holds the keys model");
    assertRefused(
        PickleBuilder.pickle().ops("}").text("discriminators.0.conv_post.bias").ops("Ns"),
        "it is the state dict of a discriminator");
    PickleBuilder empty = PickleBuilder.pickle().ops("}").text("generator").ops("}s");
    assertRefused(empty, "its state dict is empty");
    PickleBuilder number = PickleBuilder.pickle().ops("}").text("generator").ops("}K\1K\2ss");
    assertRefused(number, "its entry 1 is not a named tensor");
    PickleBuilder none = PickleBuilder.pickle().ops("}").text("generator").ops("}NNss");
    assertRefused(none, "its entry null is not a named tensor");
  }

  private void assertRefused(PickleBuilder pickle, String message) throws IOException {
    Path file = file(pickle);
    assertThatThrownBy(() -> GeneratorCheckpoint.readWeights(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(message);
  }

  @Test
  void absentNameIsSaid() {
    assertThatThrownBy(() -> dict("a", G).get("b"))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("no tensor 'b'; it has a");
  }

  private Path file(PickleBuilder pickle) throws IOException {
    byte[] content = Archives.zip(pickle.stop(), Archives.little(7));
    return Files.write(folder.resolve("x.pth"), content);
  }
}
