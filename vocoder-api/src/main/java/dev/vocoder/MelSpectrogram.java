package dev.vocoder;

import dev.vocoder.internal.file.InputFile;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.internal.file.UnusableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A mel spectrogram and the {@link MelFormat} it is in: bands x frames of finite numbers, at least
 * one frame. Immutable, and so thread-safe.
 */
public final class MelSpectrogram {
  /** A magnitude that any vocoder takes for silence: the floor that most mels have. */
  private static final double SILENCE = MelFormat.HIFIGAN.logFloor();

  private final float[] values; // band-major: (bands, frames)
  private final int frames;
  private final MelFormat format;
  private final List<String> assumptions; // of whoever read it, a sentence each

  private MelSpectrogram(float[] values, int frames, MelFormat format, List<String> assumptions) {
    this.values = values;
    this.frames = frames;
    this.format = format;
    this.assumptions = List.copyOf(assumptions);
  }

  private MelSpectrogram(float[] values, int frames, MelFormat format) {
    this(values, frames, format, List.of());
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
  private static MelSpectrogram checked(String name, float[] values, int frames, MelFormat format) {
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
   * Reads a mel that an acoustic model or its script wrote: a NumPy array ({@code .npy}) of
   * float16, float32 or float64, the one array of a {@code .npz} or of what {@code torch.save}
   * wrote that can be the mel; shaped (bands, frames) or (frames, bands), further axes of length 1
   * wherever they are. What had to be assumed, {@link #diagnose} tells.
   *
   * @param file the file; its first bytes tell what it is, not its name
   * @param format what the numbers mean; the file does not say
   * @throws FileException if the file cannot be read, or is something else
   * @throws MelException if nothing in it makes a mel of that format, or several things do
   */
  public static MelSpectrogram read(Path file, MelFormat format) {
    return found(MelArrays.read(file), format);
  }

  /**
   * Reads a mel as {@link #read(Path, MelFormat)} does, to the end of the stream.
   *
   * @param in the file from its first byte; left open
   * @param format what the numbers mean
   * @throws FileException as {@link #read(Path, MelFormat)} does
   * @throws MelException as {@link #read(Path, MelFormat)} does
   */
  public static MelSpectrogram read(InputStream in, MelFormat format) {
    return found(MelArrays.read(in), format);
  }

  /** Returns the mel among a file's arrays, with what finding it assumed. */
  static MelSpectrogram found(MelArrays arrays, MelFormat format) {
    MelArrays.Found found = arrays.find(format.bands());
    return checked(arrays.name(), found.values(), found.frames(), format)
        .assuming(found.assumptions());
  }

  private MelSpectrogram assuming(List<String> sentences) {
    return new MelSpectrogram(values, frames, format, sentences);
  }

  /**
   * Says what is doubtful about vocoding this mel: what reading it assumed, frames half a hop off,
   * and values that cannot be what the format says. The latter compares with what is known of
   * speech, for formats of magnitudes without normalisation: it is a hint, not a proof.
   *
   * @param model the format that the vocoder takes, see {@link Vocoder#melFormat()}
   * @return a sentence each; empty for most
   */
  public List<MelFinding> diagnose(MelFormat model) {
    return MelFinding.Diagnosis.of(values, format, assumptions, model);
  }

  /**
   * Returns the conventions that the values may be in, the likeliest first, judged by what each
   * would make of speech; the format tells the rest.
   */
  public List<MelConvention> likelyConventions() {
    return MelFinding.Diagnosis.ranked(values, format);
  }

  /**
   * Returns this mel with the numbers its format wants, if its own are of another convention:
   * decibels where the format has a natural logarithm, say. Values below the format's floor are
   * raised to it.
   *
   * @param convention what the numbers are now
   * @return a mel of the same format
   * @throws MelException if a value is too large for its conversion
   */
  public MelSpectrogram reinterpret(MelConvention convention) {
    double perNeper = format.logScale().perNeper();
    double floor = Math.log(format.logFloor());
    float[] converted = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      double nepers = format.power() * convention.toNepers(values[i]);
      converted[i] = format.normalized(Math.max(floor, nepers) * perNeper, i / frames);
    }
    return checked(
            "The mel, taken for " + convention.description() + ",", converted, frames, format)
        .assuming(assumptions);
  }

  /**
   * Writes a NumPy array of float32, shaped (bands, frames); an existing file is replaced at once
   * or not at all.
   *
   * @param npy the file
   * @throws FileException if it cannot be written
   */
  public void write(Path npy) {
    try {
      new NpyArray(new int[] {bands(), frames}, values).write(npy);
    } catch (UnusableFileException e) {
      throw new FileException(e);
    }
  }

  /**
   * Writes what {@link #write(Path)} does.
   *
   * @param out where to; left open
   * @throws FileException if it cannot be written
   */
  public void write(OutputStream out) {
    try {
      new NpyArray(new int[] {bands(), frames}, values).write(out);
      out.flush();
    } catch (IOException e) {
      throw new FileException("Cannot write the mel: " + InputFile.reason(e) + ".", e);
    }
  }

  /**
   * Returns this spectrogram in another format, where no information is missing for it: between
   * logarithms, with or without per-band normalisation, and to a higher floor or smaller dynamic
   * range. To a lower floor it is taken as it is if its own is a magnitude of 1e-5 or less: that is
   * silence, and what lies below it in the other format silence too. F5-TTS, for one, predicts mels
   * of that floor for Vocos, which was trained with 1e-7, and they are vocoded so. Frames that are
   * {@link MelFormat.Framing#CENTERED} stand for {@link MelFormat.Framing#ALIGNED} ones and the
   * other way round, as everybody vocodes Tacotron 2's mels with HiFi-GAN: half a hop apart, which
   * {@link #diagnose} tells.
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

  /**
   * Says whether this spectrogram converts to another format exactly, as {@link #convertTo} does.
   *
   * @param target the format
   */
  public boolean convertsTo(MelFormat target) {
    double range = format.dynamicRange() / format.logScale().perNeper();
    double targetRange = target.dynamicRange() / target.logScale().perNeper();
    return uncompressed(format).equals(uncompressed(target))
        && format.logFloor() <= Math.max(target.logFloor(), Math.pow(SILENCE, format.power()))
        && range >= targetRange * (1 - 1e-9); // both are rounded
  }

  /** Returns a format with everything that conversion can change set to the same values. */
  private static MelFormat uncompressed(MelFormat format) {
    boolean centered = format.framing() == MelFormat.Framing.CENTERED;
    // HiFi-GAN's floor under the magnitude of a bin, far below that of a band's energy.
    boolean negligible = format.magnitudeFloor() <= MelFormat.HIFIGAN.magnitudeFloor();
    return format.toBuilder()
        .framing(centered ? MelFormat.Framing.ALIGNED : format.framing())
        .magnitudeFloor(negligible ? 0 : format.magnitudeFloor())
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
