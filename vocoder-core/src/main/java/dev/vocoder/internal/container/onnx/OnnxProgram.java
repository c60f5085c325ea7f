package dev.vocoder.internal.container.onnx;

import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.container.TensorView;
import dev.vocoder.internal.container.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an ONNX model computes: its operations, each after those whose values it takes. Of two that
 * compute the same there is one, and none that only passes on its input ({@code Identity}, or
 * {@code Cast} to a floating-point type). Values go by their names; those of tensors are constants.
 * Immutable.
 */
public final class OnnxProgram {
  /** The types of floating-point numbers, all of which are float32 here. */
  private static final Set<Object> REAL_TYPES = Set.of(1L, 10L, 11L, 16L);

  private final Map<String, TensorView> constants;
  private final List<OnnxNode> nodes = new ArrayList<>();
  private final List<String> inputs;
  private final List<String> outputs;
  private final Map<String, List<OnnxNode>> consumers = new HashMap<>();
  private final Map<String, OnnxNode> producers = new HashMap<>();

  /** What makes two operations one. */
  private record Computation(
      String operator, List<String> inputs, Map<String, Object> attributes) {}

  /**
   * Simplifies a graph.
   *
   * @param graph its operations in the file's order
   * @param constants its tensors by their names
   * @param inputs the names of its inputs; tensors may be among them
   * @param outputs the names of its outputs
   * @throws MalformedException if an operation takes a value that none before it makes, or two make
   *     the same
   */
  OnnxProgram(
      List<OnnxNode> graph,
      Map<String, TensorView> constants,
      Collection<String> inputs,
      Collection<String> outputs)
      throws MalformedException {
    this.constants = Map.copyOf(constants);
    this.inputs = inputs.stream().filter(name -> !constants.containsKey(name)).toList();
    Map<String, String> names = new HashMap<>(); // our names of values, by those in the file
    names.put("", ""); // an input that is left out
    constants.keySet().forEach(name -> names.put(name, name));
    this.inputs.forEach(name -> names.put(name, name));
    Map<Computation, String> computed = new HashMap<>();
    for (OnnxNode each : graph) {
      List<String> taken = ours(names, each.inputs());
      OnnxNode node =
          new OnnxNode(each.operator(), each.name(), taken, each.outputs(), each.attributes());
      Computation computation = new Computation(node.operator(), taken, node.attributes());
      String same = passesOn(node) ? node.input(0) : computed.get(computation);
      if (same == null || node.outputs().size() != 1) {
        add(node);
        computed.put(computation, node.output());
        same = null;
      }
      for (String output : node.outputs()) {
        String before = output.isEmpty() ? null : names.put(output, same == null ? output : same);
        if (before != null) {
          throw Damage.of("value %s is made twice".formatted(Text.quoted(output)));
        }
      }
    }
    this.outputs = ours(names, List.copyOf(outputs));
  }

  private static List<String> ours(Map<String, String> names, List<String> values)
      throws MalformedException {
    List<String> ours = new ArrayList<>();
    for (String value : values) {
      String name = names.get(value);
      if (name == null) {
        throw Damage.of(
            "value %s is taken, but nothing before makes it".formatted(Text.quoted(value)));
      }
      ours.add(name);
    }
    return ours;
  }

  private static boolean passesOn(OnnxNode node) {
    return node.is("Identity", Set.of())
        || (node.is("Cast", Set.of("to")) && REAL_TYPES.contains(node.value("to", "")));
  }

  private void add(OnnxNode node) {
    nodes.add(node);
    named(node.outputs()).forEach(output -> producers.put(output, node));
    for (String input : named(node.inputs())) {
      consumers.computeIfAbsent(input, any -> new ArrayList<>()).add(node);
    }
  }

  /** Returns those that are values: an empty name stands for one that is left out. */
  private static Set<String> named(List<String> names) {
    return names.stream().filter(name -> !name.isEmpty()).collect(Collectors.toSet());
  }

  /** Returns its operations. */
  public List<OnnxNode> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  /** Returns its operations of one operator. */
  public List<OnnxNode> nodes(String operator) {
    return nodes.stream().filter(node -> node.operator().equals(operator)).toList();
  }

  /** Returns the operations that take a value. */
  public List<OnnxNode> consumersOf(String value) {
    return Collections.unmodifiableList(consumers.getOrDefault(value, List.of()));
  }

  /** Returns the operation that makes a value; empty for an input or a constant. */
  public Optional<OnnxNode> producerOf(String value) {
    return Optional.ofNullable(producers.get(value));
  }

  /** Returns the values it takes. */
  public List<String> inputs() {
    return inputs;
  }

  /** Returns the values it makes for its caller. */
  public List<String> outputs() {
    return outputs;
  }

  /** Returns a constant, if a value is one. */
  public Optional<TensorView> constant(String value) {
    return Optional.ofNullable(constants.get(value));
  }
}
