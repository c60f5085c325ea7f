package dev.vocoder.train.vocoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.internal.data.Batch;
import dev.vocoder.network.Generator;

/**
 * The arrays of a batch, in a scope with everything that is computed from them: {@link #close}
 * frees it all.
 */
final class Segments implements AutoCloseable {
  private final NDManager scope;
  private final ParameterStore store;
  private final NDArray mels; // (batch, bands, frames)
  private final NDArray real; // (batch, 1, samples)
  private final int number;
  private final boolean stay;
  private NDArray generated;

  /**
   * Brings a batch to the device.
   *
   * @param parent the scope to make a scope in
   * @param batch the batch
   * @param number which of a step's batches it is, from 0
   * @param stay whether the arrays stay until the step ends
   */
  Segments(NDManager parent, Batch batch, int number, boolean stay) {
    this.number = number;
    this.stay = stay;
    scope = parent.newSubManager();
    store = new ParameterStore(scope, false);
    mels = scope.create(batch.mels(), new Shape(batch.size(), batch.bands(), batch.frames()));
    real = scope.create(batch.waves(), new Shape(batch.size(), 1, batch.samples()));
  }

  int number() {
    return number;
  }

  boolean stay() {
    return stay;
  }

  ParameterStore store() {
    return store;
  }

  /** Returns the recorded waves, (batch, 1, samples). */
  NDArray real() {
    return real;
  }

  /**
   * Returns the waves that a generator makes of the mels, (batch, 1, samples), as it first made
   * them.
   *
   * @param training whether it computes as in training
   */
  NDArray generated(Generator generator, boolean training) {
    if (generated == null) {
      generated = generator.apply(store, mels, training);
    }
    return generated;
  }

  @Override
  public void close() {
    scope.close();
  }
}
