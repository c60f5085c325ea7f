package dev.vocoder.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes pickles opcode by opcode, sound and hostile alike. */
public final class PickleBuilder {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private PickleBuilder() {}

  public static PickleBuilder pickle() {
    return new PickleBuilder().raw(0x80, 2);
  }

  public PickleBuilder raw(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  public PickleBuilder ops(String opcodes) {
    return ops(opcodes.getBytes(StandardCharsets.ISO_8859_1));
  }

  public PickleBuilder text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return ops("X").little(utf8.length, 4).ops(utf8);
  }

  PickleBuilder number(long value) {
    return raw(0x8a, 8).little(value, 8);
  }

  public PickleBuilder global(String module, String name) {
    return ops("c" + module + "\n" + name + "\n");
  }

  /** A reference to a storage. */
  public PickleBuilder storage(String type, String key, long count) {
    ops("(").text("storage").global("torch", type).text(key).text("cuda:0");
    return number(count).ops("tQ");
  }

  /** A tensor that is a view of a storage. */
  public PickleBuilder tensor(
      String type, String key, long count, long offset, long[] shape, long[] step) {
    global("torch._utils", "_rebuild_tensor_v2").ops("(").storage(type, key, count).number(offset);
    return numbers(shape).numbers(step).raw(0x89).global("collections", "OrderedDict").ops(")RtR");
  }

  public PickleBuilder numbers(long... values) {
    ops("(");
    for (long value : values) {
      number(value);
    }
    return ops("t");
  }

  public byte[] stop() {
    ops(".");
    return out.toByteArray();
  }

  private PickleBuilder ops(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  private PickleBuilder little(long value, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (value >> (8 * i)));
    }
    return this;
  }
}
