package dev.vocoder.cli;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Waveform;
import dev.vocoder.internal.file.NpyArray;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the command line says of mels, of speech here, that are not in the model's format. */
class MelInspectionTest extends CommandLineFixture {
  private static final String VOCODE = "synthesize --checkpoint @model.pth --mel ";

  private MelSpectrogram speech;

  @BeforeEach
  void extract() {
    Waveform clip = Waveform.read(Path.of("../docs/speech.wav"));
    speech = MelExtractor.of(MelFormat.HIFIGAN).extract(clip).slice(20, 80);
    write("ln.npy", 1);
    write("db.npy", 20 / Math.log(10));
  }

  private void write(String name, double factor) {
    float[] values = speech.values();
    for (int i = 0; i < values.length; i++) {
      values[i] *= (float) factor;
    }
    mel(name, values, 80, speech.frames());
  }

  private float[] samples(String name) {
    return NpyArray.read(folder.resolve(name)).values();
  }

  @Test
  void decibelsAreVocodedWithANoteAndRightlyOnceTheyAreSaidToBe() {
    assertThat(run(VOCODE + "@ln.npy --output @right.npy").err()).isEmpty();
    Outcome doubted = run(VOCODE + "@db.npy --output @doubted.npy");
    assertThat(doubted.status()).isZero();
    assertThat(doubted.err().lines()).hasSize(1);
    assertThat(doubted.err())
        .startsWith("vocoder: note: ")
        .contains("db.npy: its lowest value, ")
        .contains("looks like decibels (20 log10)")
        .contains("say --values db");
    Outcome said = run(VOCODE + "@db.npy --values db --output @said.npy");
    assertThat(said.err()).isEmpty();
    assertClose(samples("said.npy"), samples("right.npy"), 1e-4);
  }

  @Test
  void aSquareSaysWhatItWasTakenFor() {
    mel("square.npy", new float[80 * 80], 80, 80);
    assertThat(run(VOCODE + "@square.npy --output @out.wav").err())
        .contains("square.npy: it is 80 x 80: assumed are bands x frames");
  }

  @Test
  void melsOfTacotron2AreVocodedWithANote() {
    assertThat(run(VOCODE + "@ln.npy --output @right.npy").err()).isEmpty();
    Outcome outcome = run(VOCODE + "@ln.npy --format tacotron2 --output @out.npy");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.err()).contains("half a hop apart (5.8 ms)");
    assertThat(outcome.err().lines()).hasSize(1);
    assertClose(samples("out.npy"), samples("right.npy"), 0);
  }

  @Test
  void inspectionRanksTheConventionsAndSaysWhatToDo() {
    Outcome outcome = run("mel --inspect @db.npy --checkpoint @model.pth");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .containsPattern("file: +.*db.npy: NumPy array \\(.npy\\), \\[80, 60]")
        .containsPattern("taken for: +80 bands x 60 frames, 0.70 s")
        .containsPattern("model takes: +hifigan: 22050 Hz")
        .containsPattern("range: +-\\d+\\.\\d+ to -?\\d+\\.\\d+, mean -\\d+\\.\\d+")
        .containsPattern("floor: +\\d+\\.\\d % of the values are .*; the format's floor is -11.51")
        .containsPattern("mean of bands: +-\\d+\\.\\d+ in the lowest third, -\\d+")
        .containsPattern("looks like: +1. decibels \\(20 log10\\): --values db")
        .containsPattern("to do: +its lowest value, .*say --values db");
    assertThat(run("mel --inspect @ln.npy").out())
        .containsPattern("looks like: +1. the natural logarithm \\(ln\\), as the model takes it")
        .containsPattern("to do: +nothing");
    assertThat(run("mel --inspect @ln.npy --format melgan").out())
        .containsPattern("to do: +its lowest value, .*is below the format's floor of -5.00")
        .contains("say --values ln");
    assertThat(run("mel --inspect @ln.npy --config @config.json").status()).isZero();
  }

  @Test
  void inspectionIsUsedAlone() {
    assertThat(run("mel --inspect @ln.npy @in.wav @out.npy").status()).isEqualTo(2);
    assertThat(run("mel --format hifigan @in.wav").status()).isEqualTo(2);
    assertFails("mel --inspect @in.wav", "a RIFF file, such as a WAV recording, not a mel");
    assertFails("mel --inspect @absent.npy", "no such file");
  }
}
