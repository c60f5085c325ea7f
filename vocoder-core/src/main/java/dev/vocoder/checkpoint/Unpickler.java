package dev.vocoder.checkpoint;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one pickle (protocols 2 to 5) with the closed vocabulary of {@link Global}. The opcodes are
 * those of Python's {@code pickletools}.
 */
final class Unpickler {
  private static final int MAX_OPCODES = 2_000_000;
  private static final int MIN_PROTOCOL = 2;
  private static final int MAX_PROTOCOL = 5;

  private final PickleInput in;
  private final Tensors tensors;
  private final List<Object> stack = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();
  private int steps;

  /** What makes tensors. */
  interface Tensors {
    /** Returns the tensor that a view describes. */
    Tensor read(TensorView view) throws IOException;
  }

  private Unpickler(PickleInput in, Tensors tensors) {
    this.in = in;
    this.tensors = tensors;
  }

  /**
   * Reads one pickle and leaves the input just behind it.
   *
   * @return LinkedHashMap, List, byte[], Tensor, String, Long, BigInteger (beyond 64 bits), Double,
   *     Boolean or null; nested, but not without end
   */
  static Object read(PickleInput in, Tensors tensors) throws IOException {
    Object root = new Unpickler(in, tensors).run();
    Nesting.check(root);
    return root;
  }

  /** Reads a pickle that holds no tensors. */
  static Object read(PickleInput in) throws IOException {
    return read(
        in,
        view -> {
          throw new MalformedException("it has a tensor where none belongs");
        });
  }

  private Object run() throws IOException {
    if (in.unsignedByte() != 0x80) {
      throw new MalformedException("its pickle does not begin as one");
    }
    int protocol = in.unsignedByte();
    if (protocol < MIN_PROTOCOL || protocol > MAX_PROTOCOL) {
      throw new MalformedException(
          "its pickle has protocol %d, not %d to %d"
              .formatted(protocol, MIN_PROTOCOL, MAX_PROTOCOL));
    }
    for (int opcode = in.unsignedByte(); opcode != '.'; opcode = in.unsignedByte()) {
      count(1);
      step(opcode);
    }
    Object root = pop();
    if (!stack.isEmpty() || !marks.isEmpty()) {
      throw new MalformedException("its pickle ends with values left over");
    }
    return root;
  }

  private void count(int more) throws MalformedException {
    steps += more;
    if (steps > MAX_OPCODES) {
      throw new MalformedException(
          "its pickle takes more than %d steps, where weights take thousands"
              .formatted(MAX_OPCODES));
    }
  }

  private void step(int opcode) throws IOException {
    switch (opcode) {
      case 0x95 -> in.signedLong(); // FRAME: a hint for buffering
      case '(' -> marks.add(stack.size());
      case 'N' -> stack.add(null);
      case 0x88 -> stack.add(true);
      case 0x89 -> stack.add(false);
      case 'J' -> stack.add((long) in.signedInt());
      case 'K' -> stack.add((long) in.unsignedByte());
      case 'M' -> stack.add((long) in.unsignedShort());
      case 0x8a -> stack.add(in.integer(in.unsignedByte()));
      case 0x8b -> stack.add(in.integer(in.signedInt()));
      case 'G' -> stack.add(in.bigEndianDouble());
      case 'X' -> stack.add(in.text(in.unsignedInt()));
      case 0x8c -> stack.add(in.text(in.unsignedByte()));
      case 0x8d -> stack.add(in.text(in.signedLong()));
      case 'U' -> stack.add(in.text(in.unsignedByte())); // Python 2's str
      case 'T' -> stack.add(in.text(in.signedInt()));
      case 'C' -> stack.add(in.bytes(in.unsignedByte()));
      case 'B' -> stack.add(in.bytes(in.unsignedInt()));
      case 0x8e, 0x96 -> stack.add(in.bytes(in.signedLong()));
      case ']' -> stack.add(new ArrayList<>());
      case '}' -> stack.add(new LinkedHashMap<>());
      case ')' -> stack.add(List.of());
      case 0x85 -> stack.add(tuple(stack.size() - 1));
      case 0x86 -> stack.add(tuple(stack.size() - 2));
      case 0x87 -> stack.add(tuple(stack.size() - 3));
      case 't' -> stack.add(tuple(mark()));
      case 'l' -> stack.add(new ArrayList<>(tuple(mark())));
      case 'a' -> append(stack.size() - 1);
      case 'e' -> append(mark());
      case 's' -> setItems(stack.size() - 2);
      case 'u' -> setItems(mark());
      case 'q' -> memo.put((long) in.unsignedByte(), top());
      case 'r' -> memo.put(in.unsignedInt(), top());
      case 0x94 -> memo.put((long) memo.size(), top());
      case 'h' -> stack.add(remembered(in.unsignedByte()));
      case 'j' -> stack.add(remembered(in.unsignedInt()));
      case 'c' -> stack.add(Global.named(in.line(), in.line()));
      case 0x93 -> stack.add(stackGlobal());
      case 'i' -> throw Global.refused(in.line(), in.line());
      case 'Q' -> stack.add(storage(pop()));
      case 'R' -> stack.add(reduce());
      case 'b' -> build();
      default ->
          throw new MalformedException(
              "its pickle has opcode 0x%02x, which is damage or builds what plain weights never hold"
                  .formatted(opcode));
    }
  }

