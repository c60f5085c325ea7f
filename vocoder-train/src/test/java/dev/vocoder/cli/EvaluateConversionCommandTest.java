package dev.vocoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.Device;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Voice;
import dev.vocoder.VoiceConverter;
import dev.vocoder.Waveform;
import dev.vocoder.internal.option.NamedValues;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class EvaluateConversionCommandTest extends CommandLineFixture {
  private static final int RATE = 22_050;

  @BeforeEach
  void record() throws IOException {
    record("low", 120, 2);
    record("high", 240, 7);
  }

  /** Records four times a second of a tone that trembles. */
  private void record(String voice, double hertz, double tremor) throws IOException {
    Path wavs = Files.createDirectory(folder.resolve(voice));
    Random random = new Random((long) hertz);
    for (int clip = 0; clip < 4; clip++) {
      float[] samples = new float[RATE];
      double phase = 0;
      double start = random.nextDouble();
      for (int i = 0; i < samples.length; i++) {
        double time = start + (double) i / RATE;
        phase += 2 * Math.PI * hertz / RATE;
        double loudness = 0.2 * (1.2 + Math.sin(2 * Math.PI * tremor * time));
        samples[i] =
            (float)
                (loudness * (Math.sin(phase) + 0.5 * Math.sin(2 * phase))
                    + 0.001 * random.nextGaussian());
      }
      Waveform.of(samples, RATE).write(wavs.resolve("clip-%d.wav".formatted(clip)));
    }
  }

  /** Gives everything back as it was. */
  private static final class NoConverter implements VoiceConverter {
    private boolean closed;

    @Override
    public MelSpectrogram convert(MelSpectrogram mel, Voice from, Voice to) {
      return mel;
    }

    @Override
    public List<Voice> voices() {
      double[] ones = new double[MelFormat.HIFIGAN.bands()];
      return List.of(
          Voice.of("low", MelFormat.HIFIGAN, ones, ones),
          Voice.of("high", MelFormat.HIFIGAN, ones, ones));
    }

    @Override
    public MelFormat melFormat() {
      return MelFormat.HIFIGAN;
    }

    @Override
    public int maxFrames() {
      return 1000;
    }

    @Override
    public Device device() {
      return Device.cpu();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void aConverterIsMeasuredBesideStatisticsAlone() throws IOException {
    NoConverter converter = new NoConverter();
    StringWriter out = new StringWriter();
    CommandLine command =
        new CommandLine(new EvaluateConversionCommand((run, compute) -> converter))
            .setOut(new PrintWriter(out, true))
            .setCaseInsensitiveEnumValuesAllowed(true);
    NamedValues.register(command);
    int status =
        command.execute(
            "--converter=run",
            "--voice=low=" + folder.resolve("low"),
            "--voice=high=" + folder.resolve("high"),
            "--held-out-every=2",
            "--vocoder=" + folder.resolve("model.pth"),
            "--report=" + folder.resolve("report"));
    assertThat(status).isZero();
    assertThat(converter.closed).isTrue();
    assertThat(out.toString())
        .contains("1 of 8: clip-0", "8 of 8: clip-2")
        .containsPattern("\\| low to high +\\| +statistics alone \\|")
        .containsPattern("\\| low to high +\\| +converter \\| [^|]+ \\| +1.00 \\|")
        .containsPattern("\\| high to low +\\| +converter \\| +0 / 0 / 0 \\| +1.00 \\|")
        .contains("2 of 4 recordings of low, 2 of 4 recordings of high held out.");
    assertThat(folder.resolve("report").toFile().list())
        .containsExactlyInAnyOrder("report.json", "report.md");
    assertThat(Files.readString(folder.resolve("report/report.md")))
        .startsWith("# Evaluation\n\n| Direction");
  }

  @Test
  void senselessOptionsAreWrongUsage() {
    assertThat(run("evaluate-conversion").status()).isEqualTo(2);
    assertThat(run("evaluate-conversion --voice a=b --voice b=c --held-out-every 1").status())
        .isEqualTo(2);
    assertThat(run("evaluate-conversion --voice low=@low").err())
        .contains("give --voice for two voices or more.");
    Outcome nameless = run("evaluate-conversion --voice low");
    assertThat(nameless.status()).isEqualTo(2);
    assertThat(nameless.err()).contains("--voice takes NAME=FOLDER, not low.");
    assertThat(run("evaluate-conversion --voice a=b --voice a=c").err())
        .contains("--voice names a twice.");
  }

  @Test
  void whatCannotBeginSaysWhy() {
    String voices = "evaluate-conversion --voice low=%s --voice high=%s";
    Path low = folder.resolve("low");
    Path high = folder.resolve("high");
    assertFails(voices.formatted(low, folder.resolve("nowhere")), "There is no folder");
    assertFails(voices.formatted(low, high), "low has 4 recordings");
    assertFails(voices.formatted(low, high) + " --held-out-every 2 --vocoder @in.wav", "in.wav");
    assertFails(voices.formatted(low, high) + " --held-out-every 2 --converter @absent", "absent");
    assertFails(voices.formatted(low, high) + " --held-out-every 2 --report @in.wav", "in.wav");
  }

  @Test
  void everyRecordingThatCannotBeUsedIsNamed() {
    Waveform.of(new float[100], RATE).write(folder.resolve("low/blip.wav"));
    assertFails(
        "evaluate-conversion --held-out-every 2 --voice low=%s --voice high=%s"
            .formatted(folder.resolve("low"), folder.resolve("high")),
        "1 of 5 recordings of low cannot be evaluated on: blip (it is too short: 100 samples");
  }
}
