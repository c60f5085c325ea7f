package dev.vocoder.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.djl.pytorch.jni.JniUtils;
import dev.vocoder.VocoderInterruptedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ThreadBudgetTest {

  @BeforeAll
  static void start() {
    TorchEngine.start();
  }

  @Test
  void callAloneGetsEveryThreadAndLeavesTheNumberAsItWas() {
    int before = JniUtils.getNumThreads();
    assertThat(new ThreadBudget(5).<Integer>run(1, JniUtils::getNumThreads)).isEqualTo(5);
    assertThat(JniUtils.getNumThreads()).isEqualTo(before);
  }

  @Test
  void callAloneGetsNoMoreThreadsThanACallMayTake() {
    ThreadBudget budget = new ThreadBudget(8, 2);
    assertThat(budget.idle()).isEqualTo(2);
    assertThat(budget.<Integer>run(1, JniUtils::getNumThreads)).isEqualTo(2);
    assertThat(budget.<Integer>run(8, JniUtils::getNumThreads)).isEqualTo(1);
  }

  @Test
  void partsOfOneMelDivideTheThreads() {
    assertThat(new ThreadBudget(7).<Integer>run(3, JniUtils::getNumThreads)).isEqualTo(2);
    assertThat(new ThreadBudget(2).<Integer>run(3, JniUtils::getNumThreads)).isEqualTo(1);
  }

  @Test
  void callsTogetherNeverUseMoreThreadsThanThereAre() throws Exception {
    ThreadBudget budget = new ThreadBudget(3);
    AtomicInteger used = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CyclicBarrier start = new CyclicBarrier(8);
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> calls = new ArrayList<>();
      for (int caller = 0; caller < 8; caller++) {
        calls.add(
            pool.submit(
                () -> {
                  start.await();
                  for (int call = 0; call < 100; call++) {
                    budget.run(1, () -> count(used, most));
                  }
                  return null;
                }));
      }
      for (Future<?> call : calls) {
        call.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(most.get()).isBetween(1, 3);
    assertThat(budget.idle()).isEqualTo(3);
  }

  @Test
  void anInterruptedCallGivesUpItsTurn() throws Exception {
    ThreadBudget budget = new ThreadBudget(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread waiting = new Thread(() -> thrown.set(catchThrowable(() -> budget.run(1, () -> 1))));
    budget.run(1, () -> ended(waiting)); // has the only thread until the other has given up
    assertThat(thrown.get()).isInstanceOf(VocoderInterruptedException.class);
    assertThat(budget.idle()).isEqualTo(1);
    assertThat(budget.<Integer>run(1, () -> 7)).isEqualTo(7);
  }

  private static boolean ended(Thread waiting) {
    waiting.start();
    waiting.interrupt();
    try {
      waiting.join();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int count(AtomicInteger used, AtomicInteger most) {
    int share = JniUtils.getNumThreads();
    most.accumulateAndGet(used.addAndGet(share), Math::max);
    return used.addAndGet(-share);
  }
}