  private Object top() throws MalformedException {
    if (stack.size() <= floor()) {
      throw disordered();
    }
    return stack.get(stack.size() - 1);
  }

  private Object pop() throws MalformedException {
    Object top = top();
    stack.remove(stack.size() - 1);
    return top;
  }

  /** Values below the last mark are out of reach until it is taken. */
  private int floor() {
    return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
  }

  private int mark() throws MalformedException {
    if (marks.isEmpty()) {
      throw disordered();
    }
    return marks.remove(marks.size() - 1);
  }

  /** Takes everything from an index of the stack on. */
  private List<Object> tuple(int start) throws MalformedException {
    if (start < floor()) {
      throw disordered();
    }
    List<Object> tail = stack.subList(start, stack.size());
    List<Object> tuple = Collections.unmodifiableList(Arrays.asList(tail.toArray()));
    tail.clear();
    return tuple;
  }

  private void append(int start) throws MalformedException {
    List<Object> items = tuple(start);
    if (!(top() instanceof ArrayList<?>)) {
      throw disordered();
    }
    list(top()).addAll(items);
  }

  private void setItems(int start) throws MalformedException {
    List<Object> items = tuple(start);
    Map<Object, Object> map = map(top());
    if (items.size() % 2 != 0) {
      throw disordered();
    }
    for (int i = 0; i < items.size(); i += 2) {
      put(map, items.get(i), items.get(i + 1));
    }
  }

  /** Keys are scalars, so that hashing one never walks a structure. */
  private static void put(Map<Object, Object> map, Object key, Object value)
      throws MalformedException {
    boolean scalar =
        key == null
            || key instanceof String
            || key instanceof Long
            || key instanceof Double
            || key instanceof Boolean
            || key instanceof BigInteger;
    if (!scalar) {
      throw new MalformedException("a dict of it has a key that is neither a string nor a number");
    }
    map.put(key, value);
  }

  private Object remembered(long index) throws MalformedException {
    if (!memo.containsKey(index)) {
      throw disordered();
    }
    return memo.get(index);
  }

  private Object stackGlobal() throws MalformedException {
    if (pop() instanceof String name && pop() instanceof String module) {
      return Global.named(module, name);
    }
    throw disordered();
  }

  /** A persistent id: ('storage', class, key, location, count), and None in the legacy stream. */
  private static Storage storage(Object id) throws MalformedException {
    if (id instanceof List<?> parts
        && parts.size() >= 5
        && "storage".equals(parts.get(0))
        && parts.get(1) instanceof ElementType type
        && parts.get(2) instanceof String key
        && parts.get(4) instanceof Long count) {
      if (parts.size() > 5 && parts.get(5) != null) {
        throw new MalformedException(
            "it has a view of a storage as PyTorch wrote before 0.4; save it again in Python");
      }
      if (count < 0) {
        throw new MalformedException("storage %s has %d elements".formatted(key, count));
      }
      return new Storage(key, type, count);
    }
    throw new MalformedException("it refers to something that is not a storage of a known type");
  }

  private Object reduce() throws IOException {
    List<Object> arguments = list(pop());
    Object function = pop();
    if (!(function instanceof Global global)) {
      throw disordered();
    }
    int count = arguments.size();
    return switch (global) {
      case ORDERED_DICT -> count == 0 ? new LinkedHashMap<>() : dictOf(arguments.get(0));
      case COUNTER -> count == 0 ? new LinkedHashMap<>() : map(arguments.get(0));
      case SIZE -> count == 0 ? List.of() : list(arguments.get(0));
      case REBUILD_PARAMETER -> {
        if (count >= 1 && arguments.get(0) instanceof Tensor data) {
          yield data;
        }
        throw disordered();
      }
      case REBUILD_TENSOR -> {
        if (count >= 4
            && arguments.get(0) instanceof Storage storage
            && arguments.get(1) instanceof Long offset) {
          yield tensors.read(
              TensorView.of(storage, offset, list(arguments.get(2)), list(arguments.get(3))));
        }
        throw disordered();
      }
    };
  }

  /** An OrderedDict's argument is a list of pairs. */
  private Map<Object, Object> dictOf(Object pairs) throws MalformedException {
    Map<Object, Object> map = new LinkedHashMap<>();
    List<Object> items = list(pairs);
    count(items.size()); // the list may be used again and again
    for (Object item : items) {
      List<Object> pair = list(item);
      if (pair.size() != 2) {
        throw disordered();
      }
      put(map, pair.get(0), pair.get(1));
    }
    return map;
  }

  /** Attributes of a dict (a state dict's _metadata) or of a parameter: dropped. */
  private void build() throws MalformedException {
    Object state = pop();
    boolean droppable = state == null || state instanceof Map || state instanceof List;
    if (!droppable || !(top() instanceof Map || top() instanceof Tensor)) {
      throw disordered();
    }
  }

  @SuppressWarnings("unchecked") // every list here was made here
  private static List<Object> list(Object value) throws MalformedException {
    if (value instanceof List<?>) {
      return (List<Object>) value;
    }
    throw disordered();
  }

  @SuppressWarnings("unchecked") // every map here was made here
  private static Map<Object, Object> map(Object value) throws MalformedException {
    if (value instanceof Map<?, ?>) {
      return (Map<Object, Object>) value;
    }
    throw disordered();
  }

  private static MalformedException disordered() {
    return new MalformedException("its pickle is damaged: an instruction lacks what it works on");
  }
}
