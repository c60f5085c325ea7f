package dev.vocoder.checkpoint;

import dev.vocoder.CheckpointException;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.Text;
import dev.vocoder.internal.container.torch.PyTorchFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The named tensors of a network, in the order of the file. Immutable and thread-safe. */
public final class StateDict {
  private static final String PLAIN = ".weight";
  private static final Pattern DISCRIMINATORS = // of HiFi-GAN, of MelGAN
      Pattern.compile("(discriminators|model\\.disc_\\d+)\\.");

  private final Map<String, Tensor> tensors;

  private StateDict(Map<String, Tensor> tensors) {
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /** Returns a state dict of these tensors, in the map's order. */
  public static StateDict of(Map<String, Tensor> tensors) {
    return new StateDict(new LinkedHashMap<>(tensors));
  }

  /**
   * Returns the state dict under a key of a file that holds several, such as {@code mpd}, or the
   * whole of a file that is a bare state dict of discriminators, as MelGAN saves them.
   *
   * @param file the file's content
   * @param key the name
   * @param fileName the file's name, for messages
   * @throws CheckpointException if there is none of that name
   */
  public static StateDict entry(PyTorchFile file, String key, String fileName) {
    if (file.root() instanceof Map<?, ?> root) {
      if (root.get(key) instanceof Map<?, ?> entry) {
        return ofMap(entry, fileName);
      }
      if (!root.isEmpty() && root.keySet().stream().allMatch(StateDict::isDiscriminators)) {
        return ofMap(root, fileName);
      }
    }
    String found = file.root() instanceof Map<?, ?> root ? "the keys " + keys(root) : "no dict";
    throw new CheckpointException(
        "%s has no state dict %s: it holds %s.".formatted(fileName, Text.quoted(key), found));
  }

  static boolean isDiscriminators(Object key) {
    return key instanceof String name && DISCRIMINATORS.matcher(Wrappers.without(name)).lookingAt();
  }

  private static StateDict ofMap(Map<?, ?> map, String fileName) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          if (!(key instanceof String name && value instanceof Tensor tensor)) {
            throw new CheckpointException(
                "%s holds %s where a named tensor is expected."
                    .formatted(fileName, Text.shown(String.valueOf(key))));
          }
          tensors.put(name, tensor);
        });
    return new StateDict(Wrappers.without(tensors));
  }

  static String keys(Map<?, ?> map) {
    return Text.listed(map.keySet().stream().map(String::valueOf).toList());
  }

  /** Returns the tensors by name, in order. */
  public Map<String, Tensor> tensors() {
    return tensors;
  }

  /** Returns the names in order. */
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
      throw new CheckpointException(
          "The checkpoint has no tensor %s; it has %s."
              .formatted(Text.quoted(name), Text.listed(names())));
    }
    return tensor;
  }

  /** Returns these tensors and others, which come after them and replace those of their names. */
  public StateDict with(Map<String, Tensor> others) {
    Map<String, Tensor> all = new LinkedHashMap<>(tensors);
    all.putAll(others);
    return new StateDict(all);
  }

  /**
   * Returns the same network without weight normalisation: every layer has a plain {@code weight},
   * g v / ||v||, whichever way it was spelled.
   *
   * @throws CheckpointException if a layer has both spellings, or a g that is not one number for
   *     each index of the first axis of v
   */
  public StateDict folded() {
    return withWeightNorm(Set.of());
  }

  /**
   * Returns the same network with weight normalisation at exactly these layers, as {@code weight_g}
   * and {@code weight_v}; every other layer has a plain {@code weight}. A plain weight w becomes g
   * = ||w||, v = w. A layer that is not there stays absent.
   *
   * @param layers the layers' names, such as {@code conv_pre}
   * @throws CheckpointException as {@link #folded()}
   */
  public StateDict withWeightNorm(Set<String> layers) {
    Map<String, Tensor> result = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          WeightNorm.Spelling spelling = WeightNorm.Spelling.of(name, names());
          if (spelling == null) {
            String layer = plainLayer(name);
            if (layers.contains(layer)) {
              putPair(result, layer, WeightNorm.of(tensor));
            } else {
              putOnce(result, name, tensor);
            }
            return;
          }
          String layer = spelling.layer(name);
          if (name.equals(spelling.direction(layer))) {
            return; // goes with its norm
          }
          WeightNorm pair = WeightNorm.of(layer, tensor, get(spelling.direction(layer)));
          if (layers.contains(layer)) {
            putPair(result, layer, pair);
          } else {
            putOnce(result, layer + PLAIN, pair.folded());
          }
        });
    return new StateDict(result);
  }

  private static String plainLayer(String name) {
    return name.endsWith(PLAIN) ? name.substring(0, name.length() - PLAIN.length()) : "";
  }

  private static void putPair(Map<String, Tensor> result, String layer, WeightNorm pair) {
    putOnce(result, WeightNorm.Spelling.SUFFIXED.gain(layer), pair.gain());
    putOnce(result, WeightNorm.Spelling.SUFFIXED.direction(layer), pair.direction());
  }

  private static void putOnce(Map<String, Tensor> result, String name, Tensor tensor) {
    if (result.put(name, tensor) != null) {
      throw new CheckpointException(
          "The checkpoint holds %s both plain and normalised, so which one is meant is unclear; save the model again."
              .formatted(Text.quoted(name)));
    }
  }

  /**
   * Checks that the tensors are those of a network, no more, no fewer, of the right shapes and
   * without infinities or NaN.
   *
   * @param expectedShapes the shape for each name
   * @param fileName where the tensors come from, for the message
   * @throws CheckpointException if they are not, listing the first of each kind of fault
   */
  public void requireExactly(Map<String, int[]> expectedShapes, String fileName) {
    List<String> missing = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    List<String> notFinite = new ArrayList<>();
    expectedShapes.forEach(
        (name, shape) -> {
          Tensor tensor = tensors.get(name);
          if (tensor == null) {
            missing.add(name);
          } else if (!Arrays.equals(tensor.shape(), shape)) {
            misshapen.add(
                "%s %s instead of %s"
                    .formatted(name, Arrays.toString(tensor.shape()), Arrays.toString(shape)));
          } else if (!tensor.isFinite()) {
            notFinite.add(name);
          }
        });
    List<String> extra =
        names().stream().filter(name -> !expectedShapes.containsKey(name)).toList();
    if (missing.isEmpty() && misshapen.isEmpty() && areForeign(extra, expectedShapes.keySet())) {
      throw new CheckpointException(
          "%s has tensors besides those of its network: %s; they are a buffer or a layer that its own program adds and that is not known here, so save the state dict without them if they take no part in the sound."
              .formatted(fileName, Text.listed(extra.stream().map(this::described).toList())));
    }
    List<String> faults = new ArrayList<>();
    report(faults, "missing", missing);
    report(faults, "not part of it", extra);
    report(faults, "of another shape", misshapen);
    if (!faults.isEmpty()) {
      report(faults, "with infinite or NaN values", notFinite);
      throw new CheckpointException(
          "%s does not fit the configured network: %s; give the configuration that belongs to this checkpoint."
              .formatted(fileName, String.join("; ", faults)));
    }
    if (!notFinite.isEmpty()) {
      throw new CheckpointException(
          "%s has infinite or NaN values in %d tensors (%s); it is damaged or its training diverged, so take an earlier checkpoint."
              .formatted(fileName, notFinite.size(), Text.listed(notFinite)));
    }
  }

  /**
   * Says whether the tensors are those of a network by their names and shapes.
   *
   * @param expectedShapes the shape for each name
   */
  boolean hasShapes(Map<String, int[]> expectedShapes) {
    return names().equals(expectedShapes.keySet())
        && names().stream()
            .allMatch(name -> Arrays.equals(get(name).shape(), expectedShapes.get(name)));
  }

  private String described(String name) {
    return Text.shown(name) + " " + Arrays.toString(tensors.get(name).shape());
  }

  /** Says whether there are names that no network of the same kind has, whatever its sizes. */
  private static boolean areForeign(List<String> names, Set<String> expected) {
    Set<String> known = new HashSet<>();
    expected.forEach(name -> known.add(withoutNumbers(name)));
    return !names.isEmpty()
        && names.stream().map(StateDict::withoutNumbers).noneMatch(known::contains);
  }

  private static String withoutNumbers(String name) {
    return name.replaceAll("\\d+", "0");
  }

  private static void report(List<String> faults, String fault, List<String> names) {
    if (!names.isEmpty()) {
      faults.add("%d %s (%s)".formatted(names.size(), fault, Text.listed(names)));
    }
  }
}
