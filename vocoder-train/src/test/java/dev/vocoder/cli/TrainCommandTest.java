package dev.vocoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.Waveform;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.train.vocoder.LossSettings;
import dev.vocoder.train.vocoder.TrainingConfig;
import dev.vocoder.train.vocoder.TrainingFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrainCommandTest extends CommandLineFixture {
  private static final String TRAIN = "train --config @train.json --wavs @wavs --output @run ";

  @BeforeEach
  void record() throws IOException {
    TrainingFixture.recordings(Files.createDirectory(folder.resolve("wavs")), 4);
    Files.writeString(folder.resolve("train.json"), TrainingFixture.config().toJson());
    Files.writeString(folder.resolve("validation.txt"), "clip-03|what was said\n");
  }

  @Test
  void aRunLeavesItsCheckpointsItsPageAndItsScalars() throws IOException {
    Outcome outcome = run(TRAIN + "--validation @validation.txt --steps 3 --log-interval 1");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .contains("training HiFi-GAN on 3 recordings")
        .contains("step 3/3")
        .contains("validation at step 3: mel error")
        .contains("g_00000003: 3 steps");
    assertThat(folder.resolve("run").toFile().list())
        .contains(
            "g_00000003", "do_00000003", "g_best", "config.json", "index.html", "tensorboard");
    assertThat(Files.readString(folder.resolve("run/index.html"))).contains("clip-03");
    Outcome info = run("info @run/g_best");
    assertThat(info.out())
        .contains("steps:           3")
        .contains("dataset:         3 recordings, 2 s")
        .contains("command:         vocoder train --config");
    assertThat(run("resynthesize --checkpoint @run/g_best @in.wav @out.wav").status()).isZero();
    assertThat(Waveform.read(folder.resolve("out.wav")).sampleRate()).isEqualTo(8000);
  }

  @Test
  void aRunOfSkippedStepsFailsInOneLineThatSaysWhy() throws IOException {
    LossSettings overflowing =
        new LossSettings(LossSettings.AdversarialObjective.LEAST_SQUARES, 1, 1, 2, 1e39, 0);
    TrainingConfig config = TrainingFixture.config().toBuilder().losses(overflowing).build();
    Files.writeString(folder.resolve("train.json"), config.toJson());
    Outcome outcome = run(TRAIN + "--steps 3");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.err())
        .startsWith("vocoder: Training stopped at step 3: 3 of the last 3 steps were skipped")
        .contains("(mel)", "The last good checkpoint is " + folder.resolve("run/g_00000003"));
    assertThat(outcome.out())
        .contains("note: Step 1 was skipped")
        .contains("failed after step 3, 3 skipped");
  }

  @Test
  void aMelGanIsTrainedExportedAndToldByTheSameCommands() throws IOException {
    for (TrainingConfig config : TrainingFixture.configs().subList(1, 3)) {
      Files.writeString(folder.resolve("train.json"), config.toJson());
      String output = "@run-" + config.networks().generator().contextFrames();
      String train = TRAIN.replace("@run", output);
      assertThat(run(train + "--steps 1 --precision mixed").err()).isEmpty();
      Outcome resumed = run(train + "--steps 2 --resume --validation @validation.txt");
      assertThat(resumed.err()).isEmpty();
      assertThat(resumed.out())
          .contains("training MelGAN on 3 recordings")
          .contains("validation at step 2: mel error");
      String checkpoint = output + "/g_00000002 ";
      assertThat(run("info " + checkpoint.strip()).out())
          .contains("architecture:    MelGAN")
          .contains("log10");
      assertThat(run("export --checkpoint " + checkpoint + "--format onnx @a.onnx").status())
          .isZero();
      assertThat(run("resynthesize --checkpoint " + checkpoint + "@in.wav @out.wav").err())
          .isEmpty();
    }
  }

  @Test
  void aPresetStandsForAConfig() {
    Outcome unknown = run("train --preset wavenet --wavs @wavs --output @run");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err()).contains("known are bigvgan-24k-base, hifigan-v1");
    Outcome lowRate = run("train --preset melgan --wavs @wavs --output @run");
    assertThat(lowRate.status()).isEqualTo(1);
    assertThat(lowRate.err()).contains("cannot be trained on").contains("below the model's 22050");
    assertThat(run("train --wavs @wavs --output @run").status()).isEqualTo(2);
    assertThat(run(TRAIN + "--preset melgan").status()).isEqualTo(2);
  }

  @Test
  void aRunGoesOnWhereItEnded() {
    assertThat(run(TRAIN + "--steps 2").status()).isZero();
    assertThat(run(TRAIN + "--steps 3").err()).contains("holds a run of 2 steps; resume it");
    Outcome resumed = run(TRAIN + "--steps 3 --resume");
    assertThat(resumed.err()).isEmpty();
    assertThat(resumed.out()).contains("steps 3 to 3");
  }

  @Test
  void aGeneratorIsFineTunedOnPredictedMels() {
    run(TRAIN + "--steps 1");
    for (int i = 0; i < 4; i++) {
      run("mel --config @train.json @wavs/clip-0%d.wav @clip-0%d.npy".formatted(i, i));
    }
    Outcome outcome =
        run(
            "train --config @train.json --wavs @wavs --output @tuned --steps 2 --fine-tune --mels @"
                + " --generator @run/g_00000001 --discriminators @run/do_00000001 --precision mixed"
                + " --batch-size 3");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("3 x 1024 samples a step");
  }

  @Test
  void aGeneratorIsAveragedAndABatchDivided() {
    Outcome outcome = run(TRAIN + "--steps 2 --ema-decay 0.999 --micro-batches 2");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    StateDict average = GeneratorCheckpoint.readWeights(folder.resolve("run/g_00000002"));
    assertThat(
            run("train --config @train.json --wavs @wavs --output @plain --steps 2 --micro-batches"
                    + " 1")
                .status())
        .isZero();
    StateDict plain = GeneratorCheckpoint.readWeights(folder.resolve("plain/g_00000002"));
    String bias = "conv_pre.bias";
    assertThat(average.get(bias).values()).isNotEqualTo(plain.get(bias).values());
  }

  @Test
  void averagesAndPartsThatMakeNoSenseAreWrongUsage() {
    for (String option :
        List.of("--ema-decay 1", "--ema-decay -0.1", "--ema-decay NaN", "--micro-batches 0")) {
      Outcome outcome = run(TRAIN + option);
      assertThat(outcome.status()).isEqualTo(2);
      assertThat(outcome.err()).contains(option.substring(0, option.indexOf(' ')) + " must be");
    }
    Outcome uneven = run(TRAIN + "--micro-batches 3");
    assertThat(uneven.status()).isEqualTo(2);
    assertThat(uneven.err()).contains("--micro-batches 3 does not divide the batch of 2");
  }

  @Test
  void everyRecordingThatCannotBeTrainedOnIsNamed() {
    mel("clip-01.npy", new float[20 * 99], 20, 99);
    mel("clip-02.npy", new float[62 * 21], 62, 21);
    mel("clip-03.npy", new float[20 * 62], 20, 62);
    Outcome outcome = run(TRAIN + "--fine-tune --mels @");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.err())
        .contains("3 of 4 recordings cannot be trained on: clip-00 (")
        .contains("clip-01 (its mel")
        .contains("99 frames, but its wave makes 62")
        .contains("clip-02 (")
        .contains("shape [62, 21]");
  }

  @Test
  void whatCannotBeginSaysWhy() throws IOException {
    assertFails("train --config @absent.json --wavs @wavs --output @run", "absent.json");
    assertFails("train --config @train.json --wavs @nowhere --output @run", "no folder");
    Files.createDirectory(folder.resolve("empty"));
    assertFails("train --config @train.json --wavs @empty --output @run", "no .wav or .flac");
    Files.writeString(folder.resolve("list.txt"), "clip-09\n");
    assertFails(TRAIN + "--training @list.txt", "clip-09");
    assertFails(TRAIN + "--resume", "no checkpoint to resume");
    assertFails(TRAIN + "--steps 0", "it has no steps");
    Files.writeString(
        folder.resolve("train.json"),
        TrainingFixture.config().toJson().replace("\"batch_size\": 2", "\"batch_size\": 0"));
    assertFails(TRAIN.strip(), "batch_size is 0; give 1 to");
  }

  @Test
  void optionsThatExcludeEachOtherAreWrongUsage() {
    assertThat(run(TRAIN + "--resume --generator @model.pth").status()).isEqualTo(2);
    assertThat(run(TRAIN + "--mels @").status()).isEqualTo(2);
    assertThat(run(TRAIN + "--fine-tune --values db").status()).isEqualTo(2);
    assertThat(run(TRAIN + "--warm-up 3").status()).isEqualTo(2);
  }

  @Test
  void whatATrainingRunIgnoresOrDoubtsIsTold() throws IOException {
    String config = TrainingFixture.config().toJson();
    Files.writeString(
        folder.resolve("train.json"), config.replaceFirst("\\{", "{\"lamda_mel\": 3,"));
    Outcome outcome = run(TRAIN + "--steps 1");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.err())
        .startsWith("vocoder: note: ")
        .contains("train.json: its key lamda_mel is unknown here and changes nothing")
        .contains("is lambda_mel meant?");
  }
}
