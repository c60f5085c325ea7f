package dev.vocoder.network.bigvgan;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import dev.vocoder.ConfigException;
import dev.vocoder.Device;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Vocoder;
import dev.vocoder.VocoderStream;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.engine.Gradients;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.network.Reach;
import dev.vocoder.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** BigVGAN against numbers of its reference implementation, and its sizes. */
class BigVganTest {
  private static final List<List<Integer>> DILATIONS = Collections.nCopies(3, List.of(1, 3, 5));

  private static Path golden(String model, String file) {
    return Golden.path("formats/%s/%s".formatted(model, file));
  }

  private static float[] numbers(String model, String file) {
    return NpyArray.read(golden(model, file)).values();
  }

  private static Path checkpoint(String model) {
    return golden(model, "bigvgan_generator.pt");
  }

  private static GeneratorCheckpoint read(String model) {
    return GeneratorCheckpoint.read(checkpoint(model), Optional.of(golden(model, "config.json")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bigvgan-v1", "bigvgan-v1-published", "bigvgan-v2"})
  void wavesAreTheReferencesToFiveDigits(String model) {
    try (Vocoder vocoder = Vocoder.load(checkpoint(model));
        VocoderStream stream = vocoder.openStream()) {
      MelSpectrogram mel = MelSpectrogram.read(golden(model, "mel.npy"), vocoder.melFormat());
      float[] expected = numbers(model, "wave.npy");
      assertClose(vocoder.melToWave(mel).samples(), expected, 1e-5);
      float[] streamed = new float[expected.length];
      int given = 0;
      for (int frame = 0; frame < mel.frames(); frame++) {
        float[] piece = stream.push(mel.slice(frame, frame + 1)).samples();
        System.arraycopy(piece, 0, streamed, given, piece.length);
        given += piece.length;
      }
      float[] rest = stream.finish().samples();
      System.arraycopy(rest, 0, streamed, given, rest.length);
      assertThat(given + rest.length).isEqualTo(expected.length);
      assertClose(streamed, expected, 1e-5);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bigvgan-v1, SNAKE, false",
    "bigvgan-v1-published, SNAKEBETA, true",
    "bigvgan-v2, SNAKEBETA, true"
  })
  void oneActivationAloneIsTheReferences(
      String model, AntiAliasedSnake.Kind kind, boolean logarithmic) {
    StateDict weights = read(model).weights();
    float[] input = numbers(model, "act_post_in.npy");
    int channels = weights.get("activation_post.act.alpha").shape()[0];
    AntiAliasedSnake activation = new AntiAliasedSnake(kind, channels, logarithmic);
    Map<String, Tensor> own = new LinkedHashMap<>();
    activation
        .namedParameters()
        .keySet()
        .forEach(name -> own.put(name, weights.get("activation_post." + name)));
    try (NDManager scope = TorchEngine.start().newManager(Device.cpu())) {
      BlockWeights.set(activation, StateDict.of(own), scope);
      NDArray array = scope.create(input, new Shape(1, channels, input.length / channels));
      NDArray output = activation.apply(new ParameterStore(scope, false), array, false);
      assertClose(output.toFloatArray(), numbers(model, "act_post_out.npy"), 1e-6);
    }
  }

  @Test
  void filterIsTheStoredOne() {
    assertClose(LowPassFilter.taps(), numbers("bigvgan-v1-published", "filter.npy"), 5e-8);
    assertClose(LowPassFilter.taps(), numbers("bigvgan-v2", "filter_up.npy"), 5e-8);
    assertClose(LowPassFilter.taps(), numbers("bigvgan-v2", "filter_down.npy"), 5e-8);
  }

  @Test
  void gradientsReachTheActivationsParametersAndItsInput() {
    AntiAliasedSnake activation = new AntiAliasedSnake(AntiAliasedSnake.Kind.SNAKEBETA, 2, true);
    TorchEngine engine = TorchEngine.start();
    ProcessSettings.withGradients(
        true,
        () -> {
          try (NDManager scope = engine.newManager(Device.cpu())) {
            activation.initialize(scope, DataType.FLOAT32, new Shape(1, 2, 8));
            NDArray input = scope.full(new Shape(1, 2, 8), 0.5f);
            input.setRequiresGradient(true);
            NDArray output = activation.apply(new ParameterStore(scope, false), input, true);
            // A constant passes the filters: 0.5 + sin(0.5)^2, at a = b = 1.
            double sine = Math.sin(0.5);
            assertThat(output.toFloatArray()[9])
                .isCloseTo((float) (0.5 + sine * sine), within(1e-6f));
            Gradients.backward(output, scope.ones(output.getShape()));
            Map<String, Parameter> parameters = activation.namedParameters();
            // By the logarithm of a: 2 sin cos (a x) a x / b; by that of b: -sin^2 (a x) / b.
            assertThat(gradient(parameters.get("act.alpha"))[1])
                .isCloseTo((float) (8 * Math.sin(1) * 0.5), within(1e-5f));
            assertThat(gradient(parameters.get("act.beta"))[0])
                .isCloseTo((float) (-8 * sine * sine), within(1e-5f));
            float sum = 0;
            for (float each : input.getGradient().toFloatArray()) {
              sum += each;
            }
            assertThat(sum).isCloseTo((float) (16 * (1 + Math.sin(1))), within(1e-4f));
            return null;
          }
        });
  }

  private static float[] gradient(Parameter parameter) {
    return parameter.getArray().getGradient().toFloatArray();
  }

  private static Offset<Float> within(float tolerance) {
    return Offset.offset(tolerance);
  }

  private static BigVganConfig published(
      int bands, int channels, List<Integer> rates, List<Integer> kernels) {
    return new BigVganConfig(
        bands,
        channels,
        rates,
        kernels,
        PeriodicBlock.Kind.PAIRED,
        List.of(3, 7, 11),
        DILATIONS,
        AntiAliasedSnake.Kind.SNAKEBETA,
        true,
        false);
  }

  @Test
  void publishedSizesReachAsFarAsTheirLayersTell() {
    BigVganConfig large = published(80, 1536, List.of(4, 4, 2, 2, 2, 2), List.of(8, 8, 4, 4, 4, 4));
    BigVganConfig base = published(80, 512, List.of(8, 8, 2, 2), List.of(16, 16, 4, 4));
    BigVganConfig fine =
        published(128, 1536, List.of(8, 4, 2, 2, 2, 2), List.of(16, 8, 4, 4, 4, 4));
    assertThat(large.locality().reach()).isEqualTo(new Reach(38, 38));
    assertThat(large.hopSize()).isEqualTo(256);
    assertThat(base.locality().reach()).isEqualTo(new Reach(18, 18));
    assertThat(fine.locality().reach()).isEqualTo(new Reach(21, 21));
    assertThat(fine.hopSize()).isEqualTo(512);
  }

  @Test
  void configsTellSizesAndMels() {
    GeneratorCheckpoint v2 = read("bigvgan-v2");
    BigVganConfig sizes = (BigVganConfig) v2.config();
    assertThat(sizes.tanh()).isFalse();
    assertThat(sizes.logarithmic()).isTrue();
    assertThat(v2.weights().get("conv_post.bias").values()).containsExactly(0); // has none
    assertThat(v2.melFormat())
        .isEqualTo(
            MelFormat.HIFIGAN.toBuilder().sampleRate(24_000).bands(100).fMax(12_000).build());
    GeneratorCheckpoint v1 = read("bigvgan-v1");
    assertThat(v1.melFormat()).isEqualTo(MelFormat.HIFIGAN);
    assertThat(((BigVganConfig) v1.config()).snake()).isEqualTo(AntiAliasedSnake.Kind.SNAKE);
    assertThat(((BigVganConfig) v1.config()).logarithmic()).isFalse();
    assertThat(((BigVganConfig) read("bigvgan-v1-published").config()).tanh()).isTrue();
  }

  private static ConfigFile changed(String from, String to) throws IOException {
    String json = Files.readString(golden("bigvgan-v2", "config.json"));
    assertThat(json).contains(from);
    return ConfigFile.parse(json.replace(from, to), "config.json");
  }

  @Test
  void unknownChoicesAreNamed() throws IOException {
    ConfigFile activation = changed("\"snakebeta\"", "\"gelu\"");
    assertThatThrownBy(() -> VocoderConfig.of(activation))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("activation is gelu; known are snake, snakebeta");
    ConfigFile block = changed("\"resblock\": \"1\"", "\"resblock\": \"3\"");
    assertThatThrownBy(() -> VocoderConfig.of(block))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("resblock is \"3\"; known are \"1\" and \"2\"");
  }

  @Test
  void unusableSizesAreRefused() {
    assertThatThrownBy(() -> published(80, 8, List.of(4, 4, 2, 2), List.of(8, 8, 4, 4)))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Unusable BigVGAN config: 8 initial channels cannot be halved 4 times.");
    assertThatThrownBy(() -> published(80, 64, List.of(4), List.of(3)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("upsampling kernel 3 is shorter than its rate 4");
  }
}
