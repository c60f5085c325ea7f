package dev.vocoder.network.univnet;

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
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.internal.container.torch.PyTorchFile;
import dev.vocoder.internal.engine.Gradients;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.Discriminator.Comparison;
import dev.vocoder.network.Discriminator.Pass;
import dev.vocoder.network.Judgement;
import dev.vocoder.network.univnet.MultiResolutionConfig.LayerSizes;
import dev.vocoder.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The golden numbers were computed with PyTorch 1.13 from the published sizes, with an eighth of
 * the channels and random weights, on the waves of the other discriminators.
 */
class MultiResolutionDiscriminatorTest {
  private static final int SMALLER = 8;

  private final NDManager manager = TorchEngine.start().newManager(Device.cpu());
  private final ParameterStore store = new ParameterStore(manager, false);

  @AfterEach
  void close() {
    manager.close();
  }

  private static MultiResolutionConfig sizes(String name) {
    return name.equals("vocos") ? MultiResolutionConfig.VOCOS : MultiResolutionConfig.PAPER;
  }

  private Discriminator golden(String name) {
    String file = "discriminator/mrd/" + name + ".pth";
    StateDict weights = StateDict.entry(PyTorchFile.read(Golden.path(file)), "mrd", file);
    Discriminator network = sizes(name).narrowed(SMALLER).build();
    weights.requireExactly(BlockWeights.shapes(network), file);
    BlockWeights.set(network, weights, manager);
    return network;
  }

  private NDArray waves(String name) {
    float[] values = array(name);
    return manager.create(values, new Shape(1, 1, values.length));
  }

  private static float[] array(String name) {
    return NpyArray.read(Golden.path("discriminator/" + name + ".npy")).values();
  }

  private static JsonObject expected(String name) throws IOException {
    String json = Files.readString(Golden.path("discriminator/mrd/expected.json"));
    return JsonParser.parseString(json).getAsJsonObject().getAsJsonObject(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"univnet", "vocos"})
  void scoresAndFeatureMapsArePyTorchs(String name) throws IOException {
    List<Judgement> judgements = golden(name).judge(store, waves("real"), Pass.FIXED);
    JsonArray shapes = expected(name).getAsJsonArray("fmap_real_shape");
    JsonArray means = expected(name).getAsJsonArray("fmap_real_abs_mean");
    assertThat(judgements).hasSize(3);
    for (int part = 0; part < 3; part++) {
      Judgement judgement = judgements.get(part);
      assertClose(
          judgement.score().toFloatArray(),
          array("mrd/%s.score-real.%d".formatted(name, part)),
          1e-4);
      JsonArray partShapes = shapes.get(part).getAsJsonArray();
      assertThat(judgement.featureMaps()).hasSize(6).hasSize(partShapes.size());
      for (int map = 0; map < partShapes.size(); map++) {
        NDArray features = judgement.featureMaps().get(map);
        assertThat(features.getShape().getShape())
            .containsExactly(
                partShapes.get(map).getAsJsonArray().asList().stream()
                    .mapToLong(number -> number.getAsLong())
                    .toArray());
        double mean = means.get(part).getAsJsonArray().get(map).getAsDouble();
        assertThat((double) features.abs().mean().getFloat()).isCloseTo(mean, within(1e-4 * mean));
      }
    }
  }

  /** Least squares, and feature matching with a weight of 2. */
  @ParameterizedTest
  @ValueSource(strings = {"univnet", "vocos"})
  void lossesAndTheGradientOfTheWaveArePyTorchs(String name) throws IOException {
    Discriminator network = golden(name);
    NDArray fake = waves("fake");
    JsonObject wanted = expected(name);
    List<Judgement> ofReal = network.judge(store, waves("real"), Pass.TRAINING);
    ProcessSettings.withGradients(
        true,
        () -> {
          fake.setRequiresGradient(true);
          List<Judgement> ofFake = network.judge(store, fake, Pass.TRAINING);
          NDArray adversarial = manager.create(0f);
          NDArray features = manager.create(0f);
          for (int part = 0; part < 3; part++) {
            Judgement generated = ofFake.get(part);
            adversarial = adversarial.add(generated.score().sub(1).square().mean());
            for (int map = 0; map < generated.featureMaps().size(); map++) {
              NDArray real = ofReal.get(part).featureMaps().get(map);
              features = features.add(generated.featureMaps().get(map).sub(real).abs().mean());
            }
          }
          assertNear(adversarial, wanted, "adversarial");
          assertNear(features, wanted, "feature_matching");
          Gradients.backward(adversarial.add(features).add(features));
          return null;
        });
    float[] gradient = array("mrd/" + name + ".gradient");
    assertClose(fake.getGradient().toFloatArray(), gradient, 1e-4);
  }

