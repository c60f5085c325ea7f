package dev.vocoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.train.conversion.ConversionFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainConversionCommandTest extends CommandLineFixture {
  private String voices;
  private String train;

  @BeforeEach
  void record() throws IOException {
    ConversionFixture.voice(folder, "low", 300);
    ConversionFixture.voice(folder, "high", 900);
    Files.writeString(folder.resolve("recipe.json"), ConversionFixture.config());
    voices =
        "--voice low=%s --voice high=%s ".formatted(folder.resolve("low"), folder.resolve("high"));
    train = "train-conversion --config @recipe.json --output @run " + voices;
  }

  @Test
  void aRunLeavesAConverterItsPageAndItsScalars() throws IOException {
    Outcome outcome = run(train + "--steps 3 --log-interval 1 --ema-decay 0.5");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .contains("training MaskCycleGAN-VC among low, high")
        .contains("step 3/3")
        .contains("validation at step 3: mel error")
        .contains("g_00000003: 3 steps");
    assertThat(folder.resolve("run").toFile().list())
        .contains("g_00000003", "do_00000003", "config.json", "index.html", "tensorboard");
    assertThat(run("info @run").out())
        .contains("MaskCycleGAN-VC voice converter", "voices:          low, high")
        .contains("command:         vocoder train-conversion --config");
    Outcome resumed = run(train + "--steps 4 --resume --channels 4 --batch-size 2");
    assertThat(resumed.err()).isEmpty();
    assertThat(resumed.out()).contains("g_00000004: 4 steps");
  }

  @Test
  void aPublishedRecipeIsTrainedAtAnyWidth() throws IOException {
    Outcome outcome =
        run(
            "train-conversion --preset stargan-vc --channels 2 --steps 1 --output @star "
                + "--voice a=@speech --voice b=@speech".replace("@speech", speech()));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("training StarGAN-VC among a, b", "g_00000001: 1 steps");
  }

  /** Returns a folder of a recording at 22 050 Hz, twice. */
  private String speech() throws IOException {
    Path speech = Files.createDirectory(folder.resolve("speech"));
    for (String name : List.of("a.wav", "b.wav")) {
      Files.copy(Path.of("../docs/speech.wav"), speech.resolve(name));
    }
    return speech.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--preset vits --voice a=x --voice b=x | There is no recipe vits; known are"
            + " maskcyclegan-vc",
        "--preset cyclegan-vc --voice a=x | --voice must be given for two voices or more",
        "--preset cyclegan-vc --voice a=x --voice b=x --held-out-every 1 | --held-out-every must"
            + " be",
        "--preset cyclegan-vc --voice a --voice b=x | NAME=FOLDER",
        "--preset stargan-vc --voice a=x --voice a=y --voice b=x | --voice names a twice",
        "--preset stargan-vc --voice =x --voice b=x | --voice takes NAME=FOLDER, not =x",
        "--voice a=x --voice b=x | (--config=FILE | --preset=NAME)",
        "--preset stargan-vc --micro-batches 3 --voice a=x --voice b=x | does not divide the batch"
            + " of 8",
      })
  void wrongUsageIsToldAsSuch(String options, String message) {
    Outcome outcome = run("train-conversion --output @run " + options);
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains(message);
  }

  @Test
  void aRunThatTheOptionsDoNotFitStaysAsItWas() throws IOException {
    assertThat(run(train + "--steps 1").err()).isEmpty();
    String config = Files.readString(folder.resolve("run/config.json"));
    Outcome wider = run(train + "--steps 2 --resume --channels 8");
    assertThat(wider.err())
        .startsWith(
            "vocoder: " + folder.resolve("run/g_00000001") + ", generator_A2B does not fit");
    Outcome swapped =
        run(
            train.replace(voices, "")
                + "--voice high=@high --voice low=@low --steps 2 --resume"
                    .replace("@", folder + "/"));
    assertThat(swapped.err())
        .contains("has the voices low, high, in this order; it cannot go on with high, low");
    assertThat(folder.resolve("run/config.json")).hasContent(config);
    assertThat(run(train + "--steps 2 --resume").err()).isEmpty();
  }

  @Test
  void threeVoicesAreTooManyForTwo() throws IOException {
    ConversionFixture.voice(folder, "third", 500);
    assertFails(
        train + "--voice third=" + folder.resolve("third"),
        "MaskCycleGAN-VC converts between two voices, and there are 3");
  }
}
