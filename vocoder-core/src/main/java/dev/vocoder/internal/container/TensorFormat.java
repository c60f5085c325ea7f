package dev.vocoder.internal.container;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The number formats that tensors are written in. */
public enum TensorFormat {
  /** IEEE 754 binary32: as it is. */
  FLOAT32("FloatStorage", 6, Float.BYTES),
  /** IEEE 754 binary16, which PyTorch calls half: eleven binary digits, up to 65504. */
  FLOAT16("HalfStorage", 5, Short.BYTES),
  /** The upper half of binary32: eight binary digits. */
  BFLOAT16("BFloat16Storage", 15, Short.BYTES);

  private final String storage;
  private final int code;
  private final int bytes;

  TensorFormat(String storage, int code, int bytes) {
    this.storage = storage;
    this.code = code;
    this.bytes = bytes;
  }

  /** Returns the name of PyTorch's storage class. */
  public String storage() {
    return storage;
  }

  /** Returns the number of PyTorch's scalar type. */
  public int code() {
    return code;
  }

  /** Returns the bytes of one number. */
  public int bytes() {
    return bytes;
  }

  /**
   * Rounds numbers to this format, to nearest and ties to even.
   *
   * @param values the numbers
   * @return their bytes, the lowest first
   */
  public byte[] encode(float[] values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * bytes).order(ByteOrder.LITTLE_ENDIAN);
    switch (this) {
      case FLOAT32 -> buffer.asFloatBuffer().put(values);
      case FLOAT16 -> {
        for (float value : values) {
          buffer.putShort(half(value));
        }
      }
      case BFLOAT16 -> {
        for (float value : values) {
          int bits = Float.floatToRawIntBits(value);
          buffer.putShort((short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16));
        }
      }
    }
    return buffer.array();
  }

  /** The nearest number; what is too large becomes infinite. */
  private static short half(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    float magnitude = Math.abs(value);
    if (magnitude >= 65_520) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x1p-14f) { // subnormal: a multiple of 2^-24
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
    }
    int rebased = (bits & 0x7fffffff) - (112 << 23);
    return (short) (sign | ((rebased + 0xfff + ((rebased >>> 13) & 1)) >>> 13));
  }
}
