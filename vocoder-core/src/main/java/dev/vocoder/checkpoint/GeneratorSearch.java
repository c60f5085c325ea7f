package dev.vocoder.checkpoint;

import dev.vocoder.CheckpointException;
import dev.vocoder.internal.container.TensorView;
import dev.vocoder.internal.container.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the one generator of a file by the names of its tensors: in any dict, under any prefix,
 * beside whatever else is there.
 *
 * <p>The rule of choice: equal copies count as one; the weights themselves come before their moving
 * average, which is taken only where it is alone; two that differ are refused.
 */
final class GeneratorSearch {
  /** Where a file holds more networks than this, none of them can be the one that is meant. */
  private static final int MAX_FOUND = 64;

  /** What moving averages of weights are called, alone or as a word of a longer name. */
  private static final Pattern AVERAGE =
      Pattern.compile("(^|.*[._-])(ema|swa|avg|averaged?|shadow)\\d*([._-].*|$)");

  private final ModelFile file;
  private final List<StateDicts.Named> dicts;

  /**
   * Begins a search.
   *
   * @param file an open file
   */
  GeneratorSearch(ModelFile file) {
    this.file = file;
    this.dicts = StateDicts.in(file.root());
  }

  /**
   * A generator.
   *
   * @param place where it lies, for people: keys and prefixes with points between
   * @param tensors its own, without the prefix
   * @param inputs what it takes besides a mel, if its tensors tell
   * @param averages the places of the moving averages that were passed over
   */
  record Found(String place, TensorIndex tensors, Optional<String> inputs, List<String> averages) {

    private Found(StateDicts.Named dict, String prefix) {
      this(
          withoutEnd(dict.path() + (dict.path().isEmpty() ? "" : ".") + prefix),
          dict.tensors().under(prefix).withoutDiscriminators(),
          OtherInputs.of(dict.tensors(), prefix),
          List.of());
    }

    private static String withoutEnd(String place) {
      return place.endsWith(".") ? place.substring(0, place.length() - 1) : place;
    }

    private boolean isAverage() {
      return AVERAGE.matcher(place.toLowerCase(java.util.Locale.ROOT)).matches();
    }

    /** Returns what should be known of the choice, a sentence each. */
    List<String> notes() {
      List<String> notes = new ArrayList<>();
      if (!place.isEmpty() && !place.equals("generator")) {
        notes.add("The generator is what lies in the file at %s.".formatted(shown()));
      }
      if (!averages.isEmpty()) {
        notes.add(
            "Passed over for it: its moving average at %s.".formatted(String.join(", ", averages)));
      }
      if (isAverage()) {
        notes.add("It is the moving average of a training; the weights themselves are not there.");
      }
      return notes;
    }

    /** Returns the place for messages. */
    String shown() {
      return place.isEmpty() ? "the top of the file" : Text.quoted(place);
    }
  }

  /**
   * Finds the generator of a layout.
   *
   * @return it, or empty if there is none
   * @throws CheckpointException if there are several that differ
   */
  Optional<Found> find(CheckpointLayout layout) {
    List<Found> all = all(layout);
    List<Found> own = all.stream().filter(found -> !found.isAverage()).toList();
    List<Found> averages = all.stream().filter(Found::isAverage).toList();
    List<Found> candidates = own.isEmpty() ? averages : own;
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    Found first = candidates.get(0);
    for (Found other : candidates.subList(1, candidates.size())) {
      if (!isSame(first.tensors, other.tensors)) {
        throw new CheckpointException(
            "%s holds two generators that differ, %s and %s; save the one that is meant in a file of its own."
                .formatted(file.path(), first.shown(), other.shown()));
      }
    }
    List<String> passedOver =
        own.isEmpty() ? List.of() : averages.stream().map(Found::shown).toList();
    return Optional.of(new Found(first.place, first.tensors, first.inputs, passedOver));
  }

  private List<Found> all(CheckpointLayout layout) {
    List<Found> all = new ArrayList<>();
    for (StateDicts.Named dict : dicts) {
      for (String landmark : layout.landmarks()) {
        for (String prefix : dict.tensors().prefixesOf(landmark)) {
          if (layout.recognizes(dict.tensors().under(prefix))) {
            all.add(new Found(dict, prefix));
          }
          if (all.size() > MAX_FOUND) {
            throw new CheckpointException(
                "%s holds more than %d generators; save the one that is meant in a file of its own."
                    .formatted(file.path(), MAX_FOUND));
          }
        }
      }
    }
    return all;
  }

  private boolean isSame(TensorIndex one, TensorIndex other) {
    Map<String, TensorView> left = one.tensors();
    Map<String, TensorView> right = other.tensors();
    if (!left.keySet().equals(right.keySet())) {
      return false;
    }
    Map<String, TensorView> pairs = new LinkedHashMap<>();
    for (Map.Entry<String, TensorView> each : left.entrySet()) {
      TensorView twin = right.get(each.getKey());
      if (!each.getValue().sameAs(twin)) {
        pairs.put("left." + each.getKey(), each.getValue());
        pairs.put("right." + each.getKey(), twin);
      }
    }
    StateDict values = file.read(pairs);
    return values.names().stream()
        .filter(name -> name.startsWith("left."))
        .allMatch(
            name ->
                values.get(name).sameAs(values.get("right." + name.substring("left.".length()))));
  }
}
