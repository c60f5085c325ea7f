package dev.vocoder.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.vocoder.container.Tensor;
import dev.vocoder.network.NamedBlock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The weights of a network of Blocks, to and from a state dict. */
public final class BlockWeights {
  private static final String GAIN = ".weight_g";

  private BlockWeights() {}

  /** Returns the shape of every tensor of a network's state dict. */
  public static Map<String, int[]> shapes(NamedBlock network) {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    network
        .namedParameters()
        .forEach((name, parameter) -> shapes.put(name, shape(parameter.getShape())));
    return shapes;
  }

  /** Returns the names of a network's layers with weight norm, such as {@code conv_pre}. */
  public static Set<String> normalizedLayers(NamedBlock network) {
    return network.namedParameters().keySet().stream()
        .filter(name -> name.endsWith(GAIN))
        .map(name -> name.substring(0, name.length() - GAIN.length()))
        .collect(Collectors.toSet());
  }

  private static int[] shape(Shape shape) {
    return Arrays.stream(shape.getShape()).mapToInt(Math::toIntExact).toArray();
  }

  /**
   * Sets the parameters of a network that has none yet.
   *
   * @param network the network
   * @param weights its tensors, as {@link StateDict#requireExactly} has checked them
   * @param manager owns the parameters' arrays
   */
  public static void set(NamedBlock network, StateDict weights, NDManager manager) {
    network
        .namedParameters()
        .forEach(
            (name, parameter) -> {
              Tensor tensor = weights.get(name);
              parameter.setInitializer(
                  (owner, shape, type) -> owner.create(tensor.values(), shape));
              parameter.initialize(manager, DataType.FLOAT32);
            });
  }

  /** Returns a copy of the parameters of a network. */
  public static StateDict get(NamedBlock network) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    network.namedParameters().forEach((name, parameter) -> tensors.put(name, tensor(parameter)));
    return StateDict.of(tensors);
  }

  private static Tensor tensor(Parameter parameter) {
    NDArray array = parameter.getArray();
    return new Tensor(shape(array.getShape()), array.toFloatArray());
  }
}
