package dev.vocoder.network.melgan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vocoder.ConfigException;
import dev.vocoder.Device;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.network.ConvolutionSizes;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.Discriminator.Pass;
import dev.vocoder.network.Judgement;
import dev.vocoder.testing.Golden;
import dev.vocoder.testing.MelGanGolden;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MelGanDiscriminatorTest {
  private final NDManager manager = TorchEngine.start().newManager(Device.cpu());
  private final ParameterStore store = new ParameterStore(manager, false);

  @AfterEach
  void close() {
    manager.close();
  }

  private static JsonObject expected() throws IOException {
    String json = Files.readString(Golden.path("melgan/expected.json"));
    return JsonParser.parseString(json).getAsJsonObject();
  }

  @Test
  void parametersAreTheReferencesInItsOrder() throws IOException {
    List<String> wanted = new ArrayList<>();
    for (JsonElement parameter : expected().getAsJsonArray("parameters")) {
      JsonArray nameAndShape = parameter.getAsJsonArray();
      wanted.add(nameAndShape.get(0).getAsString() + " " + shape(nameAndShape.get(1)));
    }
    List<String> found = new ArrayList<>();
    MelGanDiscriminatorConfig.PAPER
        .build()
        .namedParameters()
        .forEach((name, parameter) -> found.add(name + " " + parameter.getShape()));
    assertThat(found).isEqualTo(wanted);
  }

  private static Shape shape(JsonElement lengths) {
    return new Shape(
        lengths.getAsJsonArray().asList().stream().mapToLong(JsonElement::getAsLong).toArray());
  }

  @Test
  void scoresAndFeatureMapsAreTheReferences() throws IOException {
    Discriminator network = MelGanDiscriminatorConfig.PAPER.build();
    BlockWeights.set(network, MelGanGolden.discriminators(), manager);
    float[] wave = NpyArray.read(Golden.path("discriminator/real.npy")).values();
    List<Judgement> judgements =
        network.judge(store, manager.create(wave, new Shape(1, 1, wave.length)), Pass.FIXED);
    JsonArray shapes = expected().getAsJsonArray("shapes");
    JsonArray means = expected().getAsJsonArray("abs_mean");
    assertThat(judgements).hasSize(shapes.size());
    for (int part = 0; part < judgements.size(); part++) {
      Judgement judgement = judgements.get(part);
      List<NDArray> layers = new ArrayList<>(judgement.featureMaps());
      layers.add(judgement.score().expandDims(1));
      JsonArray wantedShapes = shapes.get(part).getAsJsonArray();
      assertThat(layers).hasSize(wantedShapes.size());
      for (int layer = 0; layer < layers.size(); layer++) {
        assertThat(layers.get(layer).getShape()).isEqualTo(shape(wantedShapes.get(layer)));
        double mean = means.get(part).getAsJsonArray().get(layer).getAsDouble();
        assertThat((double) layers.get(layer).abs().mean().getFloat())
            .isCloseTo(mean, within(1e-4 * mean));
      }
    }
    JsonArray score = expected().getAsJsonArray("last_score_scale0");
    float[] found = judgements.get(0).score().toFloatArray();
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i]).isCloseTo(score.get(i).getAsDouble(), within(1e-5));
    }
  }

  @Test
  void theKerasExamplesHasItsPublishedParameters() {
    Discriminator network = MelGanDiscriminatorConfig.KERAS.build();
    assertThat(MelGanConfigTest.count(network.namedParameters().values())).isEqualTo(16_924_086);
    // The published summary counts one more for each layer: a flag.
    int[] layers = {273, 10_625, 42_497, 169_985, 169_985, 5_244_929};
    for (int layer = 0; layer < 6; layer++) {
      String prefix = "model.disc_1.model.layer_%d.".formatted(layer);
      long count =
          network.namedParameters().entrySet().stream()
              .filter(entry -> entry.getKey().startsWith(prefix))
              .mapToLong(entry -> entry.getValue().getShape().size())
              .sum();
      assertThat(count + 1).isEqualTo(layers[layer]);
    }
  }

  @Test
  void samplesBeyondTheEndsDoNotCountInTheAverage() {
    MelGanDiscriminatorConfig config =
        new MelGanDiscriminatorConfig(
            2,
            List.of(new ConvolutionSizes(1, 1, 1, 1)),
            4,
            MelGanDiscriminatorConfig.PAPER.inputPadding(),
            0.2f);
    Discriminator network = config.build();
    network.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 8));
    NDArray ones = manager.ones(new Shape(1, 1, 8));
    NDArray halved = network.judge(store, ones, Pass.FIXED).get(1).featureMaps().get(0);
    assertThat(halved.getShape()).isEqualTo(new Shape(1, 1, 4));
    float[] values = halved.toFloatArray();
    assertThat(values).containsOnly(values[1]); // the average of ones is one at the ends too
  }

  @Test
  void sizesThatMakeNoNetworkAreRefused() {
    assertThatThrownBy(() -> MelGanDiscriminatorConfig.reference(3, 6, 4, 4))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("begins with 6 channels");
    assertThatThrownBy(() -> MelGanDiscriminatorConfig.reference(0, 16, 4, 4))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("0 scales");
  }
}
