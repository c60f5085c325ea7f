package dev.vocoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.testing.ChildProcess;
import dev.vocoder.train.vocoder.TrainingFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands in processes of their own, for what libraries write past this one's streams. */
class QuietTest extends CommandLineFixture {

  @BeforeEach
  void record() throws IOException {
    TrainingFixture.recordings(Files.createDirectory(folder.resolve("wavs")), 4);
    Files.copy(
        folder.resolve("in.wav"), Files.createDirectory(folder.resolve("one")).resolve("a.wav"));
    Files.writeString(folder.resolve("train.json"), TrainingFixture.config().toJson());
    Files.writeString(folder.resolve("validation.txt"), "clip-03|what was said\n");
  }

  private ChildProcess vocoder(String line) {
    return ChildProcess.run(
        folder, List.of("-XX:TieredStopAtLevel=1"), Map.of(), Main.class, line.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "info model.pth",
        "doctor",
        "mel --format hifigan in.wav out.npy",
        "synthesize --checkpoint model.pth --mel mel.npy --output out.wav",
        "resynthesize --precision mixed in.wav out.wav",
        "export --checkpoint model.pth --format onnx out.onnx",
        "evaluate --checkpoint model.pth --wavs one --report report",
        "train --config train.json --wavs wavs --validation validation.txt --output run --steps 4",
      })
  void stderrIsEmptyWhereAllGoesWell(String line) {
    ChildProcess child = vocoder(line);
    assertThat(child.err()).isEmpty();
    assertThat(child.status()).isZero();
    assertThat(child.out()).isNotEmpty();
  }

  @Test
  void aFailureIsOneLine() {
    ChildProcess child = vocoder("resynthesize --checkpoint config.json in.wav out.wav");
    assertThat(child.err().lines()).hasSize(1).allMatch(line -> line.startsWith("vocoder: "));
    assertThat(child.status()).isEqualTo(1);
  }

  @Test
  void librariesAreHeardWithVerbose() {
    assertThat(vocoder("resynthesize --verbose in.wav out.wav").err())
        .contains("Number of intra-op threads");
  }
}
