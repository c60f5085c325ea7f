package dev.vocoder.internal.container.onnx;

import dev.vocoder.internal.container.ElementType;
import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.container.Text;
import dev.vocoder.internal.container.onnx.Message.Range;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A TensorProto, its data not yet looked at.
 *
 * @param name its name; empty for a constant's
 * @param typeCode the number of its type
 * @param dimensions the length of each axis, 0 or more
 * @param ranges where its data lie, by the number of their field: at most one
 * @param isExternal whether they lie in another file
 * @param external what is said of that
 */
record OnnxTensor(
    String name,
    long typeCode,
    List<Long> dimensions,
    Map<Integer, Range> ranges,
    boolean isExternal,
    Map<String, String> external) {
  private static final int FLOATS = 4;
  private static final int INTS = 5; // and whatever is shorter
  private static final int LONGS = 7;
  private static final int RAW = 9;
  private static final int DOUBLES = 10;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  /**
   * Reads one.
   *
   * @param tensor the message
   * @param most how many axes, and entries, it may have
   */
  static OnnxTensor read(Message tensor, int most) throws IOException {
    String name = "";
    long type = 0;
    List<Long> dimensions = new ArrayList<>();
    Map<Integer, Range> ranges = new HashMap<>();
    Map<String, String> external = new HashMap<>();
    boolean isExternal = false;
    while (tensor.next()) {
      int field = tensor.field();
      switch (field) {
        case 1 -> addIntegers(tensor, dimensions, most);
        case 2 -> type = tensor.number();
        case 8 -> name = tensor.text();
        case FLOATS, INTS, LONGS, RAW, DOUBLES -> {
          if (ranges.put(field, tensor.range()) != null) {
            throw Damage.of("a tensor has its data in two parts");
          }
        }
        case 13 -> {
          tensor.message().putEntry(external);
          if (external.size() > most) {
            throw Damage.of("a tensor lies in too many places");
          }
        }
        case 14 -> isExternal = tensor.number() == 1;
        default -> {} // texts, and data of types that are not read
      }
    }
    if (dimensions.stream().anyMatch(axis -> axis < 0)) {
      throw Damage.of("a tensor has a negative dimension");
    }
    return new OnnxTensor(name, type, dimensions, ranges, isExternal, external);
  }

  /** Adds whole numbers of a repeated field, packed or not. */
  static void addIntegers(Message numbers, List<Long> to, int most) throws IOException {
    if (numbers.isSingle()) {
      to.add(numbers.number());
    } else {
      for (Message packed = numbers.message(); packed.hasMore() && to.size() <= most; ) {
        to.add(packed.varint());
      }
    }
    if (to.size() > most) {
      throw Damage.of("a list of numbers is too long");
    }
  }

  /** Returns what its numbers are. */
  ElementType type() throws MalformedException {
    return switch ((int) typeCode) {
      case 1 -> ElementType.FLOAT;
      case 2 -> ElementType.BYTE;
      case 3 -> ElementType.CHAR;
      case 5 -> ElementType.SHORT;
      case 6 -> ElementType.INT;
      case 7 -> ElementType.LONG;
      case 9 -> ElementType.BOOL;
      case 10 -> ElementType.HALF;
      case 11 -> ElementType.DOUBLE;
      case 16 -> ElementType.BFLOAT16;
      default ->
          throw new MalformedException(
              "it is an ONNX model whose tensor %s is of type %d, which is not read here; export it in single precision"
                  .formatted(Text.quoted(name), typeCode));
    };
  }

  /** Returns how many numbers its dimensions make, saturated. */
  long count() {
    if (dimensions.contains(0L)) {
      return 0;
    }
    long count = 1;
    for (long axis : dimensions) {
      count = axis > Long.MAX_VALUE / count ? Long.MAX_VALUE : count * axis;
    }
    return count;
  }

  /** Returns where its data lie in the model's file. */
  Range range() throws MalformedException {
    if (ranges.size() != 1) {
      throw Damage.of(
          "tensor %s has %s"
              .formatted(Text.quoted(name), ranges.isEmpty() ? "no data" : "data twice"));
    }
    boolean fits =
        switch (type()) {
          case FLOAT -> ranges.containsKey(FLOATS);
          case DOUBLE -> ranges.containsKey(DOUBLES);
          case LONG -> ranges.containsKey(LONGS);
          default -> ranges.containsKey(INTS);
        };
    if (!fits && !ranges.containsKey(RAW)) {
      throw Damage.of("tensor %s has data of another type".formatted(Text.quoted(name)));
    }
    return ranges.values().iterator().next();
  }

  /** Says whether its data are numbers of varying length. */
  boolean isVarints() {
    return ranges.containsKey(INTS) || ranges.containsKey(LONGS);
  }

  /** Returns what is said of another file. */
  Optional<String> external(String key) {
    return Optional.ofNullable(external.get(key));
  }

  /** Returns a number that is said of another file. */
  Optional<Long> externalNumber(String key) throws MalformedException {
    Optional<String> text = external(key);
    if (text.isPresent() && !NUMBER.matcher(text.get()).matches()) {
      throw Damage.of(
          "the %s of tensor %s is %s".formatted(key, Text.quoted(name), Text.quoted(text.get())));
    }
    return text.map(Long::valueOf);
  }
}
