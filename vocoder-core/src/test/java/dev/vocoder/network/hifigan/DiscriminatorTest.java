package dev.vocoder.network.hifigan;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vocoder.ConfigException;
import dev.vocoder.Device;
import dev.vocoder.Precision;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.internal.container.torch.PyTorchFile;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.network.ConvolutionSizes;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.Discriminator.Pass;
import dev.vocoder.network.Judgement;
import dev.vocoder.network.WeightForm;
import dev.vocoder.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiscriminatorTest {
  private static final int SMALLER = 8; // the golden networks have an eighth of the channels

  private final NDManager manager = TorchEngine.start().newManager(Device.cpu());
  private final ParameterStore store = new ParameterStore(manager, false);

  @AfterEach
  void close() {
    manager.close();
  }

  private static Discriminator network(String name) {
    return name.equals("mpd")
        ? MultiPeriodConfig.PAPER.narrowed(SMALLER).build()
        : MultiScaleConfig.PAPER.narrowed(SMALLER).build();
  }

  private Discriminator golden(String name) {
    String file = "discriminator/initial.pth";
    StateDict weights = StateDict.entry(PyTorchFile.read(Golden.path(file)), name, file);
    Discriminator network = network(name);
    weights.requireExactly(BlockWeights.shapes(network), file);
    BlockWeights.set(network, weights, manager);
    return network;
  }

  private NDArray waves(String name) {
    NpyArray array = NpyArray.read(Golden.path("discriminator/" + name + ".npy"));
    return manager.create(array.values(), new Shape(1, 1, array.values().length));
  }

  private static JsonObject expected(String name) throws IOException {
    String json = Files.readString(Golden.path("discriminator/expected.json"));
    return JsonParser.parseString(json).getAsJsonObject().getAsJsonObject(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mpd", "msd"})
  void scoresAndFeatureMapsAreTheReferences(String name) throws IOException {
    List<Judgement> judgements = golden(name).judge(store, waves("real"), Pass.FIXED);
    JsonArray shapes = expected(name).getAsJsonArray("fmap_real_shape");
    JsonArray means = expected(name).getAsJsonArray("fmap_real_abs_mean");
    assertThat(judgements).hasSize(shapes.size());
    for (int part = 0; part < judgements.size(); part++) {
      Judgement judgement = judgements.get(part);
      float[] score = judgement.score().toFloatArray();
      NpyArray wanted =
          NpyArray.read(Golden.path("discriminator/%s.score-real.%d.npy".formatted(name, part)));
      // The first scale's spectral norm is not estimated yet, and its scores are in the millions.
      double size = Math.max(1, largest(wanted.values()));
      assertClose(score, wanted.values(), 1e-4 * size);
      JsonArray partShapes = shapes.get(part).getAsJsonArray();
      assertThat(judgement.featureMaps()).hasSize(partShapes.size());
      for (int map = 0; map < partShapes.size(); map++) {
        NDArray features = judgement.featureMaps().get(map);
        assertThat(features.getShape().getShape())
            .containsExactly(longs(partShapes.get(map).getAsJsonArray()));
        double mean = means.get(part).getAsJsonArray().get(map).getAsDouble();
        assertThat((double) features.abs().mean().getFloat()).isCloseTo(mean, within(1e-4 * mean));
      }
    }
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static long[] longs(JsonArray numbers) {
    return numbers.asList().stream().mapToLong(number -> number.getAsLong()).toArray();
  }

  @Test
  void thePapersHaveTheReferencesParameters() {
    assertThat(trainable(MultiPeriodConfig.PAPER.build())).isEqualTo(41_105_770);
    assertThat(trainable(MultiScaleConfig.PAPER.build())).isEqualTo(29_618_821);
  }

  private static long trainable(Discriminator network) {
    return network.namedParameters().values().stream()
        .filter(Parameter::requiresGradient)
        .mapToLong(parameter -> parameter.getShape().size())
        .sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mpd", "msd"})
  void comparingScoresBothWavesAsTwoCallsWould(String name) {
    NDArray real = waves("real");
    NDArray fake = waves("fake");
    Discriminator two = golden(name);
    List<Judgement> ofReal = two.judge(store, real, Pass.TRAINING);
    List<Judgement> ofFake = two.judge(store, fake, Pass.TRAINING);
    List<Discriminator.Comparison> scores = golden(name).compare(store, real, fake);
    for (int part = 0; part < scores.size(); part++) {
      assertClose(
          scores.get(part).real().toFloatArray(), ofReal.get(part).score().toFloatArray(), 1e-5);
      assertClose(
          scores.get(part).generated().toFloatArray(),
          ofFake.get(part).score().toFloatArray(),
          1e-5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mpd", "msd"})
  void mixedPrecisionStaysNearFloat32(String name) {
    Discriminator full = golden(name);
    Discriminator mixed = golden(name);
    mixed.setPrecision(Precision.MIXED);
    List<Judgement> expected = full.judge(store, waves("real"), Pass.TRAINING);
    List<Judgement> actual = mixed.judge(store, waves("real"), Pass.TRAINING);
    for (int part = 0; part < expected.size(); part++) {
      float[] a = actual.get(part).score().toFloatArray();
      float[] b = expected.get(part).score().toFloatArray();
      assertThat(a).isNotEqualTo(b); // it does compute in less
      assertClose(a, b, 2e-3);
    }
  }

  @Test
  void anyPeriodsScalesAndNormsMakeANetwork() {
    MultiPeriodConfig periods =
        new MultiPeriodConfig(List.of(1, 4), List.of(3, 5), 3, 2, WeightForm.FOLDED);
    MultiScaleConfig scales =
        new MultiScaleConfig(
            List.of(WeightForm.FOLDED, WeightForm.SPECTRAL_NORM),
            List.of(new ConvolutionSizes(4, 7, 1, 1), new ConvolutionSizes(8, 9, 2, 2)));
    for (Discriminator network : List.of(periods.build(), scales.build())) {
      network.initialize(manager, DataType.FLOAT32, new Shape(2, 1, 50));
      List<Judgement> judgements =
          network.judge(store, manager.ones(new Shape(2, 1, 50)), Pass.TRAINING);
      assertThat(judgements).hasSize(2);
      for (Judgement judgement : judgements) {
        assertThat(judgement.featureMaps()).hasSize(3);
        assertThat(judgement.score().getShape().get(0)).isEqualTo(2);
        assertThat(judgement.score().toFloatArray()).doesNotContain(Float.NaN);
      }
    }
  }

  @Test
  void sizesThatMakeNoNetworkAreRefused() {
    assertThatThrownBy(
            () -> new MultiPeriodConfig(List.of(0), List.of(8), 5, 3, WeightForm.WEIGHT_NORM))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("periods are [0]");
    assertThatThrownBy(
            () ->
                new MultiScaleConfig(
                    List.of(WeightForm.WEIGHT_NORM), List.of(new ConvolutionSizes(6, 5, 1, 4))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("from 1 to 6 channels cannot be divided into 4 groups");
  }
}
