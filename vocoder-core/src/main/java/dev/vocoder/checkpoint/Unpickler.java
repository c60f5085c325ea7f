package dev.vocoder.checkpoint;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads pickles of protocols 2 to 5 that hold nothing but data: dicts, lists, tuples, numbers,
 * strings and tensors. It builds Java's own collections and never a class that the file names.
 *
 * <p>A dict becomes a {@link Map}, a list or tuple a {@link List}, an integer a {@link Long} (a
 * {@link BigInteger} beyond its range), a tensor a {@link StoredTensor}. Collections may contain
 * themselves: whoever walks them must not recurse without end.
 */
final class Unpickler {
  private static final int MAX_OPERATIONS = 4_000_000;

  /** Finds the storage that a pickle refers to. */
  @FunctionalInterface
  interface StorageLookup {
    Storage find(ScalarType type, String key, int count);
  }

  private final ByteBuffer in;
  private final StorageLookup storages;
  private final Map<Integer, Object> memo = new HashMap<>();
  private final Deque<List<Object>> below = new ArrayDeque<>(); // stacks under each mark
  private List<Object> stack = new ArrayList<>();
  private int copied; // elements copied from one collection to another

  private Unpickler(ByteBuffer in, StorageLookup storages) {
    this.in = in.order(ByteOrder.LITTLE_ENDIAN);
    this.storages = storages;
  }

  /**
   * Reads one pickle.
   *
   * @param in read from its position, which is moved behind the pickle
   * @param storages finds the storages it refers to
   * @throws MalformedFileException if it is no pickle of data
   * @throws java.nio.BufferUnderflowException if it ends too early
   */
  static Object read(ByteBuffer in, StorageLookup storages) {
    return new Unpickler(in, storages).run();
  }

  private Object run() {
    for (int operation = 0; operation < MAX_OPERATIONS; operation++) {
      int code = in.get() & 0xff;
      if (code == '.') {
        return pop();
      }
      execute(code);
    }
    throw new MalformedFileException("its pickle is longer than any checkpoint's");
  }

  private void execute(int code) {
    switch (code) {
      case 0x80 -> protocol(in.get());
      case 0x95 -> in.getLong(); // a frame's length, which nothing depends on
      case '(' -> mark();
      case '0' -> pop();
      case '1' -> popMark();
      case '2' -> push(top());
      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'J' -> push((long) in.getInt());
      case 'K' -> push((long) (in.get() & 0xff));
      case 'M' -> push((long) (in.getShort() & 0xffff));
      case 0x8a -> push(integer(in.get() & 0xff));
      case 0x8b -> push(integer(in.getInt()));
      case 'G' -> push(bigEndianDouble());
      case 'X', 'T', 'B' -> push(text(in.getInt()));
      case 0x8c, 'U', 'C' -> push(text(in.get() & 0xff));
      case 0x8d, 0x8e -> push(text(in.getLong()));
      case ')' -> push(new ArrayList<>());
      case 't' -> push(popMark());
      case 0x85 -> push(popLast(1));
      case 0x86 -> push(popLast(2));
      case 0x87 -> push(popLast(3));
      case ']' -> push(new ArrayList<>());
      case 'l' -> push(popMark());
      case 'a' -> appendAll(popLast(1));
      case 'e' -> appendAll(popMark());
      case '}' -> push(new LinkedHashMap<>());
      case 'd' -> push(dict(popMark()));
      case 's' -> setAll(popLast(2));
      case 'u' -> setAll(popMark());
      case 'h' -> push(remembered(in.get() & 0xff));
      case 'j' -> push(remembered(in.getInt()));
      case 'q' -> memo.put(in.get() & 0xff, top());
      case 'r' -> memo.put(in.getInt(), top());
      case 0x94 -> memo.put(memo.size(), top());
      case 'c' -> push(PickleGlobal.of(line(), line()));
      case 0x93 -> stackGlobal();
      case 'i' -> PickleGlobal.of(line(), line()); // refuses what it does not know by its name
      case 'R', 0x81 -> call();
      case 'b' -> pop(); // the state of a dict (its _metadata), which weights do not need
      case 'Q' -> push(storage(list(pop())));
      default ->
          throw new MalformedFileException(
              "its pickle has the operation 0x%02x, which checkpoints do not use".formatted(code));
    }
  }

  private static void protocol(byte version) {
    if (version < 2 || version > 5) {
      throw new MalformedFileException("its pickle has protocol %d".formatted(version));
    }
  }

  private void push(Object value) {
    stack.add(value);
  }

  private Object top() {
    if (stack.isEmpty()) {
      throw new MalformedFileException("its pickle takes from an empty stack");
    }
    return stack.get(stack.size() - 1);
  }

  private Object pop() {
    Object value = top();
    stack.remove(stack.size() - 1);
    return value;
  }

