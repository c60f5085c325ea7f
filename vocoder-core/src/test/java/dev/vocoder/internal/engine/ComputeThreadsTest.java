package dev.vocoder.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.pytorch.jni.JniUtils;
import com.sun.jna.Platform;
import dev.vocoder.Vocoder;
import dev.vocoder.testing.ChildProcess;
import dev.vocoder.testing.RandomModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComputeThreadsTest {
  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    TorchEngine.start();
  }

  private static Thread ofACall(int threads) {
    return ComputeThreads.call(threads, Thread::currentThread);
  }

  @Test
  void callsAreMadeOnOneThreadOfOurs() throws Exception {
    Thread ours = ofACall(2);
    assertThat(ours.getName()).isEqualTo("vocoder-compute");
    ExecutorService callers = Executors.newFixedThreadPool(3);
    try {
      for (int i = 0; i < 100; i++) { // each right after the one before, from another thread
        assertThat(callers.submit(() -> ofACall(2)).get()).isSameAs(ours);
      }
    } finally {
      callers.shutdown();
    }
    Thread alone = ofACall(1);
    assertThat(alone.getName()).isEqualTo("vocoder-compute-alone");
    assertThat(alone).as("of one LibTorch thread").isNotSameAs(ours).isSameAs(ofACall(1));
    Thread inner = ComputeThreads.call(2, () -> ofACall(2));
    assertThat(inner).as("a call within a call").isSameAs(ours);
  }

  @Test
  void callsAtOnceHaveAThreadEach() throws Exception {
    CyclicBarrier together = new CyclicBarrier(2);
    ExecutorService callers = Executors.newFixedThreadPool(2);
    try {
      List<Future<Integer>> calls =
          Stream.of(3, 2)
              .map(
                  threads ->
                      callers.submit(() -> ComputeThreads.call(threads, () -> met(together))))
              .toList();
      assertThat(calls.get(0).get()).isEqualTo(3);
      assertThat(calls.get(1).get()).isEqualTo(2);
    } finally {
      callers.shutdown();
    }
  }

  private static int met(CyclicBarrier together) {
    try {
      together.await();
      return JniUtils.getNumThreads();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void oneThreadStaysAndTheOthersEnd() throws Exception {
    callsAtOnceHaveAThreadEach();
    while (workers() > 1) {
      Thread.sleep(20);
    }
    Thread last = ofACall(2);
    Thread.sleep(1_500); // more than the others waited
    assertThat(ofACall(2)).isSameAs(last);
    assertThat(workers()).isEqualTo(1);
  }

  private static long workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("vocoder-compute"))
        .count();
  }

  @Test
  void whatACallThrowsIsThrownToItsCaller() {
    RuntimeException failure = new IllegalArgumentException("no");
    assertThatThrownBy(() -> ComputeThreads.call(2, () -> fail(failure))).isSameAs(failure);
    Exception checked = new IOException("of a language that declares nothing");
    assertThatThrownBy(
            () ->
                ComputeThreads.call(2, () -> ComputeThreadsTest.<RuntimeException>sneaky(checked)))
        .isSameAs(checked);
    Error error = new StackOverflowError();
    assertThatThrownBy(() -> ComputeThreads.call(2, () -> fail(error))).isSameAs(error);
    assertThat(ofACall(2).getName()).isEqualTo("vocoder-compute");
  }

  @SuppressWarnings("unchecked")
  private static <X extends Throwable> int sneaky(Throwable thrown) throws X {
    throw (X) thrown;
  }

  private static int fail(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }

  @Test
  void aCallerThatIsInterruptedGetsItsResultAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    assertThat(ofACall(2).getName()).isEqualTo("vocoder-compute");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ComputeThreads.<Boolean>call(2, Thread::interrupted)).isFalse();
  }

  @Test
  void anInterruptMeetsNoOtherCall() throws Exception {
    for (int i = 0; i < 200; i++) { // each call may have ended when its caller is interrupted
      Thread caller = new Thread(() -> ofACall(2));
      caller.start();
      caller.interrupt();
      assertThat(ComputeThreads.<Boolean>call(2, Thread::interrupted)).isFalse();
      caller.join();
    }
  }

  @Test
  void aCallThatWaitsIsInterruptedWithItsCaller() {
    Thread caller = Thread.currentThread();
    String ending =
        ComputeThreads.call(
            2,
            () -> {
              caller.interrupt();
              try {
                Thread.sleep(60_000);
                return "slept";
              } catch (InterruptedException e) {
                return "interrupted";
              }
            });
    assertThat(ending).isEqualTo("interrupted");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ofACall(2).getName()).isEqualTo("vocoder-compute");
  }

  /**
   * Vocodes on some threads, and counts those of each name: OpenMP's are named as who made them.
   */
  static final class Child {
    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
      try (Vocoder vocoder = Vocoder.loadDefault()) {
        for (String name : List.of("caller-a", "caller-b")) {
          ExecutorService caller =
              Executors.newSingleThreadExecutor(task -> new Thread(task, name));
          caller.submit(() -> vocoder.melToWave(RandomModels.mel(40, vocoder.melFormat()))).get();
          System.out.printf("%s: %d%n", name, named(name));
          caller.shutdown();
        }
        System.out.printf("main: %d%n", named("java"));
      }
    }

    private static long named(String name) {
      try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
        return tasks.filter(task -> name.equals(nameOf(task))).count();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static String nameOf(Path task) {
      try {
        return Files.readString(task.resolve("comm")).strip();
      } catch (IOException e) {
        return ""; // ended meanwhile
      }
    }
  }

  @Test
  void openMpHasNoHelpersForTheApplicationsThreads() {
    Assumptions.assumeTrue(Platform.isLinux(), "reads /proc");
    ChildProcess child =
        ChildProcess.run(folder, List.of(), Map.of("OMP_NUM_THREADS", "3"), Child.class);
    assertThat(child.err()).isEmpty();
    assertThat(child.out().lines())
        .containsExactly("caller-a: 1", "caller-b: 1", "main: 2"); // one of them only starts Java
  }
}
