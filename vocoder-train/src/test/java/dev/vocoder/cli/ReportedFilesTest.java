package dev.vocoder.cli;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.vocoder.Waveform;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.testing.SharedData;
import dev.vocoder.train.vocoder.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of the kinds that users report, each with what is right. */
class ReportedFilesTest extends CommandLineFixture {

  private static Path reported(String name) {
    return SharedData.path("cases/" + name);
  }

  private float[] vocoded(Path checkpoint, Path mel, String more) {
    Outcome outcome =
        run(
            "synthesize --checkpoint %s --mel %s --output @out.npy%s"
                .formatted(checkpoint, mel, more));
    assertThat(outcome.status()).as(outcome.err()).isZero();
    return NpyArray.read(folder.resolve("out.npy")).values();
  }

  @ParameterizedTest
  @ValueSource(strings = {"00-base", "51-cfg-comments", "60-cfg-no-fminmax"})
  void configsAreReadAsTheyAreMeant(String name) {
    float[] expected = NpyArray.read(reported(name + "/expected.npy")).values();
    Path checkpoint = reported(name + "/generator.pth");
    assertClose(vocoded(checkpoint, reported("mel.npy"), ""), expected, 1e-4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mel-f-f2/f-f2.npy",
        "mel-j-1-1-80-T/j-1-1-80-T.npy",
        "mel-u-torch-as/u-torch-as.npy",
        "mel-zo-db/zo-db.npy"
      })
  void melsGiveTheWaveThatTheyMean(String name) {
    Path checkpoint = reported("00-base/generator.pth");
    float[] expected = NpyArray.read(reported("00-base/expected.npy")).values();
    String more = name.contains("db") ? " --values db" : "";
    // A half has 11 bits: its mel is up to 0.004 off, and so the wave a little.
    double tolerance = name.contains("f2") ? 3e-3 : 1e-4;
    assertClose(vocoded(checkpoint, reported(name), more), expected, tolerance);
  }

  @ParameterizedTest
  @ValueSource(strings = {"odd_chunk_unpadded", "pipe_ffffffff", "rf64"})
  void recordingsGiveTheirSamples(String name) {
    Path file = reported("wav-%s/%s.wav".formatted(name, name));
    float[] expected = NpyArray.read(reported("wav-%s/expected.npy".formatted(name))).values();
    assertThat(Waveform.read(file).samples()).containsExactly(expected);
  }

  @Test
  void recordingsThatAreNoneAreNamed() {
    assertFails(
        "resynthesize %s @out.wav".formatted(reported("wav-mp3_named/mp3_named.wav")),
        "it is an MP3 file; convert it to WAV, such as with ffmpeg -i IN OUT.wav");
    Path hanging = reported("flac-hang/hang.flac");
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertFails("resynthesize %s @out.wav".formatted(hanging), "damaged after its sample"));
  }

  @Test
  void aFlacFileThatWasCutIsNotReadInPart() throws IOException {
    Path any = firstRecording();
    byte[] bytes = Files.readAllBytes(any);
    Files.write(folder.resolve("cut.flac"), Arrays.copyOf(bytes, bytes.length / 2));
    assertFails("resynthesize @cut.flac @out.wav", "cut.flac is not a usable recording: it ");
    assertThat(Waveform.read(any).length()).isGreaterThan(10_000);
  }

  private static Path firstRecording() throws IOException {
    try (var files = Files.list(SharedData.path("speech/lj"))) {
      return files
          .filter(file -> file.toString().endsWith(".flac"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void theKeysOfAReportedTrainingConfigAreAllKnown() {
    Path config = reported("train-nan/config.json");
    assertThat(TrainingConfig.unknownKeys(config)).isEmpty();
    assertThat(TrainingConfig.read(config).discriminators().get("mpd"))
        .isNotEqualTo(TrainingConfig.preset("hifigan-v1").discriminators().get("mpd"));
  }
}
