package dev.vocoder.internal.container.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes pickles of protocol 2, the one PyTorch uses: a stream of operations on a stack. Each
 * method pushes a value or builds one from those above the last {@link #mark()}.
 */
public final class Pickler {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Begins a pickle. */
  public Pickler() {
    bytes.write(0x80);
    bytes.write(2);
  }

  /** Pushes the mark that the next tuple or set of items begins at. */
  public Pickler mark() {
    return operation('(');
  }

  /** Builds a tuple of what lies above the mark. */
  public Pickler tuple() {
    return operation('t');
  }

  /** Pushes the empty tuple. */
  public Pickler emptyTuple() {
    return operation(')');
  }

  /** Pushes an empty dict. */
  public Pickler emptyDict() {
    return operation('}');
  }

  /** Puts the keys and values above the mark into the dict below it. */
  public Pickler setItems() {
    return operation('u');
  }

  /** Calls the function below the top with the tuple on top. */
  public Pickler reduce() {
    return operation('R');
  }

  /** Makes an object of the class below the top with the tuple on top. */
  public Pickler newObject() {
    return operation('\u0081');
  }

  /** Gives the object below the top the state on top. */
  public Pickler build() {
    return operation('b');
  }

  /** Replaces the tuple on top by the stored thing it names. */
  public Pickler persistentId() {
    return operation('Q');
  }

  /**
   * Pushes a tensor whose numbers are in the archive's file {@code data/<key>}.
   *
   * @param storage the name of PyTorch's storage class
   * @param key the file's name
   * @param count how many numbers it holds
   * @param shape the tensor's shape
   * @param strides how many numbers apart neighbours lie, for each axis
   */
  public Pickler tensor(String storage, int key, int count, int[] shape, int[] strides) {
    global("torch._utils", "_rebuild_tensor_v2").mark();
    mark().string("storage").global("torch", storage).string(Integer.toString(key)).string("cpu");
    integer(count).tuple().persistentId().integer(0).integers(shape).integers(strides);
    bool(false).global("collections", "OrderedDict").emptyTuple().reduce();
    return tuple().reduce();
  }

  /** Pushes None. */
  public Pickler none() {
    return operation('N');
  }

  /** Pushes an empty list. */
  public Pickler emptyList() {
    return operation(']');
  }

  /** Puts the values above the mark at the end of the list below it. */
  public Pickler appends() {
    return operation('e');
  }

  /** Pushes a floating-point number. */
  public Pickler number(double value) {
    operation('G');
    bytes.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(value).array());
    return this;
  }

  /** Pushes a truth value. */
  public Pickler bool(boolean value) {
    return operation(value ? '\u0088' : '\u0089');
  }

  /** Pushes a whole number. */
  public Pickler integer(long value) {
    if (value == (int) value) {
      operation('J');
      return littleEndian((int) value);
    }
    operation('\u008a'); // LONG1: how many bytes, and those
    bytes.write(Long.BYTES);
    return littleEndian((int) value).littleEndian((int) (value >>> Integer.SIZE));
  }

  /** Pushes a tuple of whole numbers. */
  public Pickler integers(int... values) {
    mark();
    for (int value : values) {
      integer(value);
    }
    return tuple();
  }

  /** Pushes a string. */
  public Pickler string(String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    operation('X');
    littleEndian(text.length);
    bytes.writeBytes(text);
    return this;
  }

  /** Pushes a class or function by its module and name. */
  public Pickler global(String module, String name) {
    operation('c');
    bytes.writeBytes((module + '\n' + name + '\n').getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Ends the pickle and returns it. */
  public byte[] finish() {
    operation('.');
    return bytes.toByteArray();
  }

  private Pickler operation(char code) {
    bytes.write(code);
    return this;
  }

  private Pickler littleEndian(int value) {
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      bytes.write(value >>> shift);
    }
    return this;
  }
}
