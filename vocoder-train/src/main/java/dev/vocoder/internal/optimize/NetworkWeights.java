package dev.vocoder.internal.optimize;

import ai.djl.ndarray.NDArray;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.internal.container.DeferredTensor;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.network.NamedBlock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The arrays of networks under their names in a state dict, to and from files. */
public final class NetworkWeights {
  private NetworkWeights() {}

  /** Returns a network's own arrays. */
  public static Map<String, NDArray> of(NamedBlock network) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    network.namedParameters().forEach((name, parameter) -> arrays.put(name, parameter.getArray()));
    return arrays;
  }

  /** Returns what to write of arrays, which are read only then. */
  public static Map<String, Object> entries(Map<String, NDArray> arrays) {
    Map<String, Object> tensors = new LinkedHashMap<>();
    arrays.forEach((name, array) -> tensors.put(name, DeferredTensor.of(array)));
    return tensors;
  }

  /**
   * Sets arrays to what was saved of them. They stay the same arrays, so that an optimiser goes on
   * updating them.
   *
   * @param arrays the arrays
   * @param saved the values
   * @param name where these come from, for messages
   * @throws dev.vocoder.CheckpointException if names or shapes are others
   */
  public static void load(Map<String, NDArray> arrays, StateDict saved, String name) {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    arrays.forEach(
        (key, array) ->
            shapes.put(
                key,
                Arrays.stream(array.getShape().getShape()).mapToInt(Math::toIntExact).toArray()));
    saved.requireExactly(shapes, name);
    arrays.forEach(
        (key, array) -> {
          float[] values = saved.get(key).values();
          try (NDArray value = array.getManager().create(values, array.getShape())) {
            TorchFunctions.swap(List.of(array), List.of(value));
          }
        });
  }
}
