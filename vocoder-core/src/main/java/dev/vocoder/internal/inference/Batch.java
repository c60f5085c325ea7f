package dev.vocoder.internal.inference;

import dev.vocoder.MelSpectrogram;
import dev.vocoder.internal.inference.GeneratorProgram.State;
import dev.vocoder.internal.inference.GeneratorProgram.Step;
import dev.vocoder.internal.inference.Utterance.Taken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Several mels that take their next frames together: those of one length, where the program is
 * faster so, in calls of 2, 4, 8 or 16, for which oneDNN prepares as for so many lengths; the
 * others one by one. Either all frames are taken or none.
 */
final class Batch {
  private static final int MOST = 16;

  private final GeneratorProgram program;
  private final List<Utterance> utterances;
  private final List<MelSpectrogram> next;
  private final boolean last;
  private final Taken[] taken;

  /** What steps must have in common to be made in one call. */
  private record Kind(boolean first, int length) {}

  /**
   * Prepares a batch.
   *
   * @param program of all mels
   * @param utterances the mels
   * @param next the next frames of each
   * @param last whether the mels end with them
   */
  Batch(
      GeneratorProgram program,
      List<Utterance> utterances,
      List<MelSpectrogram> next,
      boolean last) {
    this.program = program;
    this.utterances = utterances;
    this.next = next;
    this.last = last;
    taken = new Taken[utterances.size()];
  }

  /** Returns the samples of each mel that have become final. */
  List<float[]> take() {
    try {
      compute();
    } catch (RuntimeException | Error e) {
      for (int i = 0; i < taken.length; i++) {
        if (taken[i] != null) {
          utterances.get(i).drop(taken[i]);
        }
      }
      throw e;
    }
    List<float[]> samples = new ArrayList<>();
    for (int i = 0; i < taken.length; i++) {
      samples.add(utterances.get(i).commit(taken[i]));
    }
    return samples;
  }

  private void compute() {
    Map<Kind, List<Integer>> alike = new LinkedHashMap<>();
    Step[] steps = new Step[taken.length];
    for (int i = 0; i < taken.length; i++) {
      Optional<Step> step = utterances.get(i).step(next.get(i), last);
      if (step.isPresent()) {
        steps[i] = step.get();
        int frames = steps[i].frames();
        int length = last ? CompiledProgram.roundLength(frames) : frames;
        Kind kind = new Kind(steps[i].state() == null, length);
        alike.computeIfAbsent(kind, any -> new ArrayList<>()).add(i);
      } else {
        computeAlone(i);
      }
    }
    for (List<Integer> group : alike.values()) {
      int from = 0;
      while (from < group.size()) {
        int size = Math.min(MOST, Integer.highestOneBit(group.size() - from));
        List<Integer> some = group.subList(from, from + size);
        if (size == 1) {
          computeAlone(some.get(0));
        } else {
          computeTogether(some, some.stream().map(i -> steps[i]).toList());
        }
        from += size;
      }
    }
  }

  private void computeAlone(int index) {
    taken[index] = utterances.get(index).compute(next.get(index), last);
  }

  private void computeTogether(List<Integer> indexes, List<Step> steps) {
    int frames = steps.stream().mapToInt(Step::frames).sum();
    Utterance.requireNoInterrupt(0, frames);
    List<State> reached;
    try {
      reached = program.advanceTogether(steps, last);
    } catch (ai.djl.engine.EngineException e) {
      throw Utterance.failure(frames, e);
    }
    for (int i = 0; i < indexes.size(); i++) {
      int index = indexes.get(i);
      taken[index] = utterances.get(index).after(steps.get(i), reached.get(i));
    }
    for (int i = 0; i < indexes.size(); i++) {
      utterances.get(indexes.get(i)).requireNumbers(steps.get(i).output().array());
    }
  }
}
