package dev.vocoder.internal.engine;

import dev.vocoder.VocoderInterruptedException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Divides LibTorch's CPU threads among the calls in progress. A call alone gets all; of n calls
 * each gets an n-th, at least one thread, and those for whom none is left wait their turn. Left to
 * themselves, n calls would start n times as many threads as there are cores. Thread-safe.
 */
final class ThreadBudget {
  private final int threads;
  private final int most; // that one call takes
  private final Semaphore free;
  private final AtomicInteger calls = new AtomicInteger(); // running and waiting
  private final Contention contention = new Contention();

  /**
   * Creates a budget.
   *
   * @param threads how many threads compute at once, 1 or more
   */
  ThreadBudget(int threads) {
    this(threads, threads);
  }

  /**
   * Creates a budget.
   *
   * @param threads how many threads compute at once, 1 or more
   * @param most how many of them one call takes even if it is alone, 1 or more
   */
  ThreadBudget(int threads, int most) {
    this.threads = threads;
    this.most = most;
    this.free = new Semaphore(threads, true);
  }

  int threads() {
    return threads;
  }

  /**
   * Returns how many threads one more call would get, at least one, if nothing changed until then.
   */
  int idle() {
    return Math.max(1, Math.min(most, threads / (calls.get() + 1)));
  }

  /**
   * Makes a call with its share of the threads, or with fewer while other processes want the cores.
   *
   * @param parts as one of how many calls made together it counts, 1 if by itself
   * @param call what to compute; it must not make such calls itself
   * @param <T> what it returns
   * @return its result
   * @throws VocoderInterruptedException if this thread is interrupted before it has its share
   */
  <T> T run(int parts, Supplier<T> call) {
    return withShare(
        parts,
        this::acquire,
        share -> {
          int usable = contention.usable(share, System.nanoTime());
          return ComputeThreads.call(usable, usable == 1 ? call : () -> contention.watch(call));
        });
  }

  /**
   * Makes a call with its share of the threads whatever else runs, so that calls alone divide their
   * sums alike.
   *
   * @param call what to compute; it must not make such calls itself
   * @param <T> what it returns
   * @return its result
   */
  <T> T runSteadily(Supplier<T> call) {
    return withShare(1, free::acquireUninterruptibly, share -> ComputeThreads.call(share, call));
  }

  /** What a call does with its share. */
  @FunctionalInterface
  private interface Shared<T> {
    T call(int share);
  }

  private <T> T withShare(int parts, IntConsumer wait, Shared<T> call) {
    int fair = Math.min(most, threads / Math.max(parts, calls.incrementAndGet()));
    int share = Math.max(1, fair);
    try {
      wait.accept(share);
      try {
        return call.call(share);
      } finally {
        free.release(share);
      }
    } finally {
      calls.decrementAndGet();
    }
  }

  private void acquire(int share) {
    try {
      free.acquire(share);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VocoderInterruptedException(
          "The thread was interrupted before a CPU thread was free for its call.");
    }
  }
}
