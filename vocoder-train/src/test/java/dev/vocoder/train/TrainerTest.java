package dev.vocoder.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.FileException;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.TrainingException;
import dev.vocoder.Vocoder;
import dev.vocoder.Waveform;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.torch.PyTorchFile;
import dev.vocoder.testing.RandomModels;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.data.Recordings;
import dev.vocoder.train.vocoder.TrainingConfig;
import dev.vocoder.train.vocoder.TrainingFixture;
import dev.vocoder.train.vocoder.VocoderTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainerTest {
  @TempDir Path folder;
  private List<Recording> recordings;

  @BeforeEach
  void record() throws IOException {
    recordings = TrainingFixture.recordings(Files.createDirectory(folder.resolve("wavs")), 6);
  }

  private VocoderTraining trainer(String output, long steps) {
    return TrainingFixture.trainer(recordings, folder.resolve(output), steps);
  }

  /** The heart of a file, which must not depend on how often training stopped. */
  private Object content(String output, String file) {
    Map<?, ?> root = (Map<?, ?>) PyTorchFile.read(folder.resolve(output).resolve(file)).root();
    root.remove("provenance");
    return flat(root);
  }

  private static Object flat(Object value) {
    if (value instanceof Map<?, ?> map) {
      List<Object> entries = new ArrayList<>();
      map.forEach((key, entry) -> entries.add(List.of(key, flat(entry))));
      return entries;
    }
    if (value instanceof Tensor tensor) {
      return Arrays.hashCode(tensor.values());
    }
    return String.valueOf(value);
  }

  private static TrainingListener notingIn(List<String> notes) {
    return new TrainingListener() {
      @Override
      public void noted(String message) {
        notes.add(message);
      }
    };
  }

  static List<TrainingConfig> configs() {
    return TrainingFixture.configs();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void stoppingAndResumingChangesNothing(TrainingConfig config) {
    trainer("straight", 10).config(config).build().run();
    trainer("halves", 5).config(config).build().run();
    trainer("halves", 10).config(config).start(new Start.Resume()).build().run();
    for (String file : List.of("g_00000010", "do_00000010")) {
      assertThat(content("halves", file)).isEqualTo(content("straight", file));
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void aCheckpointVocodesByItself(TrainingConfig config) {
    trainer("run", 2).config(config).build().run();
    Path checkpoint = folder.resolve("alone");
    try {
      Files.copy(folder.resolve("run/g_00000002"), checkpoint); // no config.json beside it
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    try (Vocoder vocoder = Vocoder.load(checkpoint)) {
      assertThat(vocoder.melFormat()).isEqualTo(config.networks().melFormat());
      MelSpectrogram mel = RandomModels.mel(7, vocoder.melFormat());
      assertThat(vocoder.melToWave(mel).length())
          .isEqualTo((int) config.networks().generator().samplesOf(7));
      assertThat(vocoder.sampleRate()).isEqualTo(8000);
    }
    Map<?, ?> root = (Map<?, ?>) PyTorchFile.read(checkpoint).root();
    Map<?, ?> provenance = (Map<?, ?>) root.get("provenance");
    assertThat((Object) provenance.get("steps")).isEqualTo(2L);
    assertThat((Object) provenance.get("seed")).isEqualTo(1L);
    assertThat((Object) provenance.get("dataset")).isEqualTo("6 recordings, 3 s");
  }

  @Test
  void aSeedMayBeAnyLong() {
    TrainingConfig config = TrainingFixture.config().toBuilder().seed(-(1L << 40) - 5).build();
    trainer("run", 1).config(config).build().run();
    trainer("run", 2).config(config).start(new Start.Resume()).build().run();
    Map<?, ?> root = (Map<?, ?>) PyTorchFile.read(folder.resolve("run/g_00000002")).root();
    assertThat((Object) ((Map<?, ?>) root.get("provenance")).get("seed"))
        .isEqualTo(-(1L << 40) - 5);
    assertThat(TrainingConfig.read(folder.resolve("run/config.json"))).isEqualTo(config);
  }

  @Test
  void aResumedRunStillTellsWhatItBeganWith() {
    trainer("run", 1).build().run();
    trainer("run", 2).start(new Start.Resume()).build().run();
    trainer("run", 3).start(new Start.Resume()).build().run();
    Map<?, ?> root = (Map<?, ?>) PyTorchFile.read(folder.resolve("run/g_00000003")).root();
    Map<?, ?> provenance = (Map<?, ?>) root.get("provenance");
    assertThat(provenance.get("start")).isEqualTo("random weights");
    assertThat((Object) provenance.get("steps")).isEqualTo(3L);
  }

  @Test
  void listenersHearEverythingInOrder() {
    List<String> heard = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void started(TrainingRun run) {
            heard.add("started " + run.firstStep() + " " + run.lastStep());
          }

          @Override
          public void stepped(StepReport report) {
            assertThat(report.applied()).isTrue();
            assertThat(report.losses().named())
                .containsKeys("discriminator/mpd", "generator", "mel", "gradient_norm/generator");
            heard.add("step " + report.step() + " epoch " + report.epoch());
          }

          @Override
          public void validated(ValidationReport report) {
            assertThat(report.clips()).hasSize(2);
            assertThat(report.error()).isPositive();
            heard.add("validated " + report.step());
          }

          @Override
          public void saved(long step, Path generator) {
            heard.add("saved " + generator.getFileName());
          }

          @Override
          public void ended(TrainingResult result) {
            heard.add("ended " + result.step() + " " + result.stopped());
          }
        };
    trainer("run", 4)
        .training(recordings.subList(0, 4))
        .validation(recordings.subList(4, 6))
        .validationInterval(3)
        .checkpointInterval(2)
        .listener(listener)
        .build()
        .run();
    assertThat(heard)
        .containsExactly(
            "started 0 4",
            "step 1 epoch 0",
            "step 2 epoch 0",
            "saved g_00000002",
            "step 3 epoch 1",
            "validated 3",
            "step 4 epoch 1",
            "validated 4",
            "saved g_00000004",
            "ended 4 false");
    assertThat(folder.resolve("run/g_best")).exists();
  }

  @Test
  void theLearningRateFallsWithEachEpoch() {
    List<Double> rates = new ArrayList<>();
    trainer("run", 7)
        .listener(
            new TrainingListener() {
              @Override
              public void stepped(StepReport report) {
                rates.add(report.learningRate());
              }
            })
        .build()
        .run(); // 6 recordings in batches of 2: an epoch is 3 steps
    double first = 2e-4;
    double second = first * 0.9;
    assertThat(rates).containsExactly(first, first, first, second, second, second, second * 0.9);
  }

  @Test
  void onlyTheLastCheckpointsAreKept() {
    trainer("run", 9).checkpointInterval(2).keep(2).build().run();
    assertThat(folder.resolve("run").toFile().list())
        .containsExactlyInAnyOrder(
            "config.json", "g_00000008", "do_00000008", "g_00000009", "do_00000009");
  }

  @Test
  void aRunThatIsAskedToStopSavesWhatItHas() {
    Trainer[] trainer = new Trainer[1];
    trainer[0] =
        trainer("run", 1000)
            .listener(
                new TrainingListener() {
                  @Override
                  public void stepped(StepReport report) {
                    if (report.step() == 3) {
                      trainer[0].stop();
                    }
                  }
                })
            .build();
    TrainingResult result = trainer[0].run();
    assertThat(result.stopped()).isTrue();
    assertThat(result.step()).isEqualTo(3);
    assertThat(folder.resolve("run/do_00000003")).exists();
  }

  @Test
  void lossesThatAreNoNumbersAreSkippedThenEndTheRun() {
    trainer("run", 2).build().run();
    Object good = content("run", "g_00000002");
    List<String> notes = new ArrayList<>();
    Trainer trainer =
        trainer("run", 100)
            .config(TrainingFixture.config(1e39)) // the mel loss overflows
            .start(new Start.Resume())
            .checkpointInterval(1)
            .maxSkippedInARow(3)
            .listener(notingIn(notes))
            .build();
    assertThatThrownBy(trainer::run)
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("stopped at step 5: in 3 steps in a row")
        .hasMessageContaining("last good checkpoint is")
        .hasMessageContaining("g_0000000");
    assertThat(notes).hasSize(3).allMatch(note -> note.contains("was skipped"));
    assertThat(content("run", "g_00000004")).isEqualTo(good);
  }

  @Test
  void aWarmStartKeepsTheNetworksAndForgetsTheMoments() {
    trainer("first", 3).build().run();
    Path generator = folder.resolve("first/g_00000003");
    Start start =
        new Start.Networks(generator, Optional.of(folder.resolve("first/do_00000003")), 0);
    trainer("second", 1).start(start).build().run();
    Map<?, ?> optimizer =
        (Map<?, ?>)
            ((Map<?, ?>) PyTorchFile.read(folder.resolve("second/do_00000001")).root())
                .get("optim_g");
    Map<?, ?> moments = (Map<?, ?>) ((Map<?, ?>) optimizer.get("state")).get(0L);
    assertThat(((Tensor) moments.get("step")).values()).containsExactly(1);
  }

  @Test
  void discriminatorsWarmUpWhileTheGeneratorRests() {
    trainer("first", 1).build().run();
    Path generator = folder.resolve("first/g_00000001");
    List<StepLosses> losses = new ArrayList<>();
    trainer("second", 3)
        .start(new Start.Networks(generator, Optional.empty(), 2))
        .checkpointInterval(1)
        .listener(
            new TrainingListener() {
              @Override
              public void stepped(StepReport report) {
                losses.add(report.losses());
              }
            })
        .build()
        .run();
    assertThat(content("second", "g_00000002")).isEqualTo(content("first", "g_00000001"));
    assertThat(content("second", "g_00000003")).isNotEqualTo(content("first", "g_00000001"));
    assertThat(reconstruction(losses.get(1))).isEmpty();
    assertThat(reconstruction(losses.get(2))).isNotEmpty();
  }

  /** Returns the losses between waves, which are of no network. */
  private static List<String> reconstruction(StepLosses losses) {
    return losses.named().keySet().stream()
        .filter(name -> !name.contains("/") && !losses.totals().contains(name))
        .toList();
  }

  @Test
  void warmingUpGoesOnWhereItEnded() {
    trainer("first", 1).build().run();
    Start start = new Start.Networks(folder.resolve("first/g_00000001"), Optional.empty(), 3);
    trainer("straight", 4).start(start).build().run();
    trainer("halves", 2).start(start).build().run();
    trainer("halves", 4).start(new Start.Resume()).build().run();
    assertThat(content("halves", "do_00000004")).isEqualTo(content("straight", "do_00000004"));
    assertThat(content("halves", "g_00000004")).isEqualTo(content("straight", "g_00000004"));
  }

  @Test
  void mixedPrecisionTrains() {
    TrainingResult result = trainer("run", 3).precision(Precision.MIXED).build().run();
    assertThat(result.skipped()).isZero();
  }

  @Test
  void aRunIsNeitherOverwrittenNorResumedWithoutOne() {
    trainer("run", 1).build().run();
    assertThatThrownBy(() -> trainer("run", 2).build().run())
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("holds a run of 1 steps");
    assertThatThrownBy(() -> trainer("other", 2).start(new Start.Resume()).build().run())
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("no checkpoint to resume");
  }

  @Test
  void everyUnusableRecordingIsNamedBeforeAnythingIsTrained() throws IOException {
    Path wavs = folder.resolve("wavs");
    Waveform.of(new float[100], 8000).write(wavs.resolve("short.wav"));
    Waveform.of(new float[4000], 4000).write(wavs.resolve("slow.wav"));
    Files.writeString(wavs.resolve("text.wav"), "not audio");
    List<String> notes = new ArrayList<>();
    Trainer trainer =
        trainer("run", 1).training(Recordings.inFolder(wavs)).listener(notingIn(notes)).build();
    assertThatThrownBy(trainer::run)
        .isInstanceOf(FileException.class)
        .hasMessageContaining("3 of 9 recordings cannot be trained on")
        .hasMessageContaining("short (it is too short: 100 samples")
        .hasMessageContaining("slow (its rate is 4000 Hz")
        .hasMessageContaining("text (");
    assertThat(notes).hasSize(3);
    assertThat(folder.resolve("run")).doesNotExist();
  }
}
