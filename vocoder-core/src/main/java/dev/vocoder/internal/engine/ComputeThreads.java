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
 * The threads that calls into LibTorch are made on, in place of the application's.
 *
 * <p>GNU OpenMP, which divides LibTorch's work, keeps helpers for each thread that ever called it,
 * until that thread ends. Once there are more helpers than cores, as soon as a second thread has
 * called, it lets all of them sleep at once when they wait, and waking them costs more than many an
 * operation: V2, 200 frames in mixed precision, took 40 ms so and 21 ms from one thread (Intel Xeon
 * with AMX, two cores). So calls come from as few threads as there are calls at once. All but one
 * end soon after their last call; one stays, for the C library's heaps are a thread's, and the
 * first call of a new one waits for its memory (V3, 200 frames after a pause: 180 ms so, 65 from a
 * thread that stayed; AMD EPYC, Zen 5). Virtual threads that wait for one leave their carriers
 * meanwhile.
 *
 * <p>Calls of one LibTorch thread need no helpers, and have threads of their own, which get none.
 * They are not made on the application's, because the GNU C library gives every thread a heap, of
 * up to eight for each core, which keeps what the calls on it took. 16 application's threads with
 * V2 and mels of 30 to 800 frames (two cores, without huge pages): 2 396 MB resident after 150
 * calls so, heaps of 125 to 195 MB each, and 1 120 MB with calls on these threads, of which two
 * heaps had 320 MB each.
 */
final class ComputeThreads {
  private static final int IDLE_SECONDS = 1;

  private static final Pool ALONE = new Pool("vocoder-compute-alone"); // calls of one thread
  private static final Pool WITH_HELPERS = new Pool("vocoder-compute");

  private ComputeThreads() {}

  /** Threads that are alike; of those that wait, the one that waits for the shortest time first. */
  private static final class Pool {
    private final BlockingDeque<Worker> idle = new LinkedBlockingDeque<>();
    private final String name;
    private int workers;

    Pool(String name) {
      this.name = name;
    }

    synchronized Worker newWorker() {
      workers++;
      return new Worker(this);
    }

    /** Returns whether a worker may end: it is not the last, and no task is on its way to it. */
    synchronized boolean leave(Worker worker) {
      boolean leaves = workers > 1 && idle.remove(worker);
      if (leaves) {
        workers--;
      }
      return leaves;
    }
  }

  /** A thread that takes tasks until none comes for a while, if there are others. */
  private static final class Worker extends Thread {
    private final LinkedTransferQueue<Runnable> tasks = new LinkedTransferQueue<>();
    private final Pool pool;
    private Object call; // the one in progress, by its result
    private Object interrupted; // one that was not yet, or not any more

    Worker(Pool pool) {
      super(pool.name);
      this.pool = pool;
      setDaemon(true);
    }

    /** Begins a call. */
    synchronized void begin(Object result) {
      call = result;
      if (interrupted == result) {
        interrupt();
      }
      interrupted = null;
    }

    /** Interrupts a call, but none that came after it. */
    synchronized void interrupt(Object result) {
      if (call == result) {
        interrupt();
      } else {
        interrupted = result;
      }
    }

    /** Ends the call in progress: it is not interrupted any more, nor what comes next. */
    synchronized void end() {
      call = null;
      Thread.interrupted();
    }

    @Override
    public void run() {
      for (Runnable task = next(); task != null; task = next()) {
        task.run();
      }
    }

    private Runnable next() {
      try {
        Runnable task = tasks.poll(IDLE_SECONDS, TimeUnit.SECONDS);
        return task == null && !pool.leave(this) ? tasks.take() : task;
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted without a call", e);
      }
    }
  }

  /**
   * Makes a call, and waits for it to end. Where this thread is interrupted meanwhile, so is the
   * call, which may end for it; LibTorch does not.
   *
   * @param threads how many threads LibTorch uses for it
   * @param call what to compute; what it throws is thrown here
   * @param <T> what it returns
   * @return its result
   */
  static <T> T call(int threads, Supplier<T> call) {
    Supplier<T> task = () -> ProcessSettings.withThreads(threads, call);
    if (Thread.currentThread() instanceof Worker) {
      return task.get();
    }
    JniUtils.getNumThreads(); // or LibTorch gives this thread the other's number later
    CompletableFuture<T> result = new CompletableFuture<>();
    Pool pool = threads == 1 ? ALONE : WITH_HELPERS;
    Worker idle = pool.idle.pollFirst();
    Worker worker = idle == null ? pool.newWorker() : idle;
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
          worker.interrupt(result);
        }
      }
    } catch (ExecutionException e) {
      ComputeThreads.<RuntimeException>throwAsIs(e.getCause());
      throw new AssertionError(e); // not reached
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Throws what a call threw, checked or not: other languages' suppliers declare nothing. */
  @SuppressWarnings("unchecked") // erased: nothing is cast
  private static <X extends Throwable> void throwAsIs(Throwable thrown) throws X {
    throw (X) thrown;
  }

  /** Makes a call. Its thread is idle before the result is known, or the next would miss it. */
  private static <T> void complete(Worker worker, Supplier<T> task, CompletableFuture<T> result) {
    worker.begin(result);
    T value = null;
    Throwable failure = null;
    try {
      value = task.get();
    } catch (Throwable e) { // an error too: it is the caller's
      failure = e;
    }
    worker.end();
    worker.pool.idle.addFirst(worker);
    if (failure == null) {
      result.complete(value);
    } else {
      result.completeExceptionally(failure);
    }
  }
}
