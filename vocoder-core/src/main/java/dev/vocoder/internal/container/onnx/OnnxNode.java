package dev.vocoder.internal.container.onnx;

import dev.vocoder.internal.container.Text;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An operation of an ONNX graph.
 *
 * @param operator its operator, such as Conv; with the domain before it if that is not ONNX's
 * @param name its name, for people; may be empty
 * @param inputs the names of the values it takes; empty for one that is left out
 * @param outputs the names of the values it makes
 * @param attributes its attributes: a Long, a Float, a String, a List of Longs or of Floats, or a
 *     {@link dev.vocoder.internal.container.TensorView}; {@link #UNREAD} stands for anything else
 */
public record OnnxNode(
    String operator,
    String name,
    List<String> inputs,
    List<String> outputs,
    Map<String, Object> attributes) {
  /** What stands for an attribute's value of a kind that is not read, such as a graph. */
  public static final Object UNREAD = "?";

  /** Copies the lists. */
  public OnnxNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = Map.copyOf(attributes);
  }

  /** Returns an input's name; empty if it has fewer. */
  public String input(int index) {
    return index < inputs.size() ? inputs.get(index) : "";
  }

  /** Returns the name of its first output. */
  public String output() {
    return outputs.isEmpty() ? "" : outputs.get(0);
  }

  /** Says whether it has an operator, no attributes but some, and one output. */
  public boolean is(String wanted, Set<String> known) {
    return operator.equals(wanted) && outputs.size() == 1 && known.containsAll(attributes.keySet());
  }

  /**
   * Returns an attribute's value.
   *
   * @param attribute its name
   * @param usual what stands for one that is left out
   */
  public Object value(String attribute, Object usual) {
    return attributes.getOrDefault(attribute, usual);
  }

  /** Returns it for messages: its operator and where it is. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(Text.shown(operator));
    text.append(' ').append(Text.quoted(name.isEmpty() ? output() : name));
    attributes.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .limit(8)
        .forEach(
            each ->
                text.append(", ")
                    .append(Text.shown(each.getKey()))
                    .append(' ')
                    .append(Text.shown(String.valueOf(each.getValue()))));
    return text.toString();
  }
}
