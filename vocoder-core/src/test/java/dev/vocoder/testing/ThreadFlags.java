package dev.vocoder.testing;

import ai.djl.pytorch.jni.JniUtils;
import dev.vocoder.internal.engine.ProcessSettings;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What LibTorch keeps for each thread.
 *
 * @param graphOptimizer whether it optimises TorchScript
 * @param gradients whether what is computed can be differentiated
 * @param threads how many threads compute
 */
public record ThreadFlags(boolean graphOptimizer, boolean gradients, int threads) {
  /** Flags that an application may have set, each of them both ways. */
  public static final List<ThreadFlags> SEVERAL =
      List.of(
          new ThreadFlags(true, true, 3),
          new ThreadFlags(false, false, 1),
          new ThreadFlags(true, false, 2));

  /** Returns those of this thread. */
  public static ThreadFlags now() {
    return new ThreadFlags(
        ProcessSettings.graphOptimizer(), JniUtils.isGradMode(), JniUtils.getNumThreads());
  }

  /** Sets those of this thread. */
  public void set() {
    JniUtils.setGraphExecutorOptimize(graphOptimizer);
    JniUtils.setGradMode(gradients);
    JniUtils.setNumThreads(threads);
  }

  /** Returns what a thread that has these flags is left with by a call. */
  public ThreadFlags after(Runnable call) throws Exception {
    return onANewThread(
        () -> {
          set();
          call.run();
          return now();
        });
  }

  /** Makes a call on a thread that LibTorch does not know yet. */
  public static <T> T onANewThread(Callable<T> call) throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      return thread.submit(call).get();
    } finally {
      thread.shutdown();
    }
  }
}
