package dev.vocoder.train.vocoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.vocoder.internal.data.Batch;
import dev.vocoder.network.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The batches of one step, one after the other on the device. The only batch of a step stays there
 * until the end, so that both turns share what was computed; of several, each is there only for the
 * time it takes, and what a turn leaves to the next is {@linkplain #keep(NDArray) kept}.
 */
final class MicroBatches implements AutoCloseable {
  private final NDManager scope;
  private final List<Batch> batches;
  private Segments only;

  MicroBatches(NDManager parent, List<Batch> batches) {
    this.scope = parent.newSubManager();
    this.batches = List.copyOf(batches);
  }

  int count() {
    return batches.size();
  }

  /** Computes something of each batch in turn. */
  <T> List<T> each(Function<Segments, T> computation) {
    if (batches.size() == 1) {
      only = only == null ? new Segments(scope, batches.get(0), 0, true) : only;
      return List.of(computation.apply(only));
    }
    List<T> results = new ArrayList<>();
    for (int i = 0; i < batches.size(); i++) {
      try (Segments segments = new Segments(scope, batches.get(i), i, false)) {
        results.add(computation.apply(segments));
      }
    }
    return results;
  }

  /** Lets an array live until the step ends. */
  NDArray keep(NDArray array) {
    array.attach(scope);
    return array;
  }

  /** Lets a judgement live until the step ends. */
  void keep(Judgement judgement) {
    keep(judgement.score());
    judgement.featureMaps().forEach(this::keep);
  }

  @Override
  public void close() {
    scope.close();
  }
}
