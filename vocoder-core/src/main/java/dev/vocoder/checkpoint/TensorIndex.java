package dev.vocoder.checkpoint;

import dev.vocoder.CheckpointException;
import dev.vocoder.internal.container.TensorView;
import dev.vocoder.internal.container.Text;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names and shapes of the tensors of a state dict that has not been read yet. A layer is what
 * has a weight: {@code conv_pre} of {@code conv_pre.weight}, in whichever spelling of weight norm.
 * Immutable.
 */
public final class TensorIndex {
  private static final String BIAS = ".bias";

  /** What follows a layer's name, for its weight; the last gives the weight's shape. */
  private static final List<String> WEIGHTS =
      List.of(
          ".weight_g",
          ".parametrizations.weight.original0",
          ".weight",
          ".weight_v",
          ".parametrizations.weight.original1");

  private static final Pattern DISCRIMINATORS =
      Pattern.compile(
          "(mpd|msd|mrd|mssd|mb?d|net_?d|disc(riminator)?s?(_\\w+)?|model_d(isc)?|\\w*_disc(riminator)?s?"
              + "|\\w*loss(es)?(_\\w+)?|criterions?|metrics?|\\w*_metrics?)",
          Pattern.CASE_INSENSITIVE);

  /** No model has so many layers of one name. */
  private static final int MAX_PREFIXES = 200;

  private final Map<String, TensorView> tensors;

  private TensorIndex(Map<String, TensorView> tensors) {
    this.tensors = Collections.unmodifiableMap(tensors);
  }

  /**
   * Returns the tensors directly in a dict of a file's tree; empty if it is no dict.
   *
   * @param tree {@link ModelFile#root()} or what it holds
   */
  public static TensorIndex of(Object tree) {
    Map<String, TensorView> tensors = new LinkedHashMap<>();
    if (tree instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            if (key instanceof String name && value instanceof TensorView tensor) {
              tensors.put(name, tensor);
            }
          });
    }
    return new TensorIndex(tensors);
  }

  /** Returns the tensors whose names begin with a prefix, without it. */
  public TensorIndex under(String prefix) {
    Map<String, TensorView> below = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            below.put(name.substring(prefix.length()), tensor);
          }
        });
    return new TensorIndex(below);
  }

  /** Returns the tensors by the names they have without what programs wrap modules in. */
  public TensorIndex withoutWrappers() {
    return new TensorIndex(Wrappers.without(tensors));
  }

  /** Returns all tensors except those of discriminators and losses beside a network. */
  TensorIndex withoutDiscriminators() {
    Set<String> others = new HashSet<>(partsUnder(""));
    others.removeIf(part -> !DISCRIMINATORS.matcher(part).matches());
    Map<String, TensorView> rest = new LinkedHashMap<>(tensors);
    rest.keySet().removeIf(name -> others.contains(firstPart(name)));
    return new TensorIndex(rest);
  }

  /** Returns the first parts of names, up to a point, behind a prefix. */
  Set<String> partsUnder(String prefix) {
    Set<String> parts = new LinkedHashSet<>();
    for (String name : tensors.keySet()) {
      if (name.startsWith(prefix)) {
        parts.add(firstPart(name.substring(prefix.length())));
      }
    }
    return parts;
  }

  private static String firstPart(String name) {
    int end = name.indexOf('.');
    return end < 0 ? name : name.substring(0, end);
  }

  /** Returns all tensors except those of some names. */
  public TensorIndex without(Set<String> names) {
    Map<String, TensorView> rest = new LinkedHashMap<>(tensors);
    rest.keySet().removeAll(names);
    return new TensorIndex(rest);
  }

  /** Returns the tensors by their names, in the file's order. */
  public Map<String, TensorView> tensors() {
    return tensors;
  }

  /** Says whether there is a layer of a name. */
  public boolean hasLayer(String layer) {
    return WEIGHTS.stream().anyMatch(suffix -> tensors.containsKey(layer + suffix));
  }

  /** Returns the names of the tensors once weight norm is folded: {@code conv_pre.weight}. */
  public Set<String> foldedNames() {
    Set<String> names = new LinkedHashSet<>();
    for (String name : tensors.keySet()) {
      Optional<String> suffix = WEIGHTS.stream().filter(name::endsWith).findFirst();
      names.add(suffix.map(end -> withoutEnd(name, end) + ".weight").orElse(name));
    }
    return names;
  }

  /** Returns the names of all layers. */
  public Stream<String> layers() {
    return tensors.keySet().stream()
        .flatMap(name -> suffix(name).map(suffix -> withoutEnd(name, suffix)).stream())
        .distinct();
  }

  /**
   * Returns what stands before each layer of a name, however deep in a joint model.
   *
   * @param layer the layer's name without prefix, such as {@code conv_pre}
   * @return each prefix with its point; an empty one if the layer has none
   */
  List<String> prefixesOf(String layer) {
    return tensors.keySet().stream()
        .filter(name -> name.contains(layer))
        .flatMap(name -> suffix(name).map(suffix -> withoutEnd(name, suffix)).stream())
        .filter(name -> name.equals(layer) || name.endsWith("." + layer))
        .map(name -> withoutEnd(name, layer))
        .distinct()
        .limit(MAX_PREFIXES)
        .toList();
  }

  /**
   * Returns the shape of a layer's weight.
   *
   * @throws CheckpointException if there is no such layer
   */
  public int[] weightShape(String layer) {
    int[] shape = null;
    for (String suffix : WEIGHTS) {
      TensorView tensor = tensors.get(layer + suffix);
      shape = tensor == null ? shape : tensor.shape();
    }
    if (shape == null) {
      throw new CheckpointException(
          "The checkpoint has no layer %s; it has %s."
              .formatted(Text.quoted(layer), Text.listed(tensors.keySet())));
    }
    return shape;
  }

  /**
   * Returns the tensors by our names.
   *
   * @param ours our name for a layer's; empty leaves its tensors with their names, so that a check
   *     of the whole complains of them
   * @throws CheckpointException if two would have the same name
   */
  public Map<String, TensorView> renamed(Function<String, Optional<String>> ours) {
    Map<String, TensorView> renamed = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          String suffix = suffix(name).orElse("");
          String layer = withoutEnd(name, suffix);
          if (renamed.put(ours.apply(layer).orElse(layer) + suffix, tensor) != null) {
            throw new CheckpointException(
                "The checkpoint holds the layer %s twice; save the model again."
                    .formatted(Text.quoted(layer)));
          }
        });
    return renamed;
  }

  private static Optional<String> suffix(String name) {
    return Stream.concat(Stream.of(BIAS), WEIGHTS.stream()).filter(name::endsWith).findFirst();
  }

  private static String withoutEnd(String name, String end) {
    return name.substring(0, name.length() - end.length());
  }
}
