package dev.vocoder.internal.container.torch;

import dev.vocoder.internal.container.ElementType;
import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.container.SkippedObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A numpy.dtype of a pickle. Its byte order is told only after other objects may refer to it. */
final class NumpyType {
  private final String code; // a letter for the kind, then the bytes of an element
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

  public NumpyType(String code) {
    this.code = code;
  }

  /** Returns the kind and size, such as f4. */
  public String code() {
    return code;
  }

  /** Takes NumPy's sign for a byte order; all but one of them mean little-endian here. */
  public void setOrder(String sign) {
    order = sign.equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  /** Returns what an array's elements of this type are, or null if they are no numbers. */
  public ElementType elements() {
    return switch (code) {
      case "f8" -> ElementType.DOUBLE;
      case "f4" -> ElementType.FLOAT;
      case "f2" -> ElementType.HALF;
      case "i8" -> ElementType.LONG;
      case "i4" -> ElementType.INT;
      case "i2" -> ElementType.SHORT;
      case "i1" -> ElementType.CHAR;
      case "u1" -> ElementType.BYTE;
      case "b1" -> ElementType.BOOL;
      default -> null;
    };
  }

  /** Returns bytes in this type's order. */
  public ByteBuffer ordered(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(order);
  }

  /** Returns a scalar as a pickle's own number would be, or what stands for one that is none. */
  public Object scalar(byte[] bytes) throws MalformedException {
    ElementType type = elements();
    if (type == null) {
      return new SkippedObject("numpy scalar of type " + code);
    }
    if (bytes.length != type.size()) {
      throw new MalformedException(
          "a NumPy number of type %s has %d bytes".formatted(code, bytes.length));
    }
    ByteBuffer value = ordered(bytes);
    return switch (type) {
      case DOUBLE -> value.getDouble();
      case LONG -> value.getLong();
      case INT -> (long) value.getInt();
      case SHORT -> (long) value.getShort();
      case CHAR -> (long) value.get();
      case BYTE -> value.get() & 0xffL;
      case BOOL -> value.get() != 0;
      case FLOAT, HALF, BFLOAT16 -> {
        float[] decoded = new float[1];
        type.decode(value, decoded, 0, 1);
        yield (double) decoded[0];
      }
    };
  }
}
