package dev.vocoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.Waveform;
import dev.vocoder.internal.file.NpyArray;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** {@code -} is standard input or output, and the report goes where the data does not. */
@Isolated
class StandardStreamTest extends CommandLineFixture {
  private final InputStream in = System.in;
  private final PrintStream out = System.out;

  @AfterEach
  void restore() {
    System.setIn(in);
    System.setOut(out);
  }

  /** Runs a command with a file as its input; returns what it writes. */
  private byte[] piped(String line, byte[] input) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setIn(new ByteArrayInputStream(input));
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    Outcome outcome = run(line);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("standard output: ");
    return written.toByteArray();
  }

  private byte[] file(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(name));
  }

  @Test
  void aWaveGoesThroughAsItDoesByFiles() throws IOException {
    run("resynthesize --checkpoint @model.pth @in.wav @out.wav");
    assertThat(piped("resynthesize --checkpoint @model.pth - -", file("in.wav")))
        .isEqualTo(file("out.wav"));
  }

  @Test
  void aMelGoesThroughAsItDoesByFiles() throws IOException {
    run("mel --format hifigan @in.wav @out.npy");
    byte[] mel = piped("mel --format hifigan - -", file("in.wav"));
    assertThat(mel).isEqualTo(file("out.npy"));
    run("synthesize --checkpoint @model.pth --mel @out.npy --output @out.wav");
    assertThat(piped("synthesize --checkpoint @model.pth --mel - --output -", mel))
        .isEqualTo(file("out.wav"));
    assertThat(NpyArray.read(mel, "mel").shape()[0]).isEqualTo(80);
  }

  @Test
  void whatIsWrongWithAStreamIsSaid() {
    System.setIn(new ByteArrayInputStream("<html>".getBytes(StandardCharsets.US_ASCII)));
    assertFails("resynthesize --checkpoint @model.pth - @out.wav", "The stream is not audio");
    System.setIn(new ByteArrayInputStream(new byte[0]));
    assertFails("synthesize --checkpoint @model.pth --mel - --output @out.wav", "The stream");
  }

  @Test
  void floatsOfIntegersAreNoted() {
    float[] loud = new float[11_025];
    loud[100] = 20_000;
    Waveform.of(loud, 22_050).write(folder.resolve("loud.wav"), Waveform.Encoding.FLOAT_32);
    Outcome outcome = run("mel --format hifigan @loud.wav @out.npy");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.err())
        .contains("loud.wav: its samples reach 20000, where -1 to 1 is full scale")
        .contains("divide them by 32768");
  }
}
