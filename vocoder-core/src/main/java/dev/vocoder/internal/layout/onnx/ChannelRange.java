package dev.vocoder.internal.layout.onnx;

import dev.vocoder.internal.container.onnx.OnnxNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Some of a value's channels, as graphs take them: by a split, or a slice whose ends may be
 * computed.
 */
final class ChannelRange {
  private static final int MAX_DEPTH = 8; // of the computation of an end

  private final Search search;
  private final String value;
  private final int channels;

  /**
   * Begins with the value.
   *
   * @param search the graph
   * @param value (batch, channels, time)
   * @param channels how many it has
   */
  ChannelRange(Search search, String value, int channels) {
    this.search = search;
    this.value = value;
    this.channels = channels;
  }

  /**
   * Returns the value of some channels.
   *
   * @param from the first
   * @param to the first that is not taken
   */
  String find(int from, int to) {
    return inSplit(from, to).orElseGet(() -> inSlice(from, to));
  }

  /** Finds them as one of the parts that a value is split into. */
  private Optional<String> inSplit(int from, int to) {
    Optional<OnnxNode> split =
        search.seek(
            value,
            node ->
                node.operator().equals("Split")
                    && Set.of("axis", "num_outputs", "split")
                        .containsAll(node.attributes().keySet())
                    && node.value("axis", 0L).equals(1L)
                    && isEven(node)
                    && from % (to - from) == 0
                    && (to - from) * node.outputs().size() == channels);
    return split.map(node -> node.outputs().get(from / (to - from)));
  }

  /**
   * Says whether all parts have as many channels; the sizes are an input from operator set 13 on.
   */
  private boolean isEven(OnnxNode split) {
    Object sizes = split.value("split", List.of());
    if (!split.input(1).isEmpty()) {
      List<Long> numbers = new ArrayList<>();
      for (float number : search.numbers(split.input(1))) {
        numbers.add((long) number);
      }
      sizes = numbers;
    }
    int parts = split.outputs().size();
    return sizes.equals(List.of())
        ? split.input(1).isEmpty()
        : sizes.equals(Collections.nCopies(parts, (long) (channels / parts)));
  }

  /** Finds them as a slice. */
  private String inSlice(int from, int to) {
    List<OnnxNode> computed = new ArrayList<>();
    String slice =
        search.find(
            value,
            "Slice from channel %d to %d".formatted(from, to),
            node -> {
              computed.clear();
              return node.is("Slice", Set.of())
                  && node.input(0).equals(value)
                  && number(node.input(1), computed, 0).equals(OptionalLong.of(from))
                  && number(node.input(2), computed, 0).equals(OptionalLong.of(to))
                  && number(node.input(3), computed, 0).equals(OptionalLong.of(1))
                  && (node.input(4).isEmpty()
                      || number(node.input(4), computed, 0).equals(OptionalLong.of(1)));
            });
    search.addFound(computed);
    return slice;
  }

  /** Returns a whole number that is a constant, or is computed of the number of channels. */
  private OptionalLong number(String name, List<OnnxNode> computed, int depth) {
    float[] numbers = search.numbers(name);
    if (numbers.length == 1) {
      return OptionalLong.of((long) numbers[0]);
    }
    OnnxNode node = search.program().producerOf(name).orElse(null);
    if (node == null || depth == MAX_DEPTH) {
      return OptionalLong.empty();
    }
    computed.add(node);
    if (node.is("Gather", Set.of("axis"))) {
      OnnxNode shape = search.program().producerOf(node.input(0)).orElse(node);
      computed.add(shape);
      boolean isWidth =
          node.value("axis", 0L).equals(0L)
              && shape.is("Shape", Set.of())
              && shape.input(0).equals(value)
              && number(node.input(1), computed, depth + 1).equals(OptionalLong.of(1));
      return isWidth ? OptionalLong.of(channels) : OptionalLong.empty();
    }
    OptionalLong left = number(node.input(0), computed, depth + 1);
    OptionalLong right = number(node.input(1), computed, depth + 1);
    if (left.isEmpty() || right.isEmpty() || !node.attributes().isEmpty()) {
      return OptionalLong.empty();
    }
    return switch (node.operator()) {
      case "Add" -> OptionalLong.of(left.getAsLong() + right.getAsLong());
      case "Mul" -> OptionalLong.of(left.getAsLong() * right.getAsLong());
      case "Div" ->
          right.getAsLong() > 0
              ? OptionalLong.of(left.getAsLong() / right.getAsLong())
              : OptionalLong.empty();
      default -> OptionalLong.empty();
    };
  }
}
