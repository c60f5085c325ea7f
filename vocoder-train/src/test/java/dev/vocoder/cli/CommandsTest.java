package dev.vocoder.cli;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.Waveform;
import dev.vocoder.internal.engine.CpuFeatures;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.testing.EcosystemModel;
import dev.vocoder.testing.Golden;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest extends CommandLineFixture {

  @Test
  void synthesizeMakesHopSamplesOfEveryFrame() {
    Outcome outcome = run("synthesize --checkpoint @model.pth --mel @mel.npy --output @out.wav");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("out.wav: 0.14 s at 22050 Hz");
    assertThat(Waveform.read(folder.resolve("out.wav")).length()).isEqualTo(12 * 256);
  }

  @Test
  void npyOutputHoldsTheRawSamples() {
    run("synthesize --checkpoint @model.pth --mel @mel.npy --output @out.npy");
    NpyArray raw = NpyArray.read(folder.resolve("out.npy"));
    assertThat(raw.shape()).containsExactly(12 * 256);
    run("synthesize --checkpoint @model.pth --mel @mel.npy --output @out.wav");
    float[] rounded = Waveform.read(folder.resolve("out.wav")).samples();
    for (int i = 0; i < rounded.length; i++) {
      assertThat((double) Math.abs(rounded[i] - raw.values()[i])).isLessThanOrEqualTo(0x1p-16);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "synthesize --mel @mel.npy --output @out.wav",
        "synthesize --checkpoint @model.pth --config @config.json --mel @mel.npy --output @out.wav",
        "synthesize --checkpoint @model.pth --precision mixed --mel @mel.npy --output @out.wav",
        "synthesize --checkpoint @model.pth --device cpu --mel @mel.npy --output @out.wav",
        "synthesize --checkpoint @model.pth --format hifigan --mel @mel.npy --output @out.wav",
        "resynthesize --checkpoint @model.pth @in.wav @out.wav",
        "resynthesize @in.wav @out.wav",
      })
  void everyWayOfVocodingWritesTheWave(String line) {
    Outcome outcome = run(line);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(Waveform.read(folder.resolve("out.wav")).seconds()).isBetween(0.13, 0.51);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 12, 1000})
  void chunksGiveTheWaveOfTheWhole(int frames) {
    String line = "synthesize --checkpoint @model.pth --mel @mel.npy --output ";
    run(line + "@whole.npy");
    Outcome outcome = run(line + "@chunks.npy --chunk-frames " + frames);
    assertThat(outcome.status()).isZero();
    Golden.assertClose(
        NpyArray.read(folder.resolve("chunks.npy")).values(),
        NpyArray.read(folder.resolve("whole.npy")).values(),
        1e-5);
  }

  @Test
  void exportsAreWrittenForOtherEngines() throws IOException {
    for (String format : new String[] {"onnx", "torchscript"}) {
      Outcome outcome = run("export --checkpoint @model.pth --format " + format + " @out.model");
      assertThat(outcome.err()).isEmpty();
      assertThat(outcome.status()).isZero();
      assertThat(Files.size(folder.resolve("out.model"))).isBetween(200_000L, 500_000L);
    }
  }

  @Test
  void anExportedCheckpointOpensByItselfAndSoundsTheSame() throws IOException {
    run("synthesize --checkpoint @model.pth --mel @mel.npy --output @a.npy");
    assertThat(run("export --checkpoint @model.pth --format pytorch @full.pth").err()).isEmpty();
    assertThat(run("export --checkpoint @model.pth --format pytorch --half @half.pth").err())
        .isEmpty();
    Files.delete(folder.resolve("config.json"));
    assertThat(run("synthesize --checkpoint @full.pth --mel @mel.npy --output @b.npy").err())
        .isEmpty();
    assertThat(run("synthesize --checkpoint @half.pth --mel @mel.npy --output @c.npy").err())
        .isEmpty();
    float[] wave = NpyArray.read(folder.resolve("a.npy")).values();
    assertClose(NpyArray.read(folder.resolve("b.npy")).values(), wave, 1e-5);
    assertClose(NpyArray.read(folder.resolve("c.npy")).values(), wave, 2e-3);
    assertThat(2 * Files.size(folder.resolve("half.pth")))
        .isLessThan(Files.size(folder.resolve("full.pth")) + 100_000);
    assertThat(run("export --checkpoint @full.pth --format onnx --half @out.onnx").status())
        .isEqualTo(2);
  }

  @Test
  void safetensorsOpenByThemselvesAndAreHalfAsLongInHalf() throws IOException {
    run("synthesize --checkpoint @model.pth --mel @mel.npy --output @a.npy");
    assertThat(run("export --checkpoint @model.pth --format safetensors @full.st").err()).isEmpty();
    run("export --checkpoint @model.pth --format safetensors --half @half.st");
    Files.delete(folder.resolve("config.json"));
    run("synthesize --checkpoint @full.st --mel @mel.npy --output @b.npy");
    run("synthesize --checkpoint @half.st --mel @mel.npy --output @c.npy");
    float[] wave = NpyArray.read(folder.resolve("a.npy")).values();
    assertClose(NpyArray.read(folder.resolve("b.npy")).values(), wave, 1e-5);
    assertClose(NpyArray.read(folder.resolve("c.npy")).values(), wave, 2e-3);
    assertThat(2 * Files.size(folder.resolve("half.st")))
        .isLessThan(Files.size(folder.resolve("full.st")) + 100_000);
    assertThat(run("info @full.st").out()).contains("safetensors", "HiFi-GAN", "hifigan: 22050 Hz");
  }

  private EcosystemModel ecosystem(String folderAndFile) throws IOException {
    EcosystemModel model =
        EcosystemModel.all().stream()
            .filter(one -> one.toString().equals(folderAndFile))
            .findFirst()
            .orElseThrow();
    model.copyTo(Files.createDirectory(folder.resolve("theirs")));
    return model;
  }

  @Test
  void aModelsStatisticsAreTakenOutOfTheMelUnlessTheyAreAlready() throws IOException {
    EcosystemModel model = ecosystem("pwg-hifigan/checkpoint-2500000steps.pkl");
    Files.copy(Golden.path("formats/pwg-hifigan/mel_raw.npy"), folder.resolve("raw.npy"));
    Files.copy(Golden.path("formats/pwg-hifigan/mel.npy"), folder.resolve("normalized.npy"));
    String line = "synthesize --checkpoint @theirs --mel ";
    assertThat(run(line + "@raw.npy --output @a.npy").err()).isEmpty();
    assertThat(run(line + "@normalized.npy --normalized --output @b.npy").err()).isEmpty();
    assertClose(NpyArray.read(folder.resolve("a.npy")).values(), model.wave(), 1e-4);
    assertClose(NpyArray.read(folder.resolve("b.npy")).values(), model.wave(), 1e-4);
    assertThat(run(line + "@raw.npy --normalized --format speecht5 --output @c.npy").status())
        .isEqualTo(2);
  }

  @Test
  void infoSaysWhoseAModelIsAndWhatIsAssumed() throws IOException {
    ecosystem("hf-speecht5-hifigan/model.safetensors");
    assertThat(run("info @theirs/model.safetensors").out())
        .contains("file:            safetensors, Hugging Face transformers")
        .contains("16000 Hz", "normalised")
        .contains("note:            The config does not describe the mels.");
  }

  @Test
  void infoTellsHowFarAStreamLooksAhead() throws IOException {
    ecosystem("vocos-f5/pytorch_model.bin"); // centred: a window ends half of it later
    assertThat(run("info @theirs/pytorch_model.bin").out())
        .contains("receptive field: 28 frames (299 ms): a sample's own, 13 before and 14 after it")
        .contains("look-ahead:      14 frames (149 ms), which a stream waits for");
  }

  @Test
  void melTakesAPresetOrAModelsConfig() {
    assertThat(run("mel --format melgan @in.wav @out.npy").out())
        .contains("out.npy: 80 bands x 43 frames, 0.50 s");
    assertThat(run("mel --format tacotron2 @in.wav @out.npy").out()).contains("44 frames");
    assertThat(run("mel --config @config.json @in.wav @out.npy").status()).isZero();
    assertThat(NpyArray.read(folder.resolve("out.npy")).shape()).containsExactly(80, 43);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 24})
  void stereoFilesOfEveryWidthAreAccepted(int bits) throws IOException {
    AudioFormat format = new AudioFormat(44_100, bits, 2, bits > 8, false);
    byte[] silence = new byte[44_100 * format.getFrameSize()];
    Arrays.fill(silence, (byte) (bits == 8 ? 0x80 : 0));
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(silence), format, 44_100),
        AudioFileFormat.Type.WAVE,
        folder.resolve("stereo.wav").toFile());
    Outcome outcome = run("resynthesize @stereo.wav @out.wav");
    assertThat(outcome.status()).isZero();
    assertThat(Waveform.read(folder.resolve("out.wav")).seconds()).isBetween(0.98, 1.0);
  }

  @Test
  void infoTellsWhatTheModelIs() {
    Outcome outcome = run("info @model.pth");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .contains("PyTorch zip archive", "HiFi-GAN", "initial channels: 32")
        .contains("22050 Hz", "80 bands 0-8000 Hz", "27 frames", "13 before and 13 after it");
  }

  @Test
  void doctorFindsThisInstallationWell() {
    Outcome outcome = run("doctor");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .contains("libtorch:        2.7.1 from ")
        .contains("default model:   ok")
        .contains("libtorch test:   ok")
        .contains("odd widths:      ok")
        .contains("convolutions:    channels no multiple of 16, float32: channels last; ");
  }

  @Test
  void doctorTellsHowFastEachEngineIs() {
    Outcome outcome = run("doctor --benchmark --benchmark-frames 2");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .containsPattern("processor: +\\S")
        .containsPattern("The best single convolution here: float32 [1-9][0-9.]* GMAC/s");
    Pattern row =
        Pattern.compile(
            "(V1|V2|V3|MelGAN) +(compiled|blocks) +(float32|mixed) +([0-9.]+) +([0-9.]+) +([0-9.]+)"
                + " %  .*");
    List<Matcher> rows = outcome.out().lines().map(row::matcher).filter(Matcher::matches).toList();
    List<String> engines =
        CpuFeatures.hasFastBfloat16()
            ? List.of("compiled float32", "compiled mixed", "blocks float32")
            : List.of("compiled float32", "blocks float32");
    assertThat(rows)
        .extracting(found -> found.group(1) + " " + found.group(2) + " " + found.group(3))
        .containsExactlyElementsOf(
            Stream.of("V1", "V2", "V3", "MelGAN")
                .flatMap(model -> engines.stream().map(engine -> model + " " + engine))
                .toList());
    for (Matcher found : rows) {
      for (int number = 4; number <= 6; number++) {
        assertThat(Double.parseDouble(found.group(number))).isPositive().isFinite();
      }
    }
    assertThat(outcome.out()).containsPattern("V1 +compiled +float32 .* packed (rows )?\\d+ %");
  }

  @Test
  void completionScriptNamesTheCommands() {
    assertThat(run("generate-completion").out()).contains("synthesize", "resynthesize", "--mel");
  }

  @Test
  void versionAndHelpAreShown() {
    assertThat(run("--version").out()).startsWith("vocoder ");
    assertThat(run("help synthesize").out()).contains("--checkpoint", "--output");
    assertThat(run("--help").out()).contains("resynthesize", "Exit status");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "synthesize",
        "synthesize --mel @mel.npy",
        "synthesize --mel @mel.npy --output @out.wav --precision half",
        "synthesize --mel @mel.npy --output @out.wav --threads many",
        "mel @in.wav @out.npy",
        "mel --format hifigan --config @config.json @in.wav @out.npy",
        "resynthesize @in.wav",
        "synthesize --mel @mel.npy --output @out.wav --chunk-frames 0",
        "export --checkpoint @model.pth --format gguf @out.model",
        "sing",
        "info",
      })
  void wrongUsageIsStatusTwo(String line) {
    Outcome outcome = run(line);
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).isNotEmpty();
  }
}
