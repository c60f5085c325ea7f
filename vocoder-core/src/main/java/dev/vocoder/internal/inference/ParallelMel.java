package dev.vocoder.internal.inference;

import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.network.GeneratorConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Vocodes parts of a mel at the same time, each with the network's context on both sides. Two
 * threads that work on a part each get further than two that share every operation.
 */
final class ParallelMel {
  private static final int LEAST_PART = 256; // frames; smaller ones do not repay their context

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "vocoder");
            thread.setDaemon(true);
            return thread;
          });

  /** A part that another thread vocodes. Thread-safe. */
  private static final class Part implements Runnable {
    private final Runnable work;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private Thread thread; // that works on it, null before and after
    private boolean left;

    Part(Runnable work) {
      this.work = work;
    }

    @Override
    public void run() {
      begin();
      Throwable failure = null;
      try {
        work.run();
      } catch (Throwable e) { // an error too: it is the caller's
        failure = e;
      }
      detach();
      if (failure == null) {
        end.complete(null);
      } else {
        end.completeExceptionally(failure);
      }
    }

    private synchronized void begin() {
      thread = Thread.currentThread();
      if (left) {
        thread.interrupt();
      }
    }

    private synchronized void detach() {
      thread = null;
      Thread.interrupted(); // nor is what comes next
    }

    /** Lets it end with the block that it computes. */
    synchronized void leave() {
      left = true;
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  private final GeneratorProgram program;
  private final MelFormat format;
  private final GeneratorConfig network;

  ParallelMel(GeneratorProgram program, MelFormat format, GeneratorConfig network) {
    this.program = program;
    this.format = format;
    this.network = network;
  }

  /**
   * Vocodes a mel.
   *
   * @param mel in the network's format
   * @return as many samples as the network makes of it
   */
  float[] vocode(MelSpectrogram mel) {
    int leastPart = Math.max(LEAST_PART, network.leastFrames());
    int parts = Math.min(program.idleThreads(), mel.frames() / leastPart);
    if (parts < 2) {
      return vocode(program, mel, true);
    }
    float[] wave = new float[Math.toIntExact(network.samplesOf(mel.frames()))];
    GeneratorProgram shared = program.asOneOf(parts);
    List<Part> others = new ArrayList<>();
    Throwable failure = null;
    try {
      for (int part = 1; part < parts; part++) {
        int from = (int) ((long) mel.frames() * part / parts);
        int to = (int) ((long) mel.frames() * (part + 1) / parts);
        Part other = new Part(() -> vocodePart(shared, mel, from, to, wave));
        THREADS.execute(other);
        others.add(other);
      }
      vocodePart(shared, mel, 0, mel.frames() / parts, wave);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    failure = failureOf(others, failure);
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure; // nothing checked is thrown
    }
    return wave;
  }

  /**
   * Waits for parts, all of them, for they use the program. Once one has failed or this thread is
   * interrupted, the others are left.
   *
   * @param parts in progress
   * @param before how this thread's part failed, null if it did not
   * @return the first failure, null if there was none
   */
  private static Throwable failureOf(List<Part> parts, Throwable before) {
    Throwable failure = before;
    boolean interrupted = false;
    if (failure != null) {
      parts.forEach(Part::leave);
    }
    for (int i = 0; i < parts.size(); ) {
      try {
        parts.get(i).end.get();
        i++;
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
        parts.forEach(Part::leave);
        i++;
      } catch (InterruptedException e) {
        interrupted = true;
        parts.forEach(Part::leave);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return failure;
  }

  private void vocodePart(
      GeneratorProgram shared, MelSpectrogram mel, int from, int to, float[] wave) {
    int start = Math.max(0, from - network.contextFrames());
    int end = Math.min(mel.frames(), to + network.contextFrames() + 1);
    float[] samples = vocode(shared, mel.slice(start, end), end == mel.frames());
    int hop = format.hopSize();
    int own = to == mel.frames() ? wave.length - from * hop : (to - from) * hop;
    System.arraycopy(samples, (from - start) * hop, wave, from * hop, own);
  }

  private float[] vocode(GeneratorProgram by, MelSpectrogram mel, boolean last) {
    try (Utterance utterance = new Utterance(by, format, network)) {
      return utterance.take(mel, last);
    }
  }
}
