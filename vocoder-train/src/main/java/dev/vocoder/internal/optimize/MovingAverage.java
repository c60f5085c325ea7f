package dev.vocoder.internal.optimize;

import ai.djl.ndarray.NDArray;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.network.NamedBlock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * An exponential moving average of a network's weights: with each update average = decay x average
 * + (1 - decay) x weight. It begins with the weights as they are. Buffers, such as the estimates of
 * spectral norm, are averaged as weights are. Its native memory goes with the network's. Not
 * thread-safe.
 */
public final class MovingAverage {
  private final double decay;
  private final Map<String, NDArray> weights;
  private final Map<String, NDArray> averages = new LinkedHashMap<>();

  /**
   * Begins with a network's weights.
   *
   * @param decay what is kept of the average at each update, 0 or more and less than 1
   * @param network the network, initialised
   */
  public MovingAverage(double decay, NamedBlock network) {
    ConfigRange.require(decay >= 0 && decay < 1, "decay", decay, "0 or more and less than 1");
    this.decay = decay;
    this.weights = NetworkWeights.of(network);
    weights.forEach((name, array) -> averages.put(name, array.duplicate()));
  }

  /** Moves the average towards the weights. */
  public void update() {
    TorchFunctions.average(List.copyOf(averages.values()), List.copyOf(weights.values()), decay);
  }

  /**
   * Makes a call while the network has the averages for weights.
   *
   * @param call what to do; it must not train the network
   * @param <T> what it returns
   * @return its result
   */
  public <T> T inPlace(Supplier<T> call) {
    swap();
    try {
      return call.get();
    } finally {
      swap();
    }
  }

  private void swap() {
    TorchFunctions.swap(List.copyOf(averages.values()), List.copyOf(weights.values()));
  }

  /** Returns the averages as they are written, under the names of a state dict. */
  public Map<String, Object> entries() {
    return NetworkWeights.entries(averages);
  }

  /**
   * Takes over averages that were saved.
   *
   * @param saved what {@link #entries} became
   * @param name where it comes from, for messages
   * @throws dev.vocoder.CheckpointException if they are another network's
   */
  public void load(StateDict saved, String name) {
    NetworkWeights.load(averages, saved, name);
  }
}
