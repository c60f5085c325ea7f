package dev.vocoder.djl;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.inference.Predictor;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import com.google.gson.Gson;
import com.google.gson.JsonParser;
import dev.vocoder.Device;
import dev.vocoder.MelException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.inference.NeuralVocoder;
import dev.vocoder.internal.script.TorchScriptGraph;
import dev.vocoder.testing.RandomModels;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Exported programs under DJL's Criteria and Predictor. */
class MelTranslatorTest {
  @TempDir Path folder;

  @BeforeAll
  static void startWithoutDownloads() {
    TorchEngine.start();
  }

  private Path exported(GeneratorCheckpoint model) throws IOException {
    Path file = folder.resolve("generator.pt");
    try (OutputStream out = Files.newOutputStream(file)) {
      TorchScriptGraph.ofPlainMel(model).writeTo(out);
    }
    return file;
  }

  private static <I, O> Criteria.Builder<I, O> criteria(
      Class<I> input, Class<O> output, Path program) {
    return Criteria.builder().setTypes(input, output).optEngine("PyTorch").optModelPath(program);
  }

  static Stream<GeneratorCheckpoint> models() {
    return Stream.of(
        RandomModels.generator(RandomModels.SMALL),
        RandomModels.normalized(RandomModels.generator(RandomModels.MULTI_BAND_MELGAN)),
        RandomModels.generator(RandomModels.VOCOS),
        RandomModels.generator(RandomModels.SMALL_BIGVGAN));
  }

  @ParameterizedTest
  @MethodSource("models")
  void predictorMakesWhatTheVocoderMakes(GeneratorCheckpoint model) throws Exception {
    MelFormat format = model.melFormat().withoutNormalization();
    try (Vocoder vocoder = NeuralVocoder.compiled(model, Device.cpu(), Precision.FLOAT32);
        ZooModel<float[][], float[]> program =
            criteria(float[][].class, float[].class, exported(model))
                .optTranslator(new MelTranslator(format.bands()))
                .build()
                .loadModel();
        Predictor<float[][], float[]> predictor = program.newPredictor()) {
      for (int frames : new int[] {20, 33, 20}) { // LibTorch compiles on the second call
        MelSpectrogram mel = RandomModels.mel(frames, format);
        assertClose(predictor.predict(mel.toArray()), vocoder.melToWave(mel).samples(), 1e-5);
      }
    }
  }

  @Test
  void requestsOfAServerAreAnswered() throws Exception {
    GeneratorCheckpoint model = RandomModels.generator(RandomModels.SMALL);
    MelSpectrogram mel = RandomModels.mel(20);
    try (Vocoder vocoder = NeuralVocoder.compiled(model, Device.cpu(), Precision.FLOAT32);
        ZooModel<Input, Output> program =
            criteria(Input.class, Output.class, exported(model))
                .optArgument(
                    "translatorFactory", MelTranslatorFactory.class.getName()) // as in a file
                .optArgument("bands", "80")
                .build()
                .loadModel();
        Predictor<Input, Output> predictor = program.newPredictor()) {
      Input request = new Input();
      request.add(new Gson().toJson(Map.of("mel", mel.toArray())));
      String answer = predictor.predict(request).getData().getAsString();
      float[] samples =
          new Gson()
              .fromJson(
                  JsonParser.parseString(answer).getAsJsonObject().get("samples"), float[].class);
      assertClose(samples, vocoder.melToWave(mel).samples(), 1e-5);
      for (String body : new String[] {"", "[1]", "{}", "{\"mel\": [[1, 2], [3]]}", "mel"}) {
        Input bad = new Input();
        bad.add(body);
        assertThatThrownBy(() -> predictor.predict(bad))
            .isInstanceOf(TranslateException.class)
            .hasCauseInstanceOf(MelException.class);
      }
    }
  }

  @Test
  void aMelOfOtherBandsIsToldInASentence() throws Exception {
    GeneratorCheckpoint model = RandomModels.generator(RandomModels.SMALL);
    try (ZooModel<float[][], float[]> program =
            criteria(float[][].class, float[].class, exported(model))
                .optTranslatorFactory(new MelTranslatorFactory())
                .build()
                .loadModel();
        Predictor<float[][], float[]> predictor = program.newPredictor()) {
      assertThatThrownBy(() -> predictor.predict(new float[7][80]))
          .isInstanceOf(TranslateException.class)
          .rootCause()
          .isInstanceOf(MelException.class)
          .hasMessage(
              "The mel is 7 x 80; expected 80 bands x frames. It looks transposed: pass one row per"
                  + " band, not one per frame.");
    }
    assertThat(new MelTranslatorFactory().isSupported(String.class, float[].class)).isFalse();
  }
}
