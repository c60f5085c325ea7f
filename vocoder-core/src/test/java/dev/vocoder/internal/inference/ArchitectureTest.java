package dev.vocoder.internal.inference;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vocoder.Device;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.VocoderStream;
import dev.vocoder.Waveform;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.internal.container.torch.PyTorchWriter;
import dev.vocoder.internal.engine.CpuFeatures;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.melgan.MelGanConfig;
import dev.vocoder.network.vocos.VocosConfig;
import dev.vocoder.network.vocos.WaveNextConfig;
import dev.vocoder.testing.ExactGraph;
import dev.vocoder.testing.RandomModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for the generators of every architecture alike. */
class ArchitectureTest {

  static List<GeneratorConfig> architectures() {
    return RandomModels.architectures();
  }

  private static Vocoder compiled(GeneratorCheckpoint model) {
    return NeuralVocoder.compiled(model, Device.cpu(), Precision.FLOAT32);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void compiledProgramGivesWhatTheBlocksGiveAtEveryLength(GeneratorConfig config) {
    GeneratorCheckpoint model = RandomModels.generator(config);
    try (Vocoder compiled = compiled(model);
        Vocoder blocks = NeuralVocoder.ofBlocks(model, Device.cpu())) {
      for (int frames : new int[] {1, 2, 3, 4, 5, 8, 13, 50, 65}) {
        MelSpectrogram mel = RandomModels.mel(frames, model.melFormat());
        Waveform wave = compiled.melToWave(mel);
        assertThat(wave.length()).isEqualTo((int) config.samplesOf(frames));
        assertClose(wave.samples(), blocks.melToWave(mel).samples(), 1e-5);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void waveIsThatOfPlainSums(GeneratorConfig config) {
    GeneratorCheckpoint model = RandomModels.generator(config);
    MelSpectrogram mel = RandomModels.mel(9, model.melFormat());
    float[] exact = ExactGraph.wave(model, mel);
    try (Vocoder compiled = compiled(model);
        Vocoder blocks = NeuralVocoder.ofBlocks(model, Device.cpu())) {
      assertClose(compiled.melToWave(mel).samples(), exact, 5e-6);
      assertClose(blocks.melToWave(mel).samples(), exact, 5e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void roundedLengthsGiveTheExactWave(GeneratorConfig config) {
    GeneratorCheckpoint model = RandomModels.generator(config);
    try (Vocoder compiled = compiled(model);
        Vocoder blocks = NeuralVocoder.ofBlocks(model, Device.cpu())) {
      for (int frames : new int[] {129, 257, 511}) {
        assertThat(CompiledProgram.roundLength(frames))
            .isGreaterThanOrEqualTo(frames)
            .isLessThanOrEqualTo(Math.max(frames + 7, frames * 9 / 8)); // an eighth at most
        MelSpectrogram mel = RandomModels.mel(frames, model.melFormat());
        assertClose(compiled.melToWave(mel).samples(), blocks.melToWave(mel).samples(), 1e-5);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void mixedPrecisionStaysNearTheFull(GeneratorConfig config) {
    GeneratorCheckpoint model = RandomModels.generator(config);
    MelSpectrogram mel = RandomModels.mel(50, model.melFormat());
    assumeTrue(
        CpuFeatures.hasFastBfloat16() || CpuFeatures.flags().contains("avx512bw"),
        "this processor cannot even emulate bfloat16");
    try (CompiledProgram mixed = new CompiledProgram(model, Device.cpu(), Precision.MIXED);
        Utterance utterance = new Utterance(mixed, model.melFormat(), config);
        Vocoder full = compiled(model)) {
      float[] expected = full.melToWave(mel).samples();
      float[] actual = utterance.take(mel, true);
      double signal = 0;
      double noise = 0;
      for (int i = 0; i < expected.length; i++) {
        signal += expected[i] * expected[i];
        noise += (actual[i] - expected[i]) * (actual[i] - expected[i]);
      }
      assertThat(10 * Math.log10(signal / noise)).as("SNR in dB").isGreaterThan(30);
      assertThat(actual).isNotEqualTo(expected); // it does compute in less
    }
  }

  @Test
  void mixedPrecisionIsUsedWhereItIsFaster() {
    GeneratorCheckpoint model = RandomModels.generator(RandomModels.SMALL);
    try (Vocoder mixed = NeuralVocoder.compiled(model, Device.cpu(), Precision.MIXED)) {
      assertThat(mixed.precision())
          .isEqualTo(CpuFeatures.hasFastBfloat16() ? Precision.MIXED : Precision.FLOAT32);
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void eachWaveOfAListIsWhatTheSingleCallGives(GeneratorConfig config) {
    GeneratorCheckpoint model = RandomModels.generator(config);
    try (Vocoder vocoder = compiled(model)) {
      List<MelSpectrogram> mels =
          List.of(40, 3, 1, 77, 40, 35, 33, 8, 5, 6, 1, 2, 300).stream()
              .map(frames -> RandomModels.mel(frames, model.melFormat()))
              .toList();
      List<Waveform> together = vocoder.melToWave(mels);
      assertThat(together).hasSize(mels.size());
      for (int i = 0; i < mels.size(); i++) {
        assertClose(together.get(i).samples(), vocoder.melToWave(mels.get(i)).samples(), 1e-5);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void streamGivesTheWaveOfTheWholeHoweverItIsCut(GeneratorConfig config) {
    GeneratorCheckpoint model = RandomModels.generator(config);
    try (Vocoder vocoder = compiled(model)) {
      for (int frames : new int[] {2, 5, 7, 10, 90}) {
        MelSpectrogram mel = RandomModels.mel(frames, model.melFormat());
        float[] whole = vocoder.melToWave(mel).samples();
        for (int chunk : new int[] {1, 2, 7, 64, 0}) {
          assertClose(streamed(vocoder, mel, chunk), whole, 1e-5);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void streamsThatArePushedTogetherGiveTheirWaves(GeneratorConfig config) {
    GeneratorCheckpoint model = RandomModels.generator(config);
    try (Vocoder vocoder = compiled(model)) {
      List<MelSpectrogram> mels =
          List.of(40, 61, 3, 90, 61, 61, 44).stream()
              .map(frames -> RandomModels.mel(frames, model.melFormat()))
              .toList();
      List<VocoderStream> streams = mels.stream().map(mel -> vocoder.openStream()).toList();
      List<List<Waveform>> pieces = new ArrayList<>();
      mels.forEach(mel -> pieces.add(new ArrayList<>()));
      for (int from = 0; from < 90; from += 15) {
        int start = from;
        List<Integer> going =
            IntStream.range(0, mels.size())
                .filter(i -> start < mels.get(i).frames())
                .boxed()
                .toList();
        List<Waveform> pushed =
            vocoder.push(
                going.stream().map(streams::get).toList(),
                going.stream()
                    .map(i -> mels.get(i).slice(start, Math.min(start + 15, mels.get(i).frames())))
                    .toList());
        for (int i = 0; i < going.size(); i++) {
          pieces.get(going.get(i)).add(pushed.get(i));
        }
      }
      for (int i = 0; i < mels.size(); i++) {
        pieces.get(i).add(streams.get(i).finish());
        assertClose(
            NeuralVocoderTest.joined(pieces.get(i)),
            vocoder.melToWave(mels.get(i)).samples(),
            1e-5);
      }
    }
  }

  /** Pushes chunks of a number of frames, or of random numbers of frames if that is 0. */
  private static float[] streamed(Vocoder vocoder, MelSpectrogram mel, int chunk) {
    Random random = new Random(7);
    List<Waveform> pieces = new ArrayList<>();
    try (VocoderStream stream = vocoder.openStream()) {
      int from = 0;
      while (from < mel.frames()) {
        int size = chunk > 0 ? chunk : 1 + random.nextInt(20);
        int to = Math.min(mel.frames(), from + size);
        pieces.add(stream.push(mel.slice(from, to)));
        from = to;
      }
      pieces.add(stream.finish());
    }
    return NeuralVocoderTest.joined(pieces);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void longMelVocodedInBlocksOnSomeThreadsGivesTheWaveOfOneRun(GeneratorConfig config) {
    GeneratorCheckpoint model = RandomModels.generator(config);
    MelSpectrogram mel = RandomModels.mel(1_100, model.melFormat());
    TorchEngine engine = TorchEngine.start();
    int before = engine.threads();
    try (Vocoder compiled = compiled(model);
        Vocoder blocks = NeuralVocoder.ofBlocks(model, Device.cpu())) {
      float[] expected = blocks.melToWave(mel).samples();
      for (int threads = 1; threads <= 3; threads++) {
        engine.setThreads(threads);
        assertClose(compiled.melToWave(mel).samples(), expected, 1e-5);
      }
    } finally {
      engine.setThreads(before);
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void whatIsSavedIsWhatIsLoaded(GeneratorConfig config, @TempDir Path folder) throws IOException {
    GeneratorCheckpoint model = RandomModels.generator(config);
    Path file = folder.resolve("generator");
    PyTorchWriter.write(file, Map.of("generator", model.weights().tensors()));
    Files.writeString(
        folder.resolve("config.json"),
        ConfigFile.text(new VocoderConfig(config, model.melFormat()).toMap()));

    GeneratorCheckpoint loaded = GeneratorCheckpoint.read(file, Optional.empty());

    assertThat(loaded.config()).isEqualTo(config);
    assertThat(loaded.melFormat()).isEqualTo(model.melFormat());
    assertThat(loaded.weights().names()).isEqualTo(model.weights().names());
    for (String name : model.weights().names()) {
      assertThat(loaded.weights().get(name).values()).isEqualTo(model.weights().get(name).values());
    }
  }

  /** The formats of the presets, as a config keeps them. */
  static final List<MelFormat> formats = List.copyOf(MelFormat.presets().values());

  @ParameterizedTest
  @FieldSource("formats")
  void everyMelFormatSurvivesItsConfig(MelFormat format) {
    List<Integer> rates = List.of(8, 8, 2, format.hopSize() / 128);
    GeneratorConfig network = MelGanConfig.reference(format.bands(), 64, rates, 3);
    VocoderConfig config = new VocoderConfig(network, format);
    String text = ConfigFile.text(config.toMap());
    assertThat(VocoderConfig.of(ConfigFile.parse(text, "config.json"))).isEqualTo(config);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void samplesDependOnTheirContextAndNoMore(GeneratorConfig config) {
    GeneratorCheckpoint model = RandomModels.generator(config);
    int context = config.contextFrames();
    int changed = 2 * context + 4;
    MelSpectrogram mel = RandomModels.mel(2 * changed + 1, model.melFormat());
    float[] values = mel.values();
    for (int band = 0; band < config.bands(); band++) {
      values[band * mel.frames() + changed] += 1000; // enough to be felt at the ends of the reach
    }
    try (Vocoder blocks = NeuralVocoder.ofBlocks(model, Device.cpu())) {
      float[] before = blocks.melToWave(mel).samples();
      float[] after =
          blocks.melToWave(MelSpectrogram.of(values, mel.frames(), model.melFormat())).samples();
      int first = 0;
      while (before[first] == after[first]) {
        first++;
      }
      int last = before.length - 1;
      while (before[last] == after[last]) {
        last--;
      }
      int hop = config.hopSize();
      assertThat(changed - first / hop).isLessThanOrEqualTo(context);
      assertThat(last / hop - changed).isLessThanOrEqualTo(context);
      assertThat(Math.max(changed - first / hop, last / hop - changed)).isEqualTo(context);
    }
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void trainingHasTheParametersOfInferenceAndTheirGains(GeneratorConfig config) {
    Set<String> trained = new LinkedHashSet<>();
    for (String name : config.build(WeightForm.WEIGHT_NORM).namedParameters().keySet()) {
      trained.add(name.replaceFirst("weight_[gv]$", "weight"));
    }
    assertThat(trained).isEqualTo(config.build(WeightForm.FOLDED).namedParameters().keySet());
    int gains = BlockWeights.normalizedLayers(config.build(WeightForm.WEIGHT_NORM)).size();
    assertThat(config.build(WeightForm.WEIGHT_NORM).namedParameters())
        .hasSize(trained.size() + gains);
    boolean normalizes = !(config instanceof VocosConfig || config instanceof WaveNextConfig);
    assertThat(gains > 0).isEqualTo(normalizes);
  }
}
