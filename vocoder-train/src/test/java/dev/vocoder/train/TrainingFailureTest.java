package dev.vocoder.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.TrainingException;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.report.RunPage;
import dev.vocoder.train.vocoder.TrainingFixture;
import dev.vocoder.train.vocoder.VocoderTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left, and who is told, when a run ends by something that nobody foresaw. */
class TrainingFailureTest {
  @TempDir Path folder;
  private List<Recording> recordings;

  @BeforeEach
  void record() throws IOException {
    recordings = TrainingFixture.recordings(Files.createDirectory(folder.resolve("wavs")), 4);
  }

  private VocoderTraining trainer(long steps) {
    return TrainingFixture.trainer(recordings, folder.resolve("run"), steps);
  }

  private static TrainingListener afterStep(long step, Runnable call) {
    return new TrainingListener() {
      @Override
      public void stepped(StepReport report) {
        if (report.step() == step) {
          call.run();
        }
      }
    };
  }

  /** Notes how a run ended. */
  private static TrainingListener ends(Consumer<String> noting) {
    return new TrainingListener() {
      @Override
      public void ended(TrainingResult result) {
        noting.accept("ended " + result.step());
      }

      @Override
      public void failed(TrainingResult result, String reason) {
        noting.accept("failed %s: %s".formatted(result.generator().isPresent(), reason));
      }
    };
  }

  @Test
  void whateverEndsARunItIsSavedAndEveryListenerIsTold() throws IOException {
    List<String> heard = new ArrayList<>();
    Error failure = new OutOfMemoryError("Java heap space");
    Trainer trainer =
        trainer(100)
            .listener(ends(heard::add))
            .listener(
                afterStep(
                    3,
                    () -> {
                      throw failure;
                    }))
            .listener(
                ends(
                    line -> {
                      throw new IllegalStateException("of no use here either");
                    }))
            .listener(new RunPage())
            .build();
    assertThatThrownBy(trainer::run).isSameAs(failure);
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(heard).containsExactly("failed true: java.lang.OutOfMemoryError: Java heap space");
    assertThat(folder.resolve("run/do_00000003")).exists();
    assertThat(Files.readString(folder.resolve("run/index.html")))
        .contains("<dt>State</dt><dd>failed: java.lang.OutOfMemoryError: Java heap space</dd>")
        .contains("<dt>Step</dt><dd>3 of 100</dd>");
    TrainingResult result = trainer(4).start(new Start.Resume()).build().run();
    assertThat(result.step()).isEqualTo(4);
  }

  @Test
  void aListenerThatCannotStartEndsTheRunForThoseThatDid() {
    List<String> heard = new ArrayList<>();
    List<String> never = new ArrayList<>();
    RuntimeException failure = new IllegalStateException("full");
    Trainer trainer =
        trainer(2)
            .listener(ends(heard::add))
            .listener(
                new TrainingListener() {
                  @Override
                  public void started(TrainingRun run) {
                    throw failure;
                  }
                })
            .listener(ends(never::add))
            .build();
    assertThatThrownBy(trainer::run).isSameAs(failure);
    assertThat(heard).containsExactly("failed false: java.lang.IllegalStateException: full");
    assertThat(never).isEmpty();
  }

  @Test
  void theEndIsToldToAllAlsoWhereOneThrows() {
    List<String> heard = new ArrayList<>();
    RuntimeException failure = new IllegalStateException("full");
    Trainer trainer =
        trainer(1)
            .listener(
                ends(
                    line -> {
                      throw failure;
                    }))
            .listener(ends(heard::add))
            .build();
    assertThatThrownBy(trainer::run).isSameAs(failure);
    assertThat(heard).containsExactly("ended 1");
  }

  @Test
  void twoTrainersInOneFolderLockEachOtherOut() throws IOException {
    List<String> refused = new ArrayList<>();
    Trainer second = trainer(5).build();
    trainer(2)
        .listener(
            afterStep(
                1,
                () ->
                    assertThatThrownBy(second::run)
                        .isInstanceOf(TrainingException.class)
                        .satisfies(e -> refused.add(e.getMessage()))))
        .build()
        .run();
    assertThat(refused)
        .containsExactly(
            "Another trainer (process %d) is at work in %s; wait for it to end, or choose another folder."
                .formatted(ProcessHandle.current().pid(), folder.resolve("run")));
    assertThat(folder.resolve("run/.lock")).doesNotExist();
  }

  @Test
  void aLockThatAKilledProcessLeftHoldsNothing() throws IOException {
    Files.createDirectory(folder.resolve("run"));
    Files.writeString(folder.resolve("run/.lock"), "123 of a process that is no more");
    assertThat(trainer(1).build().run().step()).isEqualTo(1);
  }
}
