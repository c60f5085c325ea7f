package dev.vocoder.internal.inference;

import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.network.GeneratorConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
    List<CompletableFuture<Void>> others = new ArrayList<>();
    Throwable failure = null;
    try {
      for (int part = 1; part < parts; part++) {
        int from = (int) ((long) mel.frames() * part / parts);
        int to = (int) ((long) mel.frames() * (part + 1) / parts);
        others.add(
            CompletableFuture.runAsync(() -> vocodePart(shared, mel, from, to, wave), THREADS));
      }
      vocodePart(shared, mel, 0, mel.frames() / parts, wave);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    for (CompletableFuture<Void> other : others) { // all of them: they use the program
      Throwable theirs = other.handle((nothing, thrown) -> thrown).join();
      failure = failure == null ? theirs : failure;
    }
    if (failure != null) {
      throw unchecked(failure);
    }
    return wave;
  }

  private static RuntimeException unchecked(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof Error error) {
      throw error;
    }
    return (RuntimeException) cause; // nothing checked is thrown
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
