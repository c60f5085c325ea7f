package dev.vocoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.testing.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands where LibTorch cannot start: what is wrong beside that is told all the same. */
class BeforeLibTorchTest extends CommandLineFixture {

  private ChildProcess vocoder(String line) {
    String cache = folder.resolve("config.json/cache").toString(); // beneath a file
    return ChildProcess.run(
        folder,
        List.of("-XX:TieredStopAtLevel=1"),
        Map.of("DJL_CACHE_DIR", cache),
        Main.class,
        line.split(" "));
  }

  @Test
  void aCacheThatCannotBeWrittenIsNamedWithWhatItNeeds() {
    ChildProcess child = vocoder("resynthesize in.wav out.wav");
    Path cache = folder.resolve("config.json/cache/pytorch");
    assertThat(child.err())
        .startsWith("vocoder: LibTorch cannot be unpacked into %s (".formatted(cache))
        .contains("); it takes 430 MB, once: make room there")
        .contains("set DJL_CACHE_DIR to another folder.")
        .hasLineCount(1);
    assertThat(child.status()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "synthesize --mel in.wav --output out.wav | in.wav",
        "synthesize --mel bands.npy --format hifigan --output out.wav | bands.npy has shape [100,"
            + " 5]",
        "synthesize --mel mel.npy --output out.mp3 | must end in .wav or .npy",
        "synthesize --mel mel.npy --output mel.npy | is what is read",
        "resynthesize config.json out.wav | config.json",
        "resynthesize in.wav absent/out.wav | does not exist",
        "train --preset hifigan-v2 --wavs absent --output run | There is no folder absent",
      })
  void whatNeedsNoLibTorchIsCheckedFirst(String line, String message) throws IOException {
    mel("bands.npy", new float[100 * 5], 100, 5);
    ChildProcess child = vocoder(line);
    assertThat(child.err()).contains(message).doesNotContain("LibTorch").hasLineCount(1);
    assertThat(child.status()).isEqualTo(1);
    assertThat(Files.exists(folder.resolve("out.wav"))).isFalse();
  }
}
