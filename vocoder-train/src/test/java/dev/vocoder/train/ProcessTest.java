package dev.vocoder.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.torch.PyTorchFile;
import dev.vocoder.train.vocoder.TrainingFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training in processes of its own, which end in every way there is. */
class ProcessTest {
  private static final int KILLS = 12;

  @TempDir Path folder;

  @BeforeEach
  void record() throws IOException {
    TrainingFixture.recordings(Files.createDirectory(folder.resolve("wavs")), 6);
    Files.writeString(folder.resolve("config.json"), TrainingFixture.config().toJson());
  }

  private Process train(String output, long steps, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.vocoder.cli.Main",
                "train",
                "--config",
                folder.resolve("config.json").toString(),
                "--wavs",
                folder.resolve("wavs").toString(),
                "--output",
                folder.resolve(output).toString(),
                "--steps",
                Long.toString(steps),
                "--threads",
                "1"));
    command.addAll(List.of(more));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve(output + ".log").toFile())
        .start();
  }

  private void trainToTheEnd(String output, long steps, String... more)
      throws IOException, InterruptedException {
    Process process = train(output, steps, more);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve(output + ".log"))).isZero();
  }

  private Map<?, ?> file(String output, String name) {
    return (Map<?, ?>) PyTorchFile.read(folder.resolve(output).resolve(name)).root();
  }

  /** Compares everything but the provenance, which tells how each was made. */
  private static void assertSame(Object actual, Object expected, String path) {
    if (expected instanceof Map<?, ?> map) {
      assertThat(((Map<?, ?>) actual).size()).as(path).isEqualTo(map.size());
      map.forEach(
          (key, value) -> {
            if (!key.equals("provenance")) {
              assertSame(((Map<?, ?>) actual).get(key), value, path + "." + key);
            }
          });
    } else if (expected instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        assertSame(((List<?>) actual).get(i), list.get(i), path + "." + i);
      }
    } else if (expected instanceof Tensor tensor) {
      assertThat(Arrays.equals(((Tensor) actual).values(), tensor.values())).as(path).isTrue();
    } else {
      assertThat(actual).as(path).isEqualTo(expected);
    }
  }

  @Test
  void twentyStepsAreTenAndTenMoreInANewProcess() throws IOException, InterruptedException {
    trainToTheEnd("straight", 20);
    trainToTheEnd("halves", 10);
    trainToTheEnd("halves", 20, "--resume");
    for (String name : List.of("g_00000020", "do_00000020")) {
      assertSame(file("halves", name), file("straight", name), name);
    }
  }

  @Test
  void aRunKilledAtAnyMomentLeavesACheckpointThatResumes()
      throws IOException, InterruptedException {
    trainToTheEnd("run", 1);
    Random random = new Random(1);
    long before = 1;
    for (int kill = 0; kill < KILLS; kill++) {
      Process process =
          train("run", 1_000_000, "--resume", "--checkpoint-interval", "1", "--keep", "2");
      Path next = folder.resolve("run/do_%08d".formatted(before + 1));
      while (process.isAlive() && !Files.exists(next)) {
        process.waitFor(5, TimeUnit.MILLISECONDS);
      }
      process.waitFor(random.nextInt(120), TimeUnit.MILLISECONDS); // some moment of saving
      process.destroyForcibly();
      process.waitFor();
      OptionalLong latest = new RunFolder(folder.resolve("run")).latest();
      assertThat(latest).isPresent();
      long step = latest.getAsLong();
      assertThat(step).as(log("run")).isGreaterThan(before);
      assertThat(file("run", "g_%08d".formatted(step))).isNotEmpty();
      assertThat((Object) file("run", "do_%08d".formatted(step)).get("steps")).isEqualTo(step);
      before = step;
    }
    trainToTheEnd("run", before + 1, "--resume");
    assertThat(folder.resolve("run").toFile().list()).noneMatch(name -> name.endsWith(".tmp"));
  }

  @Test
  void aFolderInWhichAnotherProcessTrainsIsLeftAlone() throws IOException, InterruptedException {
    Process process = train("run", 1_000_000);
    try {
      while (process.isAlive() && !log("run").contains("step 1/")) {
        process.waitFor(10, TimeUnit.MILLISECONDS);
      }
      Process second = train("run", 2);
      assertThat(second.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(second.exitValue()).isEqualTo(1);
      assertThat(log("run"))
          .contains(
              "vocoder: Another trainer (process %d) is at work in %s; wait for it to end, or"
                  .formatted(process.pid(), folder.resolve("run")));
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
    assertThat(folder.resolve("run/.lock")).exists(); // but nobody holds it
    trainToTheEnd("run", 2);
    assertThat(folder.resolve("run/.lock")).doesNotExist();
  }

  private String log(String output) {
    try {
      return Files.readString(folder.resolve(output + ".log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void aRunThatIsToldToEndSavesFirst() throws IOException, InterruptedException {
    Process process = train("run", 1_000_000);
    Path started = folder.resolve("run.log");
    while (process.isAlive() && !Files.readString(started).contains("step 1/")) {
      process.waitFor(10, TimeUnit.MILLISECONDS);
    }
    process.destroy(); // SIGTERM; Ctrl-C takes the same way
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    OptionalLong latest = new RunFolder(folder.resolve("run")).latest();
    assertThat(latest).as(log("run")).isPresent();
    assertThat(log("run")).contains("stopped after step " + latest.getAsLong());
    trainToTheEnd("run", latest.getAsLong() + 1, "--resume");
  }
}
