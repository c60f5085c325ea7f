package dev.vocoder.internal.script;

import dev.vocoder.internal.container.TensorFormat;
import dev.vocoder.internal.script.Value.Convolution;
import dev.vocoder.internal.script.Value.Elementwise;
import dev.vocoder.internal.script.Value.LeakyRelu;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Joins convolutions with the leaky ReLU or the sum that takes their result, which oneDNN then
 * computes while it has the numbers at hand: alone, each would go to memory and back.
 */
final class Fusion {
  private final Map<Value, Integer> readers = new HashMap<>();
  private final Map<Value, Value> replaced = new HashMap<>();
  private final Set<Value> taken = new HashSet<>(); // convolutions that went into their reader

  private Fusion(List<Value> values) {
    values.forEach(value -> value.inputs().forEach(input -> readers.merge(input, 1, Integer::sum)));
  }

  /**
   * Joins what can be.
   *
   * @param values a program in the order of computation
   * @return one that computes the same
   */
  static List<Value> of(List<Value> values) {
    return new Fusion(values).joined(values);
  }

  private List<Value> joined(List<Value> values) {
    values.forEach(value -> replaced.put(value, join(value)));
    List<Value> left = new ArrayList<>();
    for (Value value : values) {
      if (!taken.contains(value)) {
        left.add(replaced.get(value));
      }
    }
    return left;
  }

  private Value join(Value value) {
    List<Value> inputs = value.inputs();
    if (value.operation() instanceof LeakyRelu relu) {
      Value input = inputs.get(0);
      if (isFree(input) && input.type() == value.type()) {
        taken.add(input);
        Convolution convolution = (Convolution) input.operation();
        return copy(value, convolution.activated(relu.slope()), replacedInputs(input));
      }
    }
    if (value.operation() instanceof Elementwise elementwise
        && elementwise.function().equals("add")) {
      for (int own = 1; own >= 0; own--) {
        Optional<Value> sum = sum(value, inputs.get(own), inputs.get(1 - own));
        if (sum.isPresent()) {
          taken.add(inputs.get(own));
          return sum.get();
        }
      }
    }
    return copy(value, value.operation(), replacedInputs(value));
  }

  private Optional<Value> sum(Value value, Value convolved, Value other) {
    boolean joins =
        isFree(convolved)
            && convolved.type() == TensorFormat.FLOAT32
            && other.type() == TensorFormat.FLOAT32
            && convolved.lag() >= other.lag()
            && !convolved.inputs().contains(other)
            && convolved != other;
    if (!joins) {
      return Optional.empty();
    }
    List<Value> inputs = new ArrayList<>(replacedInputs(convolved));
    inputs.add(replaced.get(other));
    return Optional.of(copy(value, ((Convolution) convolved.operation()).adding(), inputs));
  }

  /** Returns whether a value is a convolution for one reader, which may take it in. */
  private boolean isFree(Value value) {
    return value.operation() instanceof Convolution convolution
        && convolution.form().joins()
        && convolution.isPlain()
        && readers.getOrDefault(value, 0) == 1;
  }

  private List<Value> replacedInputs(Value value) {
    return value.inputs().stream().map(replaced::get).toList();
  }

  private static Value copy(Value value, Value.Operation operation, List<Value> inputs) {
    return new Value(operation, inputs, value.type(), value.channels(), value.rate(), value.lag());
  }
}
