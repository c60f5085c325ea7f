package dev.vocoder.internal.container.torch;

import dev.vocoder.internal.container.ElementType;
import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.container.SkippedObject;
import dev.vocoder.internal.container.Storage;
import dev.vocoder.internal.container.TensorView;
import dev.vocoder.internal.container.Text;
import dev.vocoder.internal.container.torch.Global.Vocabulary;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
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
public final class Unpickler {
  private static final int MAX_OPCODES = 2_000_000;
  private static final int MIN_PROTOCOL = 2;
  private static final int MAX_PROTOCOL = 5;
  private static final SkippedObject SET = new SkippedObject("builtins.set");

  private final PickleInput in;
  private final Vocabulary vocabulary;
  private final Map<String, Storage> storages;
  private final List<Object> stack = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Long, Object> memo = new HashMap<>();
  private int steps;

  private Unpickler(PickleInput in, Vocabulary vocabulary, Map<String, Storage> storages) {
    this.in = in;
    this.vocabulary = vocabulary;
    this.storages = storages;
  }

  /**
   * Reads one pickle of weights and leaves the input just behind it.
   *
   * @param storages takes the storages of the pickle's tensors
   * @return LinkedHashMap, List, byte[], TensorView, String, Long, BigInteger (beyond 64 bits),
   *     Double, Boolean, SkippedObject or null; nested, but not without end
   */
  static Object weights(PickleInput in, Map<String, Storage> storages) throws IOException {
    return read(in, Vocabulary.WEIGHTS, storages);
  }

  /** Reads one pickle of plain values; a tensor in it is one without values. */
  static Object plain(PickleInput in) throws IOException {
    return weights(in, new HashMap<>());
  }

  /** Reads one pickle of plain values and NumPy's arrays. */
  public static Object arrays(PickleInput in) throws IOException {
    return read(in, Vocabulary.ARRAYS, new HashMap<>());
  }

