package dev.vocoder;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A mel spectrogram and the {@link MelFormat} it is in: bands x frames of finite numbers, at least
 * one frame. Immutable, and so thread-safe.
 */
public final class MelSpectrogram {
  private final float[] values; // band-major: (bands, frames)
  private final int frames;
  private final MelFormat format;

  private MelSpectrogram(float[] values, int frames, MelFormat format) {
    this.values = values;
    this.frames = frames;
    this.format = format;
  }

  /**
   * Copies a spectrogram from one array per band.
   *
   * @param values bands x frames
   * @param format what the numbers mean
   * @throws MelException if there are not {@code format.bands()} rows of the same length, at least
   *     one frame, or a value is NaN or infinite
   */
  public static MelSpectrogram of(float[][] values, MelFormat format) {
    int rows = values.length;
    int columns = rows == 0 ? 0 : values[0].length;
    if (rows != format.bands()) {
      String hint =
          columns == format.bands()
              ? " It looks transposed: pass one row per band, not one per frame."
              : "";
      throw new MelException(
          "The mel is %d x %d; expected %d bands x frames.%s"
              .formatted(rows, columns, format.bands(), hint));
    }
    float[] flat = new float[Math.multiplyExact(rows, columns)];
    for (int band = 0; band < rows; band++) {
      if (values[band].length != columns) {
        throw new MelException(
            "The mel is ragged: band 0 has %d frames, band %d has %d."
                .formatted(columns, band, values[band].length));
      }
      System.arraycopy(values[band], 0, flat, band * columns, columns);
    }
    return checked("The mel", flat, columns, format);
  }

  /**
   * Copies a spectrogram from one flat array.
   *
   * @param values band-major: all frames of band 0, then of band 1, ...
   * @param frames the number of frames
   * @param format what the numbers mean
   * @throws MelException if there are not bands x frames values, at least one frame, or a value is
   *     NaN or infinite
   */
  public static MelSpectrogram of(float[] values, int frames, MelFormat format) {
    if (values.length != (long) frames * format.bands()) {
      throw new MelException(
          "The mel has %d values; %d bands x %d frames need %d."
              .formatted(values.length, format.bands(), frames, (long) frames * format.bands()));
    }
    return checked("The mel", values.clone(), frames, format);
  }

