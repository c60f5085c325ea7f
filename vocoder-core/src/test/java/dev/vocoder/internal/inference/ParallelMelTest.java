package dev.vocoder.internal.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.network.Conditions;
import dev.vocoder.testing.RandomModels;
import java.nio.FloatBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ParallelMelTest {
  /** Four parts: the second fails at once, the others have work to do after that. */
  private static final class FailingProgram implements GeneratorProgram {
    private final CountDownLatch failed = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1); // of the others
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final Throwable failure;

    FailingProgram(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public int lag() {
      return 0;
    }

    @Override
    public int idleThreads() {
      return 4;
    }

    @Override
    public GeneratorProgram asOneOf(int parts) {
      return this;
    }

    @Override
    public int blockFrames() {
      return Integer.MAX_VALUE;
    }

    @Override
    public State advance(
        State state, Conditions<float[]> next, int frames, boolean last, FloatBuffer output) {
      if (calls.incrementAndGet() == 2) {
        failed.countDown();
        if (failure instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) failure;
      }
      running.incrementAndGet();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      } finally {
        running.decrementAndGet();
      }
      return null;
    }

    @Override
    public void close() {}
  }

  private static void assertWaitsForAll(Throwable failure) throws InterruptedException {
    FailingProgram program = new FailingProgram(failure);
    MelSpectrogram mel = RandomModels.mel(4 * 300);
    ParallelMel parts = new ParallelMel(program, MelFormat.HIFIGAN, RandomModels.SMALL);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicInteger stillRunning = new AtomicInteger(-1);
    Thread caller =
        new Thread(
            () -> {
              thrown.set(catchThrowable(() -> parts.vocode(mel)));
              stillRunning.set(program.running.get());
            });
    caller.start();
    program.failed.await();
    while (caller.isAlive() && caller.getState() != Thread.State.WAITING) {
      Thread.onSpinWait(); // until it waits for the others, or is gone because it does not
    }
    program.release.countDown();
    caller.join();
    assertThat(thrown.get()).isSameAs(failure);
    assertThat(program.calls.get()).isEqualTo(4);
    assertThat(stillRunning.get()).as("parts that still use the program").isZero();
  }

  @Test
  void aFailureIsThrownWhenNobodyUsesTheProgramAnyMore() throws InterruptedException {
    assertWaitsForAll(new IllegalStateException("lost"));
    assertWaitsForAll(new OutOfMemoryError("Java heap space"));
  }
}
