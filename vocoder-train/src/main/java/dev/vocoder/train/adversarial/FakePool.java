package dev.vocoder.train.adversarial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.DeferredTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Earlier generated samples that a discriminator learns from beside the latest ones (Shrivastava et
 * al. 2017, section 2.3; CycleGAN takes 50): while it fills, what comes in goes out; then half of
 * what comes in is exchanged for an old sample.
 */
final class FakePool {
  private final NDManager manager;
  private final int capacity;
  private final List<NDArray> samples = new ArrayList<>();

  /**
   * Creates an empty pool.
   *
   * @param manager owns what is in it
   * @param capacity how many samples it holds; 0 lets all pass
   */
  FakePool(NDManager manager, int capacity) {
    this.manager = manager;
    this.capacity = capacity;
  }

  /**
   * Takes new samples in, and gives as many out.
   *
   * @param made (batch, ...), without gradients; not closed
   * @param random decides which
   * @return (batch, ...), the same array if the pool holds nothing
   */
  NDArray exchange(NDArray made, RandomGenerator random) {
    if (capacity == 0) {
      return made;
    }
    NDList given = new NDList();
    for (long i = 0; i < made.getShape().get(0); i++) {
      given.add(exchangeOne(made.get(new NDIndex("{}:{}", i, i + 1)), random));
    }
    return NDArrays.concat(given, 0);
  }

  private NDArray exchangeOne(NDArray sample, RandomGenerator random) {
    if (samples.size() < capacity) {
      samples.add(stored(sample));
      return sample;
    }
    if (random.nextBoolean()) {
      return sample;
    }
    int place = random.nextInt(capacity);
    NDArray old = samples.set(place, stored(sample));
    old.attach(sample.getManager()); // freed with what it is given in exchange for
    return old;
  }

  private NDArray stored(NDArray sample) {
    NDArray copy = sample.duplicate();
    copy.attach(manager);
    return copy;
  }

  /** Returns what a training file holds of it, by number. */
  Map<String, Object> entries() {
    Map<String, Object> entries = new LinkedHashMap<>();
    for (int i = 0; i < samples.size(); i++) {
      entries.put(Integer.toString(i), DeferredTensor.of(samples.get(i)));
    }
    return entries;
  }

  /** Takes over what a training file holds. */
  void load(StateDict saved) {
    for (int i = 0; i < capacity && saved.names().contains(Integer.toString(i)); i++) {
      Tensor tensor = saved.get(Integer.toString(i));
      long[] shape = Arrays.stream(tensor.shape()).asLongStream().toArray();
      samples.add(manager.create(tensor.values(), new Shape(shape)));
    }
  }
}
