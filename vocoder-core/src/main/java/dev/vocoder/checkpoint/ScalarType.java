package dev.vocoder.checkpoint;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** PyTorch's number formats, and how each is read as single precision. */
enum ScalarType {
  FLOAT32("FloatStorage", 4) {
    @Override
    float read(ByteBuffer data, int index) {
      return data.getFloat(index * 4);
    }
  },
  FLOAT64("DoubleStorage", 8) {
    @Override
    float read(ByteBuffer data, int index) {
      return (float) data.getDouble(index * 8);
    }
  },
  FLOAT16("HalfStorage", 2) {
    @Override
    float read(ByteBuffer data, int index) {
      return fromHalf(data.getShort(index * 2));
    }
  },
  BFLOAT16("BFloat16Storage", 2) {
    @Override
    float read(ByteBuffer data, int index) {
      return Float.intBitsToFloat(data.getShort(index * 2) << 16);
    }
  },
  INT64("LongStorage", 8) {
    @Override
    float read(ByteBuffer data, int index) {
      return data.getLong(index * 8);
    }
  },
  INT32("IntStorage", 4) {
    @Override
    float read(ByteBuffer data, int index) {
      return data.getInt(index * 4);
    }
  },
  INT16("ShortStorage", 2) {
    @Override
    float read(ByteBuffer data, int index) {
      return data.getShort(index * 2);
    }
  },
  INT8("CharStorage", 1) {
    @Override
    float read(ByteBuffer data, int index) {
      return data.get(index);
    }
  },
  UINT8("ByteStorage", 1) {
    @Override
    float read(ByteBuffer data, int index) {
      return data.get(index) & 0xff;
    }
  },
  BOOL("BoolStorage", 1) {
    @Override
    float read(ByteBuffer data, int index) {
      return data.get(index) == 0 ? 0 : 1;
    }
  };

  private final String storage;
  private final int bytes;

  ScalarType(String storage, int bytes) {
    this.storage = storage;
    this.bytes = bytes;
  }

  /** Returns the size of one number. */
  int bytes() {
    return bytes;
  }

  /** Reads the number at an index of little-endian data. */
  abstract float read(ByteBuffer data, int index);

  /** Returns the type that a storage class of module {@code torch} holds. */
  static Optional<ScalarType> ofStorage(String name) {
    return Arrays.stream(values()).filter(type -> type.storage.equals(name)).findFirst();
  }

  /** IEEE 754 binary16: 1 bit of sign, 5 of exponent biased by 15, 10 of fraction. */
  private static float fromHalf(short half) {
    int exponent = (half >>> 10) & 0x1f;
    int fraction = half & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Float.intBitsToFloat(((exponent + 112) << 23) | (fraction << 13));
        };
    return half < 0 ? -magnitude : magnitude;
  }
}