  private static Object read(PickleInput in, Vocabulary vocabulary, Map<String, Storage> storages)
      throws IOException {
    Object root = new Unpickler(in, vocabulary, storages).run();
    Nesting.check(root);
    return root;
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
      case 0x8f -> stack.add(SET);
      case 0x90 -> addItems();
      case 0x91 -> {
        tuple(mark());
        stack.add(SET);
      }
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
      case 'c' -> stack.add(Global.named(in.line(), in.line(), vocabulary));
      case 0x93 -> stack.add(stackGlobal());
      case 'i' -> throw Global.refused(in.line(), in.line());
      case 'Q' -> stack.add(storage(pop()));
      case 'R' -> stack.add(reduce());
      case 'b' -> build();
      case 0x81 -> stack.add(instance(opcode, tuple(stack.size() - 2).get(0)));
      case 0x92 -> stack.add(instance(opcode, tuple(stack.size() - 3).get(0)));
      default -> throw unexpected(opcode);
    }
  }

  /** Only of classes that are passed over; whatever it is made of is dropped. */
  private static SkippedObject instance(int opcode, Object type) throws MalformedException {
    if (type instanceof SkippedObject skipped) {
      return skipped;
    }
    throw unexpected(opcode);
  }

  private static MalformedException unexpected(int opcode) {
    return new MalformedException(
        "its pickle has opcode 0x%02x, which is damage or builds what plain weights never hold"
            .formatted(opcode));
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
    if (top() instanceof SkippedObject) {
      return;
    }
    if (!(top() instanceof ArrayList<?>)) {
      throw disordered();
    }
    list(top()).addAll(items);
  }

  /** Sets are passed over, and so what is in them. */
  private void addItems() throws MalformedException {
    tuple(mark());
    if (!(top() instanceof SkippedObject)) {
      throw disordered();
    }
  }

  private void setItems(int start) throws MalformedException {
    List<Object> items = tuple(start);
    if (top() instanceof SkippedObject) {
      return;
    }
    Map<Object, Object> map = map(top());
    if (items.size() % 2 != 0) {
      throw disordered();
    }
    for (int i = 0; i < items.size(); i += 2) {
      put(map, items.get(i), items.get(i + 1));
    }
  }

  /**
   * Keys are scalars, so that hashing one never walks a structure. What lies under a tuple or an
   * object that is passed over goes with it.
   */
  private static void put(Map<Object, Object> map, Object key, Object value)
      throws MalformedException {
    if (key instanceof SkippedObject || (key instanceof List && !(key instanceof ArrayList))) {
      return;
    }
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
      return Global.named(module, name, vocabulary);
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
    if (function instanceof SkippedObject) {
      return function;
    }
    if (!(function instanceof Global global)) {
      throw disordered();
    }
    int count = arguments.size();
    return switch (global) {
      case ORDERED_DICT -> count == 0 ? new LinkedHashMap<>() : dictOf(arguments.get(0));
      case DEFAULT_DICT -> new LinkedHashMap<>(); // what makes its missing values is dropped
      case COUNTER -> count == 0 ? new LinkedHashMap<>() : map(arguments.get(0));
      case SIZE -> count == 0 ? List.of() : list(arguments.get(0));
      case REBUILD_PARAMETER -> parameter(arguments);
      case REBUILD_TENSOR -> tensor(arguments);
      case REBUILD_FROM_TYPE -> { // a tensor with attributes of its own
        if (count >= 3 && arguments.get(0) == Global.REBUILD_TENSOR) {
          yield tensor(list(arguments.get(2)));
        }
        if (count >= 3 && arguments.get(0) == Global.REBUILD_PARAMETER) {
          yield parameter(list(arguments.get(2)));
        }
        throw disordered();
      }
      case LATIN1_BYTES -> {
        if (count == 2 && arguments.get(0) instanceof String text) {
          count(text.length()); // the text may be used again and again
          yield text.getBytes(StandardCharsets.ISO_8859_1);
        }
        throw disordered();
      }
      case NUMPY_TYPE -> {
        if (count >= 1 && arguments.get(0) instanceof String code) {
          yield new NumpyType(code);
        }
        throw disordered();
      }
      case NUMPY_SCALAR -> {
        if (count == 2
            && arguments.get(0) instanceof NumpyType type
            && arguments.get(1) instanceof byte[] bytes) {
          yield type.scalar(bytes);
        }
        throw disordered();
      }
      case NUMPY_RECONSTRUCT -> new NumpyArray();
      case NUMPY_ARRAY -> throw disordered();
    };
  }

  private TensorView tensor(List<Object> arguments) throws MalformedException {
    if (arguments.size() >= 4
        && arguments.get(0) instanceof Storage storage
        && arguments.get(1) instanceof Long offset) {
      note(storage);
      return TensorView.of(storage, offset, list(arguments.get(2)), list(arguments.get(3)));
    }
    throw disordered();
  }

  private static TensorView parameter(List<Object> arguments) throws MalformedException {
    if (!arguments.isEmpty() && arguments.get(0) instanceof TensorView data) {
      return data;
    }
    throw disordered();
  }

  private void note(Storage storage) throws MalformedException {
    Storage before = storages.putIfAbsent(storage.key(), storage);
    if (before != null && !before.equals(storage)) {
      throw new MalformedException(
          "storage %s is described twice, as %s and as %s"
              .formatted(Text.quoted(storage.key()), before.type(), storage.type()));
    }
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

  /**
   * Attributes of a dict (a state dict's _metadata), of a parameter or of what is passed over are
   * dropped; NumPy's types and arrays are completed.
   */
  private void build() throws MalformedException {
    Object state = pop();
    Object target = top();
    if (target instanceof NumpyType type) {
      if (list(state).size() < 2 || !(list(state).get(1) instanceof String sign)) {
        throw disordered();
      }
      type.setOrder(sign);
    } else if (target instanceof NumpyArray array) {
      array.fill(list(state));
    } else if (!(target instanceof SkippedObject)) {
      boolean droppable = state == null || state instanceof Map || state instanceof List;
      if (!droppable || !(target instanceof Map || target instanceof TensorView)) {
        throw disordered();
      }
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
