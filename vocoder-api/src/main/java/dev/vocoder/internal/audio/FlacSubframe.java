package dev.vocoder.internal.audio;

import dev.vocoder.internal.file.UnusableFileException;
import java.util.Arrays;
import java.util.function.Supplier;

/** Decodes the samples of one channel in a FLAC frame (RFC 9639, section 9.2). */
final class FlacSubframe {
  private static final int CONSTANT = 0;
  private static final int VERBATIM = 1;
  private static final int FIXED = 8; // plus the order, up to 4
  private static final int LINEAR = 31; // plus the order, up to 32
  private static final int MAX_BITS = 33; // of the difference of two samples of 32

  /** The coefficients of the fixed predictors, the nearest sample's first. */
  private static final long[][] FIXED_PREDICTORS = {
    {}, {1}, {2, -1}, {3, -3, 1}, {4, -6, 4, -1},
  };

  private final BitReader in;
  private final Supplier<UnusableFileException> damaged;

  /**
   * Prepares to decode.
   *
   * @param in where the bits are
   * @param damaged makes the exception for bits that make no sense
   */
  FlacSubframe(BitReader in, Supplier<UnusableFileException> damaged) {
    this.in = in;
    this.damaged = damaged;
  }

  /**
   * Decodes a channel.
   *
   * @param length how many samples
   * @param depth their bits
   */
  long[] read(int length, int depth) {
    boolean padded = in.bits(1) != 0;
    int type = (int) in.bits(6);
    int wasted = in.bits(1) == 0 ? 0 : in.zeros() + 1;
    int bits = depth - wasted;
    if (padded || bits < 1) {
      throw damaged.get();
    }
    long[] samples = new long[length];
    if (type == CONSTANT) {
      Arrays.fill(samples, in.signed(bits));
    } else if (type == VERBATIM) {
      warmUp(samples, length, bits);
    } else if (type >= FIXED && type < FIXED + FIXED_PREDICTORS.length) {
      int order = type - FIXED;
      warmUp(samples, order, bits);
      readResidual(samples, order);
      predict(samples, FIXED_PREDICTORS[order], 0);
    } else if (type > LINEAR) {
      readLinear(samples, type - LINEAR, bits);
    } else {
      throw damaged.get();
    }
    for (int i = 0; wasted > 0 && i < length; i++) {
      samples[i] <<= wasted;
    }
    return samples;
  }

  private void warmUp(long[] samples, int count, int bits) {
    if (count > samples.length) {
      throw damaged.get();
    }
    for (int i = 0; i < count; i++) {
      samples[i] = in.signed(bits);
    }
  }

  private void readLinear(long[] samples, int order, int bits) {
    warmUp(samples, order, bits);
    int precision = (int) in.bits(4) + 1;
    int shift = (int) in.signed(5);
    if (precision == 16 || shift < 0) {
      throw damaged.get();
    }
    long[] coefficients = new long[order];
    for (int i = 0; i < order; i++) {
      coefficients[i] = in.signed(precision);
    }
    readResidual(samples, order);
    predict(samples, coefficients, shift);
  }

  /** Adds to each sample what the ones before it let expect. */
  private void predict(long[] samples, long[] coefficients, int shift) {
    int order = coefficients.length;
    long limit = 1L << MAX_BITS;
    for (int i = order; i < samples.length; i++) {
      long sum = 0;
      for (int j = 0; j < order; j++) {
        sum += coefficients[j] * samples[i - 1 - j];
      }
      samples[i] += sum >> shift;
      if (samples[i] >= limit || samples[i] < -limit) {
        throw damaged.get();
      }
    }
  }

  /** Reads what prediction leaves: Rice codes in partitions, each with a parameter of its own. */
  private void readResidual(long[] samples, int order) {
    int method = (int) in.bits(2);
    int partitions = 1 << (int) in.bits(4);
    int each = samples.length / partitions;
    if (method > 1 || samples.length % partitions != 0 || each < order) {
      throw damaged.get();
    }
    int parameterBits = method == 0 ? 4 : 5;
    int escape = (1 << parameterBits) - 1;
    int at = order;
    for (int partition = 1; partition <= partitions; partition++) {
      int parameter = (int) in.bits(parameterBits);
      int plainBits = parameter == escape ? (int) in.bits(5) : -1;
      for (; at < partition * each; at++) {
        samples[at] = plainBits >= 0 ? in.signed(plainBits) : rice(parameter);
      }
    }
  }

  private long rice(int parameter) {
    long code = ((long) in.zeros() << parameter) | in.bits(parameter);
    return (code >>> 1) ^ -(code & 1);
  }
}
