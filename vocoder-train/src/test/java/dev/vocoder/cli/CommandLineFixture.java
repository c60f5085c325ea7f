package dev.vocoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.Waveform;
import dev.vocoder.internal.file.NpyArray;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs commands in a folder of their own, with a small checkpoint, a mel and a wave in it. */
abstract class CommandLineFixture {
  @TempDir Path folder;

  private List<Path> before;

  /** What a command left. */
  record Outcome(int status, String out, String err) {}

  @BeforeEach
  void makeInputs() throws IOException {
    copyGolden("tiny-v1.pth", "model.pth");
    copyGolden("tiny-v1.config.json", "config.json");
    float[] values = new float[80 * 12];
    Arrays.fill(values, -4);
    mel("mel.npy", values, 80, 12);
    float[] samples = new float[11_025];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.3 * Math.sin(0.05 * i));
    }
    Waveform.of(samples, 22_050).write(folder.resolve("in.wav"));
  }

  private void copyGolden(String name, String as) throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/golden/generator/" + name)) {
      Files.copy(in, folder.resolve(as));
    }
  }

  final void mel(String name, float[] values, int... shape) {
    new NpyArray(shape, values).write(folder.resolve(name));
  }

  /** Runs a command; words that name files are taken in the test's folder. */
  final Outcome run(String line) {
    before = files();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words =
        Stream.of(line.split(" ", -1))
            .map(word -> word.startsWith("@") ? folder.resolve(word.substring(1)).toString() : word)
            .toArray(String[]::new);
    int status = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
    return new Outcome(status, out.toString(), err.toString());
  }

  /** Asserts that a command fails with one clear line and leaves no file behind. */
  final void assertFails(String line, String message) {
    Outcome outcome = run(line);
    assertThat(outcome.err()).startsWith("vocoder: ").contains(message);
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(files()).isEqualTo(before);
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.walk(folder)) {
      return new ArrayList<>(files.sorted().toList());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
