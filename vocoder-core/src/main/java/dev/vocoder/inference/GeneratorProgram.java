package dev.vocoder.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** A generator with its weights on a device, ready to run. Thread-safe but for closing. */
interface GeneratorProgram extends AutoCloseable {

  /** Returns the manager that the scopes of calls descend from. */
  NDManager manager();

  /**
   * Runs the network.
   *
   * @param mel (1, bands, frames), of a scope of {@link #manager()}
   * @return (1, 1, frames x hop), of that scope
   */
  NDArray run(NDArray mel);

  /** Frees the weights. */
  @Override
  void close();
}
