package dev.vocoder.internal.container;

import java.nio.ByteBuffer;

/** What a storage's elements are in the file; all become float32. */
public enum ElementType {
  FLOAT("FloatStorage", 4),
  DOUBLE("DoubleStorage", 8),
  HALF("HalfStorage", 2),
  BFLOAT16("BFloat16Storage", 2),
  LONG("LongStorage", 8),
  INT("IntStorage", 4),
  SHORT("ShortStorage", 2),
  CHAR("CharStorage", 1), // int8
  BYTE("ByteStorage", 1), // uint8
  BOOL("BoolStorage", 1);

  private final String storageName;
  private final int size;

  ElementType(String storageName, int size) {
    this.storageName = storageName;
    this.size = size;
  }

  /** Returns the type whose storage class in module {@code torch} has this name, or null. */
  public static ElementType ofStorage(String storageName) {
    for (ElementType type : values()) {
      if (type.storageName.equals(storageName)) {
        return type;
      }
    }
    return null;
  }

  /** Returns the bytes of one element. */
  public int size() {
    return size;
  }

  /**
   * Decodes elements.
   *
   * @param from the encoded elements, in the buffer's byte order
   * @param to where they go
   * @param start the index of the first
   * @param count how many
   */
  public void decode(ByteBuffer from, float[] to, int start, int count) {
    if (this == FLOAT) {
      from.asFloatBuffer().get(to, start, count);
      return;
    }
    if (this == HALF) {
      short[] bits = new short[count];
      from.asShortBuffer().get(bits);
      for (int i = 0; i < count; i++) {
        to[start + i] = half(bits[i]);
      }
      return;
    }
    for (int i = start; i < start + count; i++) {
      to[i] = next(from);
    }
  }

  private float next(ByteBuffer from) {
    return switch (this) {
      case FLOAT -> from.getFloat();
      case DOUBLE -> (float) from.getDouble();
      case HALF -> half(from.getShort());
      case BFLOAT16 -> Float.intBitsToFloat(from.getShort() << 16);
      case LONG -> from.getLong();
      case INT -> from.getInt();
      case SHORT -> from.getShort();
      case CHAR -> from.get();
      case BYTE -> from.get() & 0xff;
      case BOOL -> from.get() == 0 ? 0 : 1;
    };
  }

  /** IEEE 754 binary16: 1 bit sign, 5 bits exponent biased by 15, 10 bits fraction. */
  private static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude;
    if (exponent == 0) {
      magnitude = fraction * 0x1p-24f;
    } else {
      int biased = exponent == 0x1f ? 0xff : exponent - 15 + 127;
      magnitude = Float.intBitsToFloat(biased << 23 | fraction << 13);
    }
    return bits < 0 ? -magnitude : magnitude;
  }
}
