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
  private int limit = Integer.MAX_VALUE;
  private long limitEnd;
  private long pause = SHORTEST_PAUSE_NANOS;

  /**
   * Makes a call on this thread, and learns from it.
   *
   * @param threads how many it uses, 2 or more
   * @param call what to compute
   * @param <T> what it returns
   * @return its result
   */
  <T> T watch(int threads, Supplier<T> call) {
    if (declined || !CLOCK.isCurrentThreadCpuTimeSupported()) {
      return call.get();
    }
    long start = System.nanoTime();
    long startOfWork = CLOCK.getCurrentThreadCpuTime();
    T result = call.get();
    long worked = CLOCK.getCurrentThreadCpuTime() - startOfWork;
    long end = System.nanoTime();
    learn(threads, end - start, worked, end);
    return result;
  }

  /**
   * Takes note of a call.
   *
   * @param threads how many it used
   * @param took how long it took, in nanoseconds
   * @param worked for how long of that its own thread had a core
   * @param now when it ended
   */
  synchronized void learn(int threads, long took, long worked, long now) {
    wall += took;
    waited += Math.max(0, took - worked);
    if (wall < WINDOW_NANOS) {
      return;
    }
    if (waited > CONTENDED * wall) {
      limit = threads - Math.max(1, threads / 4);
      limitEnd = now + pause;
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    } else if (limit == Integer.MAX_VALUE) { // fewer threads that do well say nothing of more
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
    if (now - limitEnd >= 0) {
      limit = Integer.MAX_VALUE;
    }
    return Math.min(share, limit);
  }
}