  private static void assertNear(NDArray found, JsonObject wanted, String key) {
    double value = wanted.get(key).getAsDouble();
    assertThat((double) found.getFloat()).as(key).isCloseTo(value, within(1e-4 * value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"univnet", "vocos"})
  void comparingScoresBothWavesAsPyTorchDoes(String name) throws IOException {
    double loss = 0;
    for (Comparison part : golden(name).compare(store, waves("real"), waves("fake"))) {
      loss += part.real().sub(1).square().mean().getFloat();
      loss += part.generated().square().mean().getFloat();
    }
    double wanted = expected(name).get("discriminator").getAsDouble();
    assertThat(loss).isCloseTo(wanted, within(1e-4 * wanted));
  }

  @Test
  void silenceIsJudgedAndPassesNoGradientThatIsNoNumber() {
    Discriminator network = golden("univnet");
    NDArray silence = manager.zeros(new Shape(2, 1, 1000));
    ProcessSettings.withGradients(
        true,
        () -> {
          silence.setRequiresGradient(true);
          Gradients.backward(network.judge(store, silence, Pass.TRAINING).get(0).score().sum());
          return null;
        });
    assertThat(silence.getGradient().toFloatArray()).containsOnly(0f);
  }

  @Test
  void thePublishedOnesHaveThePublishedParameters() {
    assertThat(trainable(MultiResolutionConfig.PAPER.build())).isEqualTo(280_902);
    assertThat(trainable(MultiResolutionConfig.VOCOS.build())).isEqualTo(600_198);
  }

  private static long trainable(Discriminator network) {
    return network.namedParameters().values().stream()
        .filter(Parameter::requiresGradient)
        .mapToLong(parameter -> parameter.getShape().size())
        .sum();
  }

  @Test
  void wavesOfTheFewestSamplesAreJudged() {
    Resolution odd = new Resolution(64, 7, 21);
    List<LayerSizes> layers = List.of(new LayerSizes(2, 3, 1, 2, 1));
    for (boolean centered : new boolean[] {false, true}) {
      MultiResolutionConfig sizes = new MultiResolutionConfig(List.of(odd), layers, centered);
      assertThat(sizes.leastSamples()).isEqualTo(centered ? 33 : 29);
      Discriminator network = sizes.build();
      Shape shape = new Shape(1, 1, sizes.leastSamples());
      network.initialize(manager, DataType.FLOAT32, shape);
      Judgement judgement = network.judge(store, manager.ones(shape), Pass.TRAINING).get(0);
      assertThat(judgement.score().getShape().get(1)).isGreaterThan(16);
      assertThat(judgement.score().toFloatArray()).doesNotContain(Float.NaN);
    }
    assertThat(MultiResolutionConfig.PAPER.leastSamples()).isEqualTo(905);
  }

  @Test
  void sizesThatMakeNoNetworkAreRefused() {
    List<LayerSizes> layers = MultiResolutionConfig.PAPER.layers();
    assertThatThrownBy(
            () -> new MultiResolutionConfig(List.of(new Resolution(513, 100, 513)), layers, false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("FFT size 513, hop 100 and window 513");
    assertThatThrownBy(
            () ->
                new MultiResolutionConfig(
                    MultiResolutionConfig.PAPER.resolutions(),
                    List.of(new LayerSizes(4, 2, 3, 1, 1)),
                    false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("kernels odd");
    MultiResolutionKind kind = new MultiResolutionKind();
    assertThatThrownBy(
            () -> kind.read(ConfigFile.of(Map.of("channels", List.of(4)), "x"), kind.usual()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("1 channels, 5 kernel_sizes and 5 strides");
    assertThatThrownBy(
            () ->
                kind.read(
                    ConfigFile.of(Map.of("resolutions", List.of(List.of(4))), "x"), kind.usual()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("give 3 numbers each");
  }
}
