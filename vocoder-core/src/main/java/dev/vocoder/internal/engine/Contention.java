package dev.vocoder.internal.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.Supplier;

/**
 * Whether other processes want the cores, told by calls themselves: a call's own thread then waits,
 * for a core or for a helper that has none. As many threads as cores are then worse than fewer,
 * since at every operation all wait for the one that shares its core. So for a while calls use
 * fewer; then one tries again. Measured with one of two cores taken (Intel Xeon with AMX), V2, 200
 * frames, float32 and mixed, medians: 65 and 36 ms, and 138 and 106 ms with two threads always.
 * Where the system property {@code dev.vocoder.fewerThreads} is {@code false}, calls use their
 * share always; LibTorch's sums then do not differ in their last digits with what else runs.
 * Thread-safe.
 */
final class Contention {
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  private static final long WINDOW_NANOS = 50_000_000; // of calls, over which waiting is judged
  private static final double CONTENDED = 0.3; // of the time spent waiting; it is next to 0 alone
  private static final long SHORTEST_PAUSE_NANOS = 250_000_000;
  private static final long LONGEST_PAUSE_NANOS = 4_000_000_000L;

  private final boolean declined = ProcessSettings.declined("fewerThreads");
  private long wall;
  private long waited;
  private int level; // how often a quarter of the threads has been left out
  private long levelEnd;
  private long pause = SHORTEST_PAUSE_NANOS;

  /**
   * Makes a call on this thread, and learns from it.
   *
   * @param call what to compute, of 2 threads or more
   * @param <T> what it returns
   * @return its result
   */
  <T> T watch(Supplier<T> call) {
    if (declined || !CLOCK.isCurrentThreadCpuTimeSupported() || !CLOCK.isThreadCpuTimeEnabled()) {
      return call.get();
    }
    long start = System.nanoTime();
    long startOfWork = CLOCK.getCurrentThreadCpuTime();
    T result = call.get();
    long worked = CLOCK.getCurrentThreadCpuTime() - startOfWork;
    long end = System.nanoTime();
    learn(end - start, worked, end);
    return result;
  }

  /**
   * Takes note of a call.
   *
   * @param took how long it took, in nanoseconds
   * @param worked for how long of that its own thread had a core
   * @param now when it ended
   */
  synchronized void learn(long took, long worked, long now) {
    wall += took;
    waited += Math.max(0, took - worked);
    if (wall < WINDOW_NANOS) {
      return;
    }
    if (waited > CONTENDED * wall) {
      level++;
      levelEnd = now + pause;
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    } else if (level == 0) { // fewer threads that do well say nothing of more
      pause = SHORTEST_PAUSE_NANOS;
    }
    wall = 0;
    waited = 0;
  }

  /**
   * Returns how many threads a call should use.
   *
   * @param share how many it may use
   * @param now when it begins, in nanoseconds
   */
  synchronized int usable(int share, long now) {
    if (now - levelEnd >= 0) {
      level = 0;
    }
    int threads = share;
    for (int i = 0; i < level && threads > 1; i++) {
      threads -= Math.max(1, threads / 4);
    }
    return threads;
  }
}