  private List<Object> popLast(int count) {
    List<Object> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(0, pop());
    }
    return values;
  }

  private void mark() {
    below.push(stack);
    stack = new ArrayList<>();
  }

  private List<Object> popMark() {
    if (below.isEmpty()) {
      throw new MalformedFileException("its pickle takes a mark that is not there");
    }
    List<Object> values = stack;
    stack = below.pop();
    return values;
  }

  private Object remembered(int index) {
    if (!memo.containsKey(index)) {
      throw new MalformedFileException("its pickle recalls what it never stored");
    }
    return memo.get(index);
  }

  private void appendAll(List<Object> values) {
    list(top()).addAll(values);
  }

  private void setAll(List<Object> keysAndValues) {
    map(top()).putAll(dict(keysAndValues));
  }

  private static Map<Object, Object> dict(List<Object> keysAndValues) {
    if (keysAndValues.size() % 2 != 0) {
      throw new MalformedFileException("its pickle has a dict with a key and no value");
    }
    Map<Object, Object> dict = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      Object key = keysAndValues.get(i);
      if (!(key instanceof String || key instanceof Number || key instanceof Boolean)) {
        throw new MalformedFileException("its pickle has a dict whose key is no string or number");
      }
      dict.put(key, keysAndValues.get(i + 1));
    }
    return dict;
  }

  private void stackGlobal() {
    String name = string(pop());
    push(PickleGlobal.of(string(pop()), name));
  }

  /** Calls a function of the vocabulary. */
  private void call() {
    List<Object> arguments = list(pop());
    PickleGlobal function = as(PickleGlobal.class, pop());
    push(
        switch (function.kind()) {
          case DICT -> dictOf(arguments);
          case TENSOR -> tensor(arguments);
          case PARAMETER -> as(StoredTensor.class, argument(arguments, 0));
          case SIZE -> list(argument(arguments, 0));
          case STORAGE, DTYPE ->
              throw new MalformedFileException("its pickle calls what is no function");
        });
  }

  /** A dict of nothing, of another dict, or of pairs. */
  private Object dictOf(List<Object> arguments) {
    if (arguments.isEmpty()) {
      return new LinkedHashMap<>();
    }
    Object content = arguments.get(0);
    if (content instanceof Map) {
      return content;
    }
    List<Object> keysAndValues = new ArrayList<>();
    for (Object pair : list(content)) {
      keysAndValues.add(argument(list(pair), 0));
      keysAndValues.add(argument(list(pair), 1));
      if (++copied > MAX_OPERATIONS) {
        throw new MalformedFileException("its pickle copies without end");
      }
    }
    return dict(keysAndValues);
  }

  private static StoredTensor tensor(List<Object> arguments) {
    return new StoredTensor(
        as(Storage.class, argument(arguments, 0)),
        as(Long.class, argument(arguments, 1)),
        integers(argument(arguments, 2)),
        integers(argument(arguments, 3)));
  }

  private static int[] integers(Object value) {
    List<Object> values = list(value);
    if (values.size() > 64) {
      throw new MalformedFileException("a tensor has %d axes".formatted(values.size()));
    }
    return values.stream().mapToInt(axis -> intValue(as(Long.class, axis))).toArray();
  }

  private static int intValue(long value) {
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new MalformedFileException("a tensor's size of %d is out of range".formatted(value));
    }
    return (int) value;
  }

  /** A storage by its ("storage", type, key, location, count); its location does not matter. */
  private Storage storage(List<Object> id) {
    if (!"storage".equals(argument(id, 0))) {
      throw new MalformedFileException("its pickle refers to something that is no storage");
    }
    PickleGlobal type = as(PickleGlobal.class, argument(id, 1));
    if (type.kind() != PickleGlobal.Kind.STORAGE) {
      throw new MalformedFileException("its pickle refers to a storage of no type");
    }
    if (id.size() > 5 && id.get(5) != null) {
      throw new MalformedFileException("its storages are views, as PyTorch wrote before 0.4");
    }
    int count = intValue(as(Long.class, argument(id, 4)));
    return storages.find(type.storageType(), string(argument(id, 2)), count);
  }

  private static Object argument(List<Object> arguments, int index) {
    if (index >= arguments.size()) {
      throw new MalformedFileException("its pickle leaves out an argument");
    }
    return arguments.get(index);
  }

  private static <T> T as(Class<T> type, Object value) {
    if (!type.isInstance(value)) {
      throw new MalformedFileException("its pickle has something else where it needs a " + type);
    }
    return type.cast(value);
  }

  private static String string(Object value) {
    return as(String.class, value);
  }

  @SuppressWarnings("unchecked") // this class makes no list but of objects
  private static List<Object> list(Object value) {
    return as(List.class, value);
  }

  @SuppressWarnings("unchecked") // this class makes no map but of objects
  private static Map<Object, Object> map(Object value) {
    return as(Map.class, value);
  }

  private double bigEndianDouble() {
    return Double.longBitsToDouble(Long.reverseBytes(in.getLong()));
  }

  /** A two's complement integer, least byte first. */
  private Number integer(int length) {
    byte[] bytes = bytes(length);
    if (length == 0) {
      return 0L;
    }
    for (int i = 0; i < length / 2; i++) {
      byte swapped = bytes[i];
      bytes[i] = bytes[length - 1 - i];
      bytes[length - 1 - i] = swapped;
    }
    BigInteger value = new BigInteger(bytes);
    return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
  }

  private String text(long length) {
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  private byte[] bytes(long length) {
    if (length < 0 || length > in.remaining()) {
      throw new MalformedFileException(
          "its pickle has a value of %d bytes where %d are left".formatted(length, in.remaining()));
    }
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }

  private String line() {
    int start = in.position();
    while (in.get() != '\n') {
      // on to the line's end
    }
    byte[] bytes = new byte[in.position() - 1 - start];
    in.get(start, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
