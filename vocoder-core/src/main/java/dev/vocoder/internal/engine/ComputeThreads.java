package dev.vocoder.internal.engine;

import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The threads that calls of several LibTorch threads are made on, in place of the application's.
 *
 * <p>GNU OpenMP, which divides LibTorch's work, keeps helpers for each thread that ever called it,
 * until that thread ends. Once there are more helpers than cores, as soon as a second thread has
 * called, it lets all of them sleep at once when they wait, and waking them costs more than many an
 * operation: V2, 200 frames in mixed precision, took 40 ms so and 21 ms from one thread (Intel Xeon
 * with AMX, two cores). So calls come from as few threads as there are calls at once, which end
 * soon after their last. That also keeps virtual threads off their carriers while LibTorch
 * computes.
 */
final class ComputeThreads {
  private static final int IDLE_SECONDS = 1;

  /** Those that wait for a task, the one that waits for the shortest time first. */
  private static final BlockingDeque<Worker> IDLE = new LinkedBlockingDeque<>();

  private ComputeThreads() {}

  /** A thread that takes tasks until none comes for a while. */
  private static final class Worker extends Thread {
    private final LinkedTransferQueue<Runnable> tasks = new LinkedTransferQueue<>();

    Worker() {
      super("vocoder-compute");
      setDaemon(true);
    }

    @Override
    public void run() {
      for (Runnable task = next(); task != null; task = next()) {
        task.run();
      }
    }

    private Runnable next() {
      while (true) {
        try {
          Runnable task = tasks.poll(IDLE_SECONDS, TimeUnit.SECONDS);
          return task == null && !IDLE.remove(this) ? tasks.take() : task; // one is on its way
        } catch (InterruptedException e) {
          // Its caller was interrupted, but the call had just ended.
        }
      }
    }
  }

  /**
   * Makes a call, and waits for it to end. Where this thread is interrupted meanwhile, so is the
   * call, which may end for it; LibTorch does not.
   *
   * @param threads how many threads LibTorch uses for it; if one, this thread makes the call
   * @param call what to compute; what it throws is thrown here
   * @param <T> what it returns
   * @return its result
   */
  static <T> T call(int threads, Supplier<T> call) {
    Supplier<T> task = () -> ProcessSettings.withThreads(threads, call);
    if (threads == 1 || Thread.currentThread() instanceof Worker) {
      return task.get();
    }
    JniUtils.getNumThreads(); // or LibTorch gives this thread the other's number later
    CompletableFuture<T> result = new CompletableFuture<>();
    Worker idle = IDLE.pollFirst();
    Worker worker = idle == null ? new Worker() : idle;
    worker.tasks.add(() -> complete(worker, task, result));
    if (idle == null) {
      worker.start();
    }
    return result(worker, result);
  }

  private static <T> T result(Worker worker, CompletableFuture<T> result) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
          worker.interrupt();
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause(); // a supplier throws nothing checked
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Makes a call. Its thread is idle before the result is known, or the next would miss it. */
  private static <T> void complete(Worker worker, Supplier<T> task, CompletableFuture<T> result) {
    T value = null;
    Throwable failure = null;
    try {
      value = task.get();
    } catch (Throwable e) { // an error too: it is the caller's
      failure = e;
    }
    Thread.interrupted(); // which was for this call
    IDLE.addFirst(worker);
    if (failure == null) {
      result.complete(value);
    } else {
      result.completeExceptionally(failure);
    }
  }
}
