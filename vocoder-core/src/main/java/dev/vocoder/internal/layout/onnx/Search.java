package dev.vocoder.internal.layout.onnx;

import dev.vocoder.CheckpointException;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.internal.container.TensorView;
import dev.vocoder.internal.container.Text;
import dev.vocoder.internal.container.onnx.OnnxNode;
import dev.vocoder.internal.container.onnx.OnnxProgram;
import dev.vocoder.network.PaddingMode;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Looks for operations in a graph, and remembers which have been found. */
final class Search {
  private static final int MAX_LISTED = 3;
  private static final double RELATIVE_ERROR = 1e-6; // of constants, which programs round

  private static final int A_FEW = 64;
  private static final double MOST_NUMBERS = 1 << 26; // of filters, compared with what they must be

  private final ModelFile file;
  private final OnnxProgram program;
  private final String title;
  private final Set<OnnxNode> found = Collections.newSetFromMap(new IdentityHashMap<>());

  private double numbersLeft = MOST_NUMBERS;

  /**
   * Begins a search.
   *
   * @param file the model's file, open
   * @param title what the network is, for messages
   */
  Search(ModelFile file, String title) {
    this.file = file;
    this.program = file.program().orElseThrow();
    this.title = title;
  }

  /** Returns the graph. */
  OnnxProgram program() {
    return program;
  }

  /**
   * Finds an operation among those that take a value: one that has not been found before, if there
   * is one.
   *
   * @param value what it takes
   * @param wanted what it is
   */
  Optional<OnnxNode> seek(String value, Predicate<OnnxNode> wanted) {
    OnnxNode again = null;
    for (OnnxNode node : program.consumersOf(value)) {
      boolean isNew = !found.contains(node);
      if ((isNew || again == null) && wanted.test(node)) {
        if (isNew) {
          found.add(node);
          return Optional.of(node);
        }
        again = node;
      }
    }
    return Optional.ofNullable(again);
  }

  /**
   * Finds an operation that must be there.
   *
   * @param value what it takes
   * @param expected what it is, in words
   * @param wanted what it is
   * @return the value it makes
   * @throws CheckpointException if it is not there
   */
  String find(String value, String expected, Predicate<OnnxNode> wanted) {
    return seek(value, wanted).orElseThrow(() -> refusal(value, expected)).output();
  }

  /** Finds an operation without attributes on two values in either order. */
  Optional<String> seekOfTwo(String operator, String one, String other) {
    return seek(
            one,
            node ->
                node.is(operator, Set.of())
                    && (node.inputs().equals(List.of(one, other))
                        || node.inputs().equals(List.of(other, one))))
        .map(OnnxNode::output);
  }

  /** Finds such an operation that must be there. */
  String findOfTwo(String operator, String one, String other) {
    return seekOfTwo(operator, one, other)
        .orElseThrow(() -> refusal(one, "%s of it and %s".formatted(operator, Text.quoted(other))));
  }

  /**
   * Finds an operation of a value and a number, in either order unless it is a division or a power.
   */
  Optional<String> seekOfNumber(String operator, String value, double number) {
    boolean isOrdered = operator.equals("Div") || operator.equals("Pow");
    return seek(
            value,
            node ->
                node.is(operator, Set.of())
                    && node.inputs().size() == 2
                    && ((node.input(0).equals(value) && isNumber(node.input(1), number))
                        || (!isOrdered
                            && node.input(1).equals(value)
                            && isNumber(node.input(0), number))))
        .map(OnnxNode::output);
  }

  /** Finds such an operation that must be there. */
  String findOfNumber(String operator, String value, double number) {
    return seekOfNumber(operator, value, number)
        .orElseThrow(() -> refusal(value, "%s of it and %s".formatted(operator, number)));
  }

  private boolean isNumber(String value, double number) {
    float[] numbers = numbers(value);
    return numbers.length == 1
        && Math.abs(numbers[0] - number) <= RELATIVE_ERROR * Math.abs(number);
  }

  /** Finds what continues a value in time, not by zeros. */
  String findPadded(String value, int before, int after, PaddingMode mode) {
    String name = mode == PaddingMode.REFLECT ? "reflect" : "edge";
    return find(
        value,
        "Pad of mode %s by %d and %d".formatted(name, before, after),
        each ->
            each.is("Pad", Set.of("mode"))
                && each.inputs().size() == 2
                && each.input(0).equals(value)
                && each.value("mode", "constant").equals(name)
                && Arrays.equals(numbers(each.input(1)), new float[] {0, 0, before, 0, 0, after}));
  }

  /** Says whether a value is a constant of a shape. */
  boolean hasShape(String value, long... shape) {
    return program
        .constant(value)
        .filter(each -> Arrays.equals(Arrays.stream(each.shape()).asLongStream().toArray(), shape))
        .isPresent();
  }

  /** Returns the numbers of a constant of a few; none if it is no such. */
  float[] numbers(String value) {
    return program.constant(value).filter(each -> count(each) <= A_FEW).isPresent()
        ? allNumbers(value)
        : new float[0];
  }

  /**
   * Returns the numbers of a constant, whose shape should be known; none if it is none.
   *
   * @throws CheckpointException if more have been read than any network known here needs: a file
   *     may have one tensor compared with thousands of operations
   */
  float[] allNumbers(String value) {
    Optional<TensorView> constant = program.constant(value);
    if (constant.isEmpty()) {
      return new float[0];
    }
    numbersLeft -= count(constant.get());
    if (numbersLeft < 0) {
      throw new CheckpointException(
          "%s is no %s as it is known here: its graph computes with more constants than such a network has; give the PyTorch file it was exported from."
              .formatted(file.path(), title));
    }
    return file.read(Map.of(value, constant.get())).get(value).values();
  }

  private static double count(TensorView tensor) {
    return Arrays.stream(tensor.shape()).asDoubleStream().reduce(1, (a, b) -> a * b);
  }

  /** Takes operations for found that were looked at for another. */
  void addFound(Collection<OnnxNode> nodes) {
    found.addAll(nodes);
  }

  /**
   * Requires that every operation has been found.
   *
   * @throws CheckpointException if one has not
   */
  void requireAllFound() {
    List<OnnxNode> others = program.nodes().stream().filter(node -> !found.contains(node)).toList();
    if (!others.isEmpty()) {
      throw new CheckpointException(
          "%s computes more than a %s, which is not known here: %s."
              .formatted(file.path(), title, listed(others)));
    }
  }

  /** Returns the refusal of a graph without an operation on a value. */
  CheckpointException refusal(String value, String expected) {
    List<OnnxNode> others =
        program.consumersOf(value).stream().filter(node -> !found.contains(node)).toList();
    return new CheckpointException(
        "%s is no %s as it is known here: of its value %s it computes %s, where %s is expected; give the PyTorch file it was exported from."
            .formatted(
                file.path(),
                title,
                Text.quoted(value),
                others.isEmpty() ? "nothing more" : listed(others),
                expected));
  }

  private static String listed(List<OnnxNode> nodes) {
    String first =
        nodes.stream().limit(MAX_LISTED).map(OnnxNode::toString).collect(Collectors.joining("; "));
    return nodes.size() > MAX_LISTED
        ? "%s; and %d more".formatted(first, nodes.size() - MAX_LISTED)
        : first;
  }
}
