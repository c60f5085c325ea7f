package dev.vocoder.internal.figure;

import dev.vocoder.ConfigException;
import dev.vocoder.MelSpectrogram;
import java.awt.image.IndexColorModel;

/**
 * Which colour a value has: black through purple and orange to a pale yellow, each step as visible
 * as the next. Values outside the range have the colour of its end.
 *
 * @param darkest the value that is black
 * @param brightest the value that is yellow, more than {@code darkest}
 */
public record ColorScale(double darkest, double brightest) {
  private static final int COLORS = 256;

  // Nine colours of magma, by Nathaniel Smith and Stefan van der Walt, in the public domain (CC0).
  private static final int[] MAGMA = {
    0x000004, 0x1D1147, 0x51127C, 0x822681, 0xB63679, 0xE65164, 0xFB8861, 0xFEC287, 0xFCFDBF
  };

  /**
   * Checks the range.
   *
   * @throws ConfigException if it is empty or not finite
   */
  public ColorScale {
    if (!(darkest < brightest) || !Double.isFinite(brightest - darkest)) {
      throw new ConfigException(
          "Colours cannot range from %s to %s; give two numbers, the smaller first."
              .formatted(darkest, brightest));
    }
  }

  /**
   * Returns the scale from a spectrogram's smallest value to its largest; one unit wide if it has
   * only one.
   *
   * @param mel the spectrogram
   */
  public static ColorScale of(MelSpectrogram mel) {
    double smallest = Double.POSITIVE_INFINITY;
    double largest = Double.NEGATIVE_INFINITY;
    for (float value : mel.values()) {
      smallest = Math.min(smallest, value);
      largest = Math.max(largest, value);
    }
    return new ColorScale(smallest, largest > smallest ? largest : smallest + 1);
  }

  /** Returns the place of a value's colour in the palette. */
  public int index(double value) {
    double place = (value - darkest) / (brightest - darkest);
    return (int) Math.round(Math.max(0, Math.min(1, place)) * (COLORS - 1));
  }

  /** Returns all colours from the darkest to the brightest. */
  public static IndexColorModel palette() {
    byte[] red = channel(16);
    byte[] green = channel(8);
    byte[] blue = channel(0);
    return new IndexColorModel(8, COLORS, red, green, blue);
  }

  private static byte[] channel(int shift) {
    byte[] levels = new byte[COLORS];
    for (int i = 0; i < COLORS; i++) {
      double place = (double) i / (COLORS - 1) * (MAGMA.length - 1);
      int below = Math.min((int) place, MAGMA.length - 2);
      int from = MAGMA[below] >> shift & 0xff;
      int to = MAGMA[below + 1] >> shift & 0xff;
      levels[i] = (byte) Math.round(from + (to - from) * (place - below));
    }
    return levels;
  }
}
