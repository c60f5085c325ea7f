package dev.vocoder.script;

import dev.vocoder.Device;
import dev.vocoder.Precision;
import java.nio.ByteBuffer;

/** The number formats a program computes in. */
enum ElementType {
  FLOAT32("FloatStorage", 6, 4),
  FLOAT16("HalfStorage", 5, 2),
  BFLOAT16("BFloat16Storage", 15, 2);

  private final String storage;
  private final int code;
  private final int bytes;

  ElementType(String storage, int code, int bytes) {
    this.storage = storage;
    this.code = code;
    this.bytes = bytes;
  }

  /** Returns the format of reduced precision on a device: the one its matrix units take. */
  static ElementType of(Device device, Precision precision) {
    if (precision == Precision.FLOAT32) {
      return FLOAT32;
    }
    return device.type() == Device.Type.CPU ? BFLOAT16 : FLOAT16;
  }

  /** Returns the name of PyTorch's storage class. */
  String storage() {
    return storage;
  }

  /** Returns the number of PyTorch's scalar type. */
  int code() {
    return code;
  }

  int bytes() {
    return bytes;
  }

  /** Rounds a number to this format, to nearest and ties to even, and stores it. */
  void put(ByteBuffer buffer, float value) {
    switch (this) {
      case FLOAT32 -> buffer.putFloat(value);
      case FLOAT16 -> buffer.putShort(half(value));
      case BFLOAT16 -> {
        int bits = Float.floatToRawIntBits(value);
        buffer.putShort((short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16));
      }
    }
  }

  /** The nearest IEEE 754 binary16 number; what is too large becomes infinite. */
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
