package dev.vocoder.train.adversarial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.training.ParameterStore;
import dev.vocoder.network.NamedBlock;
import dev.vocoder.network.conversion.ConversionConditions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A network and how it is called: a generator, a discriminator or a classifier. It computes each
 * sample of a batch by itself, so that several calls can be one.
 *
 * @param block the network
 * @param call how it is called
 */
public record ConditionedNetwork(NamedBlock block, Call call) {

  /** A call of a network. */
  @FunctionalInterface
  public interface Call {
    /**
     * Computes.
     *
     * @param store where parameters' values come from
     * @param input (batch, ...); not closed
     * @param conditions what the network is told beside it
     * @param training whether parameters take gradients
     * @return a new array (batch, ...), owned by the input's manager
     */
    NDArray apply(
        ParameterStore store, NDArray input, ConversionConditions conditions, boolean training);
  }

  /** One of several inputs, with what is told beside it. */
  record Input(NDArray samples, ConversionConditions conditions) {
    static Input of(NDArray samples) {
      return new Input(samples, ConversionConditions.NONE);
    }
  }

  /** Computes on one input. */
  NDArray apply(NDManager scope, NDArray samples, ConversionConditions conditions) {
    return call.apply(new ParameterStore(scope, false), samples, conditions, true);
  }

  /**
   * Computes on several inputs at once: one pass through the network costs less than several.
   *
   * @param scope owns what is made
   * @param inputs of one size and shape; either all of them have a code or none has
   * @return a result for each input
   */
  List<NDArray> applyAll(NDManager scope, Input... inputs) {
    NDArray all =
        apply(
            scope, joined(Arrays.stream(inputs).map(Input::samples).toList()), conditions(inputs));
    long size = inputs[0].samples.getShape().get(0);
    List<NDArray> results = new ArrayList<>();
    for (int i = 0; i < inputs.length; i++) {
      results.add(all.get(new NDIndex("{}:{}", i * size, (i + 1) * size)));
    }
    return results;
  }

  private static ConversionConditions conditions(Input... inputs) {
    Optional<NDArray> mask = Optional.empty();
    if (Arrays.stream(inputs).anyMatch(input -> input.conditions.mask().isPresent())) {
      mask =
          Optional.of(
              joined(
                  Arrays.stream(inputs)
                      .map(input -> input.conditions.mask().orElseGet(input.samples::onesLike))
                      .toList()));
    }
    Optional<NDArray> code = Optional.empty();
    if (inputs[0].conditions.code().isPresent()) {
      code =
          Optional.of(
              joined(
                  Arrays.stream(inputs)
                      .map(input -> input.conditions.code().orElseThrow())
                      .toList()));
    }
    return new ConversionConditions(mask, code);
  }

  private static NDArray joined(List<NDArray> arrays) {
    return arrays.size() == 1 ? arrays.get(0) : NDArrays.concat(new NDList(arrays), 0);
  }
}