  /**
   * Takes over values that nobody else changes.
   *
   * @param name the spectrogram, as the beginning of a message names it
   * @param values bands x frames of them, band-major
   */
  static MelSpectrogram checked(String name, float[] values, int frames, MelFormat format) {
    Objects.requireNonNull(format, "format");
    if (frames < 1) {
      throw new MelException(name + " has 0 frames; at least 1 is needed.");
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new MelException(
            "%s holds %s in band %d, frame %d; every value must be finite."
                .formatted(name, values[i], i / frames, i % frames));
      }
    }
    return new MelSpectrogram(values, frames, format);
  }

  /**
   * Reads a NumPy array of float32 or float64, shaped (bands, frames) or (1, bands, frames), or
   * (frames, bands) where the number of bands leaves no doubt.
   *
   * @param npy the file
   * @param format what the numbers mean; the file does not say
   * @throws FileException if the file cannot be read or is no {@code .npy} array of floats
   * @throws MelException if its shape or values make no mel of that format
   */
  public static MelSpectrogram read(Path npy, MelFormat format) {
    return NpyArray.read(npy).toMel(npy.toString(), format);
  }

  /**
   * Writes a NumPy array of float32, shaped (bands, frames); an existing file is replaced at once
   * or not at all.
   *
   * @param npy the file
   * @throws FileException if it cannot be written
   */
  public void write(Path npy) {
    new NpyArray(new int[] {bands(), frames}, values).write(npy);
  }

  /**
   * Returns this spectrogram in another format, where no information is missing for it: between
   * logarithms, with or without per-band normalisation, and to a higher floor or smaller dynamic
   * range.
   *
   * @param target the format wanted
   * @return this spectrogram itself if it is in that format
   * @throws MelException if the formats differ in anything else, naming both
   */
  public MelSpectrogram convertTo(MelFormat target) {
    if (target.equals(format)) {
      return this;
    }
    if (!convertsTo(target)) {
      String message =
          "The mel's format does not convert to the one needed; compute the mel again from the"
              + " waveform, or state its format if it was labelled wrongly. Found: %s. Needed: %s.";
      throw new MelException(message.formatted(format, target));
    }
    float[] converted = new float[values.length];
    double maximum = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < values.length; i++) {
      double nepers = logEnergy(i) / format.logScale().perNeper();
      double value = Math.max(nepers, Math.log(target.logFloor())) * target.logScale().perNeper();
      maximum = Math.max(maximum, value);
      converted[i] = (float) value;
    }
    double smallest = maximum - target.dynamicRange();
    for (int i = 0; i < values.length; i++) {
      converted[i] = target.normalized(Math.max(converted[i], smallest), i / frames);
    }
    return checked("The converted mel", converted, frames, target);
  }

  private boolean convertsTo(MelFormat target) {
    double range = format.dynamicRange() / format.logScale().perNeper();
    double targetRange = target.dynamicRange() / target.logScale().perNeper();
    return uncompressed(format).equals(uncompressed(target))
        && format.logFloor() <= target.logFloor()
        && range >= targetRange * (1 - 1e-9); // both are rounded
  }

  /** Returns a format with everything that conversion can change set to the same values. */
  private static MelFormat uncompressed(MelFormat format) {
    return format.toBuilder()
        .logScale(MelFormat.LogScale.NATURAL)
        .logFloor(1)
        .dynamicRange(Double.POSITIVE_INFINITY)
        .normalization(Optional.empty())
        .build();
  }

  private double logEnergy(int index) {
    return format.denormalized(values[index], index / frames);
  }

  /** Returns the number of bands. */
  public int bands() {
    return format.bands();
  }

  /** Returns the number of frames, at least 1. */
  public int frames() {
    return frames;
  }

  /** Returns what the numbers mean. */
  public MelFormat format() {
    return format;
  }

  /** Returns how long the waveform of this mel is, in seconds. */
  public double seconds() {
    return frames / format.framesPerSecond();
  }

  /**
   * Returns one value.
   *
   * @param band from 0, the lowest
   * @param frame from 0
   * @throws IndexOutOfBoundsException if there is no such band or frame
   */
  public float value(int band, int frame) {
    return values[Objects.checkIndex(band, bands()) * frames + Objects.checkIndex(frame, frames)];
  }

  /** Returns a copy of the values, band-major: all frames of band 0, then of band 1, ... */
  public float[] values() {
    return values.clone();
  }

  /** Returns a copy of the values, bands x frames. */
  public float[][] toArray() {
    float[][] rows = new float[bands()][];
    for (int band = 0; band < rows.length; band++) {
      rows[band] = Arrays.copyOfRange(values, band * frames, (band + 1) * frames);
    }
    return rows;
  }

  /**
   * Returns the frames from one to another.
   *
   * @param from the first frame, from 0
   * @param to one past the last frame
   * @throws IndexOutOfBoundsException if that is not within this spectrogram, or is empty
   */
  public MelSpectrogram slice(int from, int to) {
    Objects.checkFromToIndex(from, to, frames);
    Objects.checkIndex(from, to);
    float[] slice = new float[bands() * (to - from)];
    for (int band = 0; band < bands(); band++) {
      System.arraycopy(values, band * frames + from, slice, band * (to - from), to - from);
    }
    return new MelSpectrogram(slice, to - from, format);
  }

  /**
   * Returns the frames of this spectrogram followed by those of another.
   *
   * @param next a spectrogram of the same format
   * @throws MelException if its format differs
   */
  public MelSpectrogram append(MelSpectrogram next) {
    if (!next.format.equals(format)) {
      throw new MelException(
          "Mels of different formats cannot be joined: %s and %s.".formatted(format, next.format));
    }
    int total = Math.addExact(frames, next.frames);
    float[] joined = new float[Math.multiplyExact(bands(), total)];
    for (int band = 0; band < bands(); band++) {
      System.arraycopy(values, band * frames, joined, band * total, frames);
      System.arraycopy(next.values, band * next.frames, joined, band * total + frames, next.frames);
    }
    return new MelSpectrogram(joined, total, format);
  }
}
