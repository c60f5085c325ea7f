package dev.vocoder.checkpoint;

import dev.vocoder.CheckpointException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The tensors of a network by name, in their file's order. Immutable.
 *
 * <p>Weight normalisation has three spellings, which may be mixed: {@code X.weight_g} and {@code
 * X.weight_v}; {@code X.parametrizations.weight.original0} and {@code original1}; and the folded
 * {@code X.weight} = g v / ||v||, where the norm is over all axes but the first.
 */
public final class StateDict {
  private static final String PARALLEL_PREFIX = "module.";
  private static final String GAIN = "weight_g";
  private static final String DIRECTION = "weight_v";
  private static final String FOLDED = "weight";
  private static final String NEW_GAIN = "parametrizations.weight.original0";
  private static final String NEW_DIRECTION = "parametrizations.weight.original1";
  private static final int LISTED = 5;

  private final Map<String, Tensor> tensors;

  private StateDict(Map<String, Tensor> tensors) {
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /**
   * Copies a map of tensors.
   *
   * @param tensors the tensors by name
   */
  public static StateDict of(Map<String, Tensor> tensors) {
    return new StateDict(new LinkedHashMap<>(tensors));
  }

  /**
   * Returns the generator in a file: under the key {@code generator}, or the whole file, with or
   * without the prefix {@code module.} of parallel training.
   *
   * @param file the file
   * @throws CheckpointException if there is no generator in it
   */
  public static StateDict ofGenerator(PyTorchFile file) {
    if (!(file.root() instanceof Map<?, ?> root)) {
      throw new CheckpointException("%s holds no state dict.".formatted(file.path()));
    }
    if (root.containsKey("mpd") || root.containsKey("msd") || root.containsKey("optim_g")) {
      throw new CheckpointException(
          "%s holds discriminators and optimisers (do_...); pass the generator's file (g_...)."
              .formatted(file.path()));
    }
    Map<?, ?> generator = root.get("generator") instanceof Map<?, ?> inner ? inner : root;
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    boolean parallel =
        generator.keySet().stream().allMatch(key -> key.toString().startsWith(PARALLEL_PREFIX));
    long elements = 0;
    for (Map.Entry<?, ?> entry : generator.entrySet()) {
      if (!(entry.getValue() instanceof StoredTensor tensor)) {
        throw new CheckpointException(
            "%s holds no HiFi-GAN generator: %s is no tensor."
                .formatted(file.path(), entry.getKey()));
      }
      elements += tensor.count();
      if (elements > file.size()) { // tensors that share a storage over and over
        throw new CheckpointException(
            "%s claims more numbers than it has bytes.".formatted(file.path()));
      }
      String key = entry.getKey().toString();
      tensors.put(parallel ? key.substring(PARALLEL_PREFIX.length()) : key, tensor.read());
    }
    return new StateDict(tensors);
  }

  /** Returns the names, in the file's order. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /**
   * Returns a tensor.
   *
   * @param name its name
   * @throws CheckpointException if there is none of that name
   */
  public Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new CheckpointException("There is no tensor " + name + ".");
    }
    return tensor;
  }

  /** Returns these tensors with every normalised weight as the weight itself. */
  public StateDict folded() {
    Map<String, Tensor> folded = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          String layer = layerOfDirection(name);
          if (layer != null) {
            folded.put(layer + FOLDED, scaled(tensor, gainOf(layer)));
          } else if (!isGain(name)) {
            folded.put(name, tensor);
          }
        });
    return new StateDict(folded);
  }

  /**
   * Returns these tensors with the weights of some layers as {@code weight_g} and {@code weight_v}.
   *
   * @param normalised whether a layer, by its name without a dot at the end, is normalised
   */
  public StateDict withWeightNorm(Predicate<String> normalised) {
    Map<String, Tensor> split = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          String layer = layerOfDirection(name);
          if (layer != null) {
            split.put(layer + GAIN, gainOf(layer));
            split.put(layer + DIRECTION, tensor);
          } else if (name.endsWith("." + FOLDED)
              && normalised.test(name.substring(0, name.length() - FOLDED.length() - 1))) {
            String prefix = name.substring(0, name.length() - FOLDED.length());
            split.put(prefix + GAIN, norms(tensor));
            split.put(prefix + DIRECTION, tensor);
          } else if (!isGain(name)) {
            split.put(name, tensor);
          }
        });
    return new StateDict(split);
  }

  /**
   * Returns the layer, with a dot at its end, whose direction a tensor is, or null. Spectral norm
   * has a weight_v too, but no weight_g beside it.
   */
  private String layerOfDirection(String name) {
    for (String direction : List.of(DIRECTION, NEW_DIRECTION)) {
      if (name.endsWith("." + direction)) {
        String layer = name.substring(0, name.length() - direction.length());
        return gainName(layer) == null ? null : layer;
      }
    }
    return null;
  }

  private boolean isGain(String name) {
    return (name.endsWith("." + GAIN) && tensors.containsKey(sibling(name, GAIN, DIRECTION)))
        || (name.endsWith("." + NEW_GAIN)
            && tensors.containsKey(sibling(name, NEW_GAIN, NEW_DIRECTION)));
  }

  private static String sibling(String name, String from, String to) {
    return name.substring(0, name.length() - from.length()) + to;
  }

  private String gainName(String layer) {
    if (tensors.containsKey(layer + GAIN)) {
      return layer + GAIN;
    }
    return tensors.containsKey(layer + NEW_GAIN) ? layer + NEW_GAIN : null;
  }

  private Tensor gainOf(String layer) {
    return tensors.get(gainName(layer));
  }

  private static Tensor scaled(Tensor direction, Tensor gain) {
    Tensor norms = norms(direction);
    int rows = norms.values().length;
    if (gain.values().length != rows) {
      throw new CheckpointException(
          "A weight_g of shape %s does not fit its weight_v of shape %s."
              .formatted(Arrays.toString(gain.shape()), Arrays.toString(direction.shape())));
    }
    float[] values = direction.values().clone();
    int width = rows == 0 ? 0 : values.length / rows;
    for (int i = 0; i < values.length; i++) {
      values[i] *= gain.values()[i / width] / norms.values()[i / width];
    }
    return new Tensor(direction.shape(), values);
  }

  /** The norm of each slice along the first axis, the other axes kept with length 1. */
  private static Tensor norms(Tensor tensor) {
    int[] shape = new int[Math.max(1, tensor.shape().length)];
    Arrays.fill(shape, 1);
    shape[0] = tensor.shape().length == 0 ? 1 : tensor.shape()[0];
    float[] norms = new float[shape[0]];
    int width = shape[0] == 0 ? 0 : tensor.values().length / shape[0];
    for (int row = 0; row < norms.length; row++) {
      double sum = 0;
      for (int i = row * width; i < (row + 1) * width; i++) {
        sum += (double) tensor.values()[i] * tensor.values()[i];
      }
      norms[row] = (float) Math.sqrt(sum);
    }
    return new Tensor(shape, norms);
  }

  /**
   * Checks that the tensors are those of a network: all of them, no others, in their shapes, and
   * finite.
   *
   * @param expected the shapes by name
   * @param source what the tensors come from, for the message
   * @throws CheckpointException if they are not, listing what differs
   */
  public void requireExactly(Map<String, int[]> expected, String source) {
    List<String> missing = new ArrayList<>(expected.keySet());
    missing.removeAll(tensors.keySet());
    List<String> extra = new ArrayList<>(tensors.keySet());
    extra.removeAll(expected.keySet());
    List<String> misshapen = new ArrayList<>();
    List<String> infinite = new ArrayList<>();
    tensors.forEach(
        (name, tensor) -> {
          int[] shape = expected.get(name);
          if (shape != null && !Arrays.equals(shape, tensor.shape())) {
            misshapen.add(
                "%s is %s instead of %s"
                    .formatted(name, Arrays.toString(tensor.shape()), Arrays.toString(shape)));
          } else if (!isFinite(tensor.values())) {
            infinite.add(name);
          }
        });
    List<String> problems = new ArrayList<>();
    addProblem(problems, "missing", missing);
    addProblem(problems, "not expected", extra);
    addProblem(problems, "misshapen", misshapen);
    addProblem(problems, "not finite", infinite);
    if (!problems.isEmpty()) {
      throw new CheckpointException(
          "%s does not hold the network its config describes: %s."
              .formatted(source, String.join("; ", problems)));
    }
  }

  private static void addProblem(List<String> problems, String what, List<String> names) {
    if (!names.isEmpty()) {
      String listed = String.join(", ", names.subList(0, Math.min(LISTED, names.size())));
      String more = names.size() > LISTED ? ", ..." : "";
      problems.add("%d tensors %s (%s%s)".formatted(names.size(), what, listed, more));
    }
  }

  private static boolean isFinite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
