package dev.vocoder.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import dev.vocoder.Device;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.inference.NeuralVocoder;
import dev.vocoder.internal.script.OnnxGraph;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.testing.EcosystemModel;
import dev.vocoder.testing.EveryOperation;
import dev.vocoder.testing.Golden;
import dev.vocoder.testing.RandomModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxExportTest {

  static List<GeneratorConfig> architectures() {
    return RandomModels.architectures();
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void onnxRuntimeGivesOurWaveAtEveryLength(GeneratorConfig config) throws Exception {
    GeneratorCheckpoint model = RandomModels.generator(config);
    try (Vocoder ours = NeuralVocoder.compiled(model, Device.cpu(), Precision.FLOAT32);
        OnnxRuntimeVocoder theirs = new OnnxRuntimeVocoder(model, 1)) {
      for (int frames : new int[] {config.leastFrames(), 20, 33}) {
        MelSpectrogram mel = RandomModels.mel(frames, model.melFormat());
        Golden.assertClose(theirs.samples(mel), ours.melToWave(mel).samples(), 1e-5);
      }
    }
  }

  @Test
  void operationsOutsideTheArchitecturesGiveOurWaveToo() throws Exception {
    GeneratorCheckpoint model = RandomModels.generator(new EveryOperation(20));
    MelSpectrogram mel = RandomModels.mel(33, model.melFormat());
    try (Vocoder ours = NeuralVocoder.compiled(model, Device.cpu(), Precision.FLOAT32);
        OnnxRuntimeVocoder theirs = new OnnxRuntimeVocoder(model, 1)) {
      Golden.assertClose(theirs.samples(mel), ours.melToWave(mel).samples(), 1e-5);
    }
  }

  static List<EcosystemModel> ecosystems() {
    return EcosystemModel.all();
  }

  @ParameterizedTest
  @MethodSource("ecosystems")
  void checkpointsOfEveryEcosystemGiveTheirWave(EcosystemModel golden, @TempDir Path folder)
      throws Exception {
    GeneratorCheckpoint model = GeneratorCheckpoint.read(golden.copyTo(folder), Optional.empty());
    try (Vocoder ours = NeuralVocoder.compiled(model, Device.cpu(), Precision.FLOAT32);
        OnnxRuntimeVocoder theirs = new OnnxRuntimeVocoder(model, 1)) {
      MelSpectrogram mel = golden.mel(model.melFormat()).convertTo(ours.melFormat());
      Golden.assertClose(theirs.samples(mel), ours.melToWave(mel).samples(), 1e-5);
    }
  }

  @Test
  void exportedModelTakesTheMelWithItsStatisticsStillIn() throws Exception {
    GeneratorCheckpoint model =
        RandomModels.normalized(RandomModels.generator(RandomModels.CAUSAL_MELGAN));
    MelFormat plain = model.melFormat().toBuilder().normalization(Optional.empty()).build();
    MelSpectrogram mel = RandomModels.mel(20, plain);
    try (Vocoder ours = NeuralVocoder.compiled(model, Device.cpu(), Precision.FLOAT32);
        OnnxRuntimeVocoder theirs = new OnnxRuntimeVocoder(model, 1)) {
      Golden.assertClose(theirs.samples(mel), ours.melToWave(mel).samples(), 1e-5);
    }
    assertThat(exported(model).getMetadataPropsList())
        .extracting(StringStringEntryProto::getKey, StringStringEntryProto::getValue)
        .contains(tuple("mel_format", plain.toString()), tuple("model_type", "melgan"));
  }

  private static ModelProto exported(GeneratorCheckpoint model) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new OnnxGraph(model).writeTo(bytes);
    return ModelProto.parseFrom(bytes.toByteArray());
  }

  @Test
  void metadataIsWhatSherpaOnnxReads() throws Exception {
    ModelProto model = exported(RandomModels.generator(RandomModels.SMALL));

    assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(17);
    assertThat(model.getGraph().getInput(0).getName()).isEqualTo("mel");
    assertThat(model.getGraph().getOutput(0).getName()).isEqualTo("audio");
    assertThat(model.getMetadataPropsList())
        .extracting(StringStringEntryProto::getKey, StringStringEntryProto::getValue)
        .contains(tuple("model_type", "hifigan"), tuple("sample_rate", "22050"));
  }

  @Test
  void aVocosWithItsTransformIsAModelThatMakesWaves() throws Exception {
    assertThat(exported(RandomModels.generator(RandomModels.VOCOS)).getMetadataPropsList())
        .extracting(StringStringEntryProto::getKey, StringStringEntryProto::getValue)
        .contains(tuple("model_type", "hifigan"));
  }
}
