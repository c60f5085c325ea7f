package dev.vocoder.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.TrainingException;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.torch.PyTorchFile;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.vocoder.TrainingFixture;
import dev.vocoder.train.vocoder.VocoderTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Averages of weights, in a run and its files. */
class AverageTest {
  private static final double DECAY = 0.75;
  private static final String WEIGHT = "conv_pre.weight_v";

  @TempDir Path folder;
  private List<Recording> recordings;

  @BeforeEach
  void record() throws IOException {
    recordings = TrainingFixture.recordings(Files.createDirectory(folder.resolve("wavs")), 6);
  }

  private VocoderTraining trainer(String output, long steps) {
    return TrainingFixture.trainer(recordings, folder.resolve(output), steps);
  }

  private Map<?, ?> file(String output, String name) {
    return (Map<?, ?>) PyTorchFile.read(folder.resolve(output).resolve(name)).root();
  }

  private static float[] weight(Object network) {
    return ((Tensor) ((Map<?, ?>) network).get(WEIGHT)).values();
  }

  @Test
  void theGeneratorsFileHasTheAverageAndTheTrainingFileBoth() {
    trainer("plain", 3).checkpointInterval(1).build().run();
    trainer("averaged", 3).average("generator", DECAY).checkpointInterval(1).build().run();
    float[] first = weight(file("plain", "g_00000001").get("generator"));
    float[] second = weight(file("plain", "g_00000002").get("generator"));
    float[] third = weight(file("plain", "g_00000003").get("generator"));
    Map<?, ?> training = file("averaged", "do_00000003");
    assertThat(weight(((Map<?, ?>) training.get("trained")).get("generator")))
        .containsExactly(third); // training is the same
    float[] average = weight(((Map<?, ?>) training.get("averages")).get("generator"));
    assertThat(weight(file("averaged", "g_00000003").get("generator"))).containsExactly(average);
    float[] averageOfOne = weight(file("averaged", "g_00000001").get("generator"));
    for (int i = 0; i < average.length; i++) {
      double expected =
          DECAY * DECAY * averageOfOne[i] + (1 - DECAY) * (DECAY * second[i] + third[i]);
      assertThat((double) average[i]).isCloseTo(expected, within(1e-7));
    }
    assertThat(averageOfOne).isNotEqualTo(first); // it began with the random weights
    assertThat(training.get("optim_g")).isNotNull();
  }

  @Test
  void withoutAveragesTheFilesHaveTheReferencesKeysAndOursOnly() {
    trainer("plain", 1).build().run();
    assertThat(file("plain", "do_00000001").keySet().stream().map(String::valueOf).toList())
        .containsExactly(
            "msd",
            "mpd",
            "optim_g",
            "optim_d",
            "steps",
            "epoch",
            "position",
            "warm_up_steps",
            "best_mel_error",
            "provenance");
    assertThat(file("plain", "g_00000001").keySet().stream().map(String::valueOf).toList())
        .containsExactly("generator", "provenance");
  }

  @Test
  void aResumedRunAveragesAsOneThatNeverStopped() {
    trainer("straight", 6).average("generator", DECAY).average("mpd", 0.5).build().run();
    trainer("halves", 3).average("generator", DECAY).average("mpd", 0.5).build().run();
    trainer("halves", 6)
        .average("generator", DECAY)
        .average("mpd", 0.5)
        .start(new Start.Resume())
        .build()
        .run();
    for (String name : List.of("g_00000006", "do_00000006")) {
      assertSame(file("halves", name), file("straight", name), name);
    }
  }

  @Test
  void aRunThatIsResumedWithoutItsAverageTrainsOn() {
    trainer("plain", 4).build().run();
    trainer("halves", 2).average("generator", DECAY).build().run();
    trainer("halves", 4).start(new Start.Resume()).build().run();
    for (String name : List.of("g_00000004", "do_00000004")) {
      assertSame(file("halves", name), file("plain", name), name);
    }
  }

  private static void assertSame(Object actual, Object expected, String path) {
    if (expected instanceof Map<?, ?> map) {
      assertThat(((Map<?, ?>) actual).keySet().toString()).as(path).isEqualTo(map.keySet() + "");
      map.forEach(
          (key, value) -> assertSame(((Map<?, ?>) actual).get(key), value, path + "." + key));
    } else if (expected instanceof Tensor tensor) {
      assertThat(((Tensor) actual).values()).as(path).containsExactly(tensor.values());
    } else {
      assertThat(actual).as(path).isEqualTo(expected);
    }
  }

  @Test
  void validationTriesTheAverage() {
    List<Double> averaged = validated("averaged", trainer("averaged", 3).average("generator", 0.9));
    List<Double> plain = validated("plain", trainer("plain", 3));
    assertThat(averaged).hasSize(3).doesNotContainAnyElementsOf(plain);
    // Of an average that keeps nothing.
    assertThat(validated("all", trainer("all", 3).average("generator", 0))).isEqualTo(plain);
  }

  private List<Double> validated(String output, VocoderTraining training) {
    List<Double> errors = new ArrayList<>();
    training
        .validation(recordings.subList(0, 1))
        .validationInterval(1)
        .listener(
            new TrainingListener() {
              @Override
              public void validated(ValidationReport report) {
                errors.add(report.error());
              }
            })
        .build()
        .run();
    assertThat(folder.resolve(output).resolve("g_best")).exists();
    return errors;
  }

  @Test
  void onlyNetworksThatThereAreHaveAverages() {
    assertThatThrownBy(() -> trainer("run", 1).average("decoder", 0.9).build().run())
        .isInstanceOf(TrainingException.class)
        .hasMessage("There is no network decoder to average; known are generator, msd, mpd.");
    assertThatThrownBy(() -> trainer("run", 1).average("generator", 1).build())
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("the decay of generator's average is not from 0 to below 1");
  }
}
