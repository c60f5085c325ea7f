package dev.vocoder;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Everything that decides what the numbers of a mel spectrogram mean. Two spectrograms of equal
 * formats can stand for each other; a network understands mels of the one format it was trained on.
 * Serialisable, for programs that compute on several machines.
 *
 * <p>A spectrogram of this format is computed so: frames of {@code fftSize} samples, {@code
 * hopSize} apart, placed by {@code framing}; a {@code window} of {@code windowSize} centred in
 * each; the discrete Fourier transform X; the spectrum S = (|X|² + magnitudeFloor)^(power/2);
 * {@code bands} triangular filters between {@code fMin} and {@code fMax} on {@code melScale},
 * weighted by {@code melNorm}; the logarithm {@code logScale} of max(S, logFloor); the values more
 * than {@code dynamicRange} below the clip's largest raised to there; and, with {@code
 * normalization}, (x - mean) / scale in each band.
 *
 * @param sampleRate the waveform's rate in hertz
 * @param fftSize the length of the Fourier transform in samples, even
 * @param windowSize the length of the window in samples, at most {@code fftSize}
 * @param window the shape of the window
 * @param hopSize the distance between frames in samples
 * @param bands the number of mel bands
 * @param fMin the lower edge of the lowest band in hertz
 * @param fMax the upper edge of the highest band in hertz, at most half the sample rate
 * @param framing where frames lie and what pads the ends
 * @param power the exponent of the magnitude: 1 for a magnitude spectrum, 2 for a power spectrum
 * @param magnitudeFloor what is added to |X|² before the root, 0 or more
 * @param melScale the frequency warping
 * @param melNorm the weighting of the filters
 * @param logScale the compression of the band energies
 * @param logFloor the smallest band energy told apart, above 0
 * @param dynamicRange how far below the clip's largest value the smallest may lie, in units of
 *     {@code logScale}; infinite for no limit
 * @param normalization the per-band statistics taken out last, if any
 */
@SuppressWarnings("serial") // the Optional is not serialised, the builder is
public record MelFormat(
    int sampleRate,
    int fftSize,
    int windowSize,
    Window window,
    int hopSize,
    int bands,
    double fMin,
    double fMax,
    Framing framing,
    int power,
    double magnitudeFloor,
    MelScale melScale,
    MelNorm melNorm,
    LogScale logScale,
    double logFloor,
    double dynamicRange,
    Optional<Normalization> normalization)
    implements Serializable {

  /**
   * HiFi-GAN's input: 22 050 Hz, FFT and window 1024, hop 256, 80 Slaney bands from 0 to 8000 Hz,
   * {@link Framing#ALIGNED}, ln of max(x, 1e-5). Source: {@code meldataset.py} of the reference.
   */
  public static final MelFormat HIFIGAN = builder().build();

  /** The mel of HiFi-GAN's training loss: as {@link #HIFIGAN}, with bands up to 11 025 Hz. */
  public static final MelFormat HIFIGAN_FULL_BAND = HIFIGAN.toBuilder().fMax(11_025).build();

  /**
   * Tacotron 2's output (NVIDIA's implementation): as {@link #HIFIGAN}, but {@link
   * Framing#CENTERED} and with no floor under the magnitude.
   */
  public static final MelFormat TACOTRON2 =
      HIFIGAN.toBuilder().framing(Framing.CENTERED).magnitudeFloor(0).build();

  /**
   * MelGAN's input: as {@link #HIFIGAN}, with bands up to 11 025 Hz, no floor under the magnitude,
   * and the decimal logarithm. Source: {@code Audio2Mel} of the reference.
   */
  public static final MelFormat MELGAN =
      HIFIGAN.toBuilder().fMax(11_025).magnitudeFloor(0).logScale(LogScale.LOG10).build();

  /**
   * ParallelWaveGAN's log-mel at 22 050 Hz (its LJSpeech recipes), before a model's statistics are
   * taken out: centred frames, 80 to 7600 Hz, log10 of max(x, 1e-10).
   */
  public static final MelFormat PARALLEL_WAVEGAN =
      TACOTRON2.toBuilder().fMin(80).fMax(7600).logScale(LogScale.LOG10).logFloor(1e-10).build();

  /** SpeechT5's log-mel: as {@link #PARALLEL_WAVEGAN} at 16 000 Hz. */
  public static final MelFormat SPEECHT5 = PARALLEL_WAVEGAN.toBuilder().sampleRate(16_000).build();

  /**
   * The input of the Keras MelGAN example: end-padded frames, a power spectrum, 125 to 7600 Hz on
   * the HTK scale with triangles drawn in mel, no norm, 20 log10 of the band energies (the library
   * it calls squares them once more) floored 80 dB below the clip's maximum. The floor of 1e-20
   * only keeps silence finite.
   */
  public static final MelFormat KERAS_MELGAN =
      HIFIGAN.toBuilder()
          .fMin(125)
          .fMax(7600)
          .framing(Framing.END_PADDED)
          .power(2)
          .magnitudeFloor(0)
          .melScale(MelScale.HTK_MEL_TRIANGLES)
          .melNorm(MelNorm.NONE)
          .logScale(LogScale.DECIBEL)
          .logFloor(1e-20)
          .dynamicRange(80)
          .build();

  /**
   * The input of Vocos at 24 000 Hz: 100 bands of height 1 from 0 to 12 000 Hz on the HTK scale,
   * centred frames, magnitudes without a floor, ln of max(x, 1e-7). Source: the reference's feature
   * extractor, which is torchaudio's with a power of 1. F5-TTS predicts the same mels with a floor
   * of 1e-5.
   */
  public static final MelFormat VOCOS =
      TACOTRON2.toBuilder()
          .sampleRate(24_000)
          .bands(100)
          .fMax(12_000)
          .melScale(MelScale.HTK)
          .melNorm(MelNorm.NONE)
          .logFloor(1e-7)
          .build();

  /**
   * BigVGAN's input at 24 000 Hz: as {@link #HIFIGAN}, with 100 bands up to 12 000 Hz. At 22 050 Hz
   * its input is {@link #HIFIGAN}, of the models of {@code fmax} null {@link #HIFIGAN_FULL_BAND}.
   * Source of all: the reference's configs and its {@code meldataset.py}.
   */
  public static final MelFormat BIGVGAN_24KHZ =
      HIFIGAN.toBuilder().sampleRate(24_000).bands(100).fMax(12_000).build();

  /** Of BigVGAN's models of 44 100 Hz that of a hop of 256: 128 bands up to 22 050 Hz. */
  public static final MelFormat BIGVGAN_44KHZ_256X =
      HIFIGAN.toBuilder().sampleRate(44_100).bands(128).fMax(22_050).build();

  /** As {@link #BIGVGAN_44KHZ_256X}, of a hop of 512, FFT and window 2048. */
  public static final MelFormat BIGVGAN_44KHZ_512X =
      BIGVGAN_44KHZ_256X.toBuilder().fftSize(2048).windowSize(2048).hopSize(512).build();

  private static final Map<String, MelFormat> PRESETS = presetsByName();

  /** The shape of the window. */
  public enum Window {
    /** Periodic Hann: the sample after the last would be the first. What nearly all take. */
    HANN,
    /** Symmetric Hann: the last sample is the first. What NVIDIA NeMo takes. */
    HANN_SYMMETRIC
  }

  /** Where the frames lie on the samples, and what pads the ends. L samples are given. */
  public enum Framing {
    /**
     * (fftSize - hop) / 2 samples reflected at each end: floor(L / hop) frames, frame t around the
     * middle of samples t x hop to (t + 1) x hop. What HiFi-GAN and MelGAN do.
     */
    ALIGNED,
    /**
     * fftSize / 2 samples reflected at each end: 1 + floor(L / hop) frames, frame t centred on
     * sample t x hop. What librosa, Tacotron 2 and ParallelWaveGAN do.
     */
    CENTERED,
    /** Zeros after the end only: ceil(L / hop) frames, frame t beginning at sample t x hop. */
    END_PADDED
  }

  /** The warping of frequency to mel. */
  public enum MelScale {
    /** Linear below 1000 Hz and logarithmic above (Slaney's Auditory Toolbox, librosa). */
    SLANEY,
    /** 2595 log10(1 + f / 700) (HTK), triangles straight in hertz (librosa, torchaudio). */
    HTK,
    /** {@link #HTK}, with triangles straight in mel (TensorFlow). */
    HTK_MEL_TRIANGLES
  }

  /** The weighting of the triangular filters. */
  public enum MelNorm {
    /** Each triangle has unit area over frequency in hertz: height 2 / width. */
    SLANEY,
    /** Each triangle has height 1. */
    NONE
  }

  /** The compression of band energies. */
  public enum LogScale {
    /** The natural logarithm. */
    NATURAL(1),
    /** The decimal logarithm. */
    LOG10(1 / Math.log(10)),
    /** 20 times the decimal logarithm. */
    DECIBEL(20 / Math.log(10));

    private final double perNeper;

    LogScale(double perNeper) {
      this.perNeper = perNeper;
    }

    /** Returns what one unit of the natural logarithm measures on this scale. */
    public double perNeper() {
      return perNeper;
    }
  }

  /**
   * Per-band statistics: the normalised value is (x - mean) / scale.
   *
   * @param mean one per band
   * @param scale one per band, not 0
   */
  public record Normalization(List<Float> mean, List<Float> scale) implements Serializable {

    /**
     * Creates statistics from arrays.
     *
     * @param mean one per band
     * @param scale one per band, not 0
     * @throws ConfigException if they are not as many, or a value is unusable
     */
    public static Normalization of(float[] mean, float[] scale) {
      return new Normalization(list(mean), list(scale));
    }

    /** Returns the means, {@link #of}'s way back. */
    public float[] means() {
      return array(mean);
    }

    /** Returns the scales. */
    public float[] scales() {
      return array(scale);
    }

    private static float[] array(List<Float> values) {
      float[] array = new float[values.size()];
      for (int i = 0; i < array.length; i++) {
        array[i] = values.get(i);
      }
      return array;
    }

    private static List<Float> list(float[] values) {
      return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
    }

    /** Copies the lists and checks their values. */
    public Normalization {
      mean = List.copyOf(mean);
      scale = List.copyOf(scale);
      require(
          mean.size() == scale.size(),
          "%d means but %d scales; give one of each per band",
          mean.size(),
          scale.size());
      for (int i = 0; i < mean.size(); i++) {
        float m = mean.get(i);
        float s = scale.get(i);
        require(Float.isFinite(m), "the mean of band %d is %s; it must be finite", i, m);
        require(
            Float.isFinite(s) && s != 0,
            "the scale of band %d is %s; it must be finite and not 0",
            i,
            s);
      }
    }
  }

  /** Checks that the values make a spectrogram that can be computed. */
  public MelFormat {
    Objects.requireNonNull(window, "window");
    Objects.requireNonNull(framing, "framing");
    Objects.requireNonNull(melScale, "melScale");
    Objects.requireNonNull(melNorm, "melNorm");
    Objects.requireNonNull(logScale, "logScale");
    require(
        sampleRate >= 1000 && sampleRate <= 768_000,
        "the sample rate is %d Hz; use 1000 to 768000",
        sampleRate);
    require(
        fftSize >= 16 && fftSize <= 65_536 && fftSize % 2 == 0,
        "the FFT size is %d; use an even number from 16 to 65536",
        fftSize);
    require(
        windowSize >= 2 && windowSize <= fftSize,
        "the window is %d samples; use 2 to the FFT size of %d",
        windowSize,
        fftSize);
    require(
        hopSize >= 1 && hopSize <= fftSize,
        "the hop is %d samples; use 1 to the FFT size of %d",
        hopSize,
        fftSize);
    require(bands >= 1 && bands <= 4096, "the number of bands is %d; use 1 to 4096", bands);
    require(
        fMin >= 0 && fMin < fMax && fMax <= sampleRate / 2.0,
        "the bands span %s to %s Hz; they must lie within 0 to %s Hz, half the sample rate",
        fMin,
        fMax,
        sampleRate / 2.0);
    require(power == 1 || power == 2, "the power of the magnitude is %d; use 1 or 2", power);
    require(
        magnitudeFloor >= 0 && Double.isFinite(magnitudeFloor),
        "the floor of the magnitude is %s; use 0 or more",
        magnitudeFloor);
    require(
        logFloor > 0 && Double.isFinite(logFloor),
        "the floor of the logarithm is %s; use more than 0",
        logFloor);
    require(dynamicRange > 0, "the dynamic range is %s; use more than 0", dynamicRange);
    if (normalization.isPresent()) {
      int statistics = normalization.get().mean().size();
      require(
          statistics == bands,
          "statistics are given for %d of %d bands; give one per band",
          statistics,
          bands);
    }
  }

  /** Returns a builder that starts from {@link #HIFIGAN}. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that starts from this format. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.sampleRate = sampleRate;
    builder.fftSize = fftSize;
    builder.windowSize = windowSize;
    builder.window = window;
    builder.hopSize = hopSize;
    builder.bands = bands;
    builder.fMin = fMin;
    builder.fMax = fMax;
    builder.framing = framing;
    builder.power = power;
    builder.magnitudeFloor = magnitudeFloor;
    builder.melScale = melScale;
    builder.melNorm = melNorm;
    builder.logScale = logScale;
    builder.logFloor = logFloor;
    builder.dynamicRange = dynamicRange;
    builder.normalization = normalization.orElse(null);
    return builder;
  }

  /** Serialises the builder: an Optional cannot be. */
  private Object writeReplace() {
    return toBuilder();
  }

  /** Returns the presets by the names the command line knows them by, in a fixed order. */
  public static Map<String, MelFormat> presets() {
    return PRESETS;
  }

  /**
   * Returns a preset.
   *
   * @param name one of the keys of {@link #presets()}
   * @throws ConfigException if there is none of that name
   */
  public static MelFormat named(String name) {
    MelFormat format = PRESETS.get(name);
    if (format == null) {
      throw new ConfigException(
          "Unknown mel format '"
              + name
              + "'; known are "
              + String.join(", ", PRESETS.keySet())
              + ".");
    }
    return format;
  }

  float normalized(double logEnergy, int band) {
    return (float)
        normalization
            .map(n -> (logEnergy - n.mean().get(band)) / n.scale().get(band))
            .orElse(logEnergy)
            .doubleValue();
  }

  double denormalized(double value, int band) {
    return normalization.map(n -> value * n.scale().get(band) + n.mean().get(band)).orElse(value);
  }

  /** Returns the format of the log-mel before its per-band statistics are taken out. */
  public MelFormat withoutNormalization() {
    return toBuilder().normalization(Optional.empty()).build();
  }

  /** Returns how many frames one second of audio makes. */
  public double framesPerSecond() {
    return (double) sampleRate / hopSize;
  }

  /** Returns every field in one line for people; a preset's name comes first. */
  @Override
  public String toString() {
    String name =
        PRESETS.entrySet().stream()
            .filter(preset -> preset.getValue().equals(this))
            .map(preset -> preset.getKey() + ": ")
            .findFirst()
            .orElse("");
    return name
        + String.format(
            Locale.ROOT,
            "%d Hz, FFT %d, %s %d, hop %d, %d bands %s-%s Hz (%s, norm %s), %s frames, "
                + "%s spectrum + %s, %s of max(x, %s)%s%s",
            sampleRate,
            fftSize,
            window == Window.HANN ? "window" : "symmetric window",
            windowSize,
            hopSize,
            bands,
            trimmed(fMin),
            trimmed(fMax),
            lower(melScale),
            lower(melNorm),
            lower(framing),
            power == 1 ? "magnitude" : "power",
            trimmed(magnitudeFloor),
            lower(logScale),
            trimmed(logFloor),
            Double.isInfinite(dynamicRange) ? "" : ", range " + trimmed(dynamicRange),
            normalization.isPresent() ? ", normalised" : "");
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String trimmed(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static Map<String, MelFormat> presetsByName() {
    Map<String, MelFormat> presets = new LinkedHashMap<>();
    presets.put("hifigan", HIFIGAN);
    presets.put("hifigan-fullband", HIFIGAN_FULL_BAND);
    presets.put("tacotron2", TACOTRON2);
    presets.put("melgan", MELGAN);
    presets.put("parallel-wavegan", PARALLEL_WAVEGAN);
    presets.put("speecht5", SPEECHT5);
    presets.put("keras-melgan", KERAS_MELGAN);
    presets.put("vocos", VOCOS);
    presets.put("bigvgan-24khz", BIGVGAN_24KHZ);
    presets.put("bigvgan-44khz-256x", BIGVGAN_44KHZ_256X);
    presets.put("bigvgan-44khz-512x", BIGVGAN_44KHZ_512X);
    return Collections.unmodifiableMap(presets);
  }

  private static void require(boolean condition, String message, Object... arguments) {
    if (!condition) {
      throw new ConfigException(
          "Unusable mel format: " + String.format(Locale.ROOT, message, arguments) + ".");
    }
  }

  /**
   * Sets the fields of a format by name; see {@link MelFormat} for their meaning. What a format is
   * serialised as, and read as a format again.
   */
  public static final class Builder implements Serializable {
    private static final long serialVersionUID = 1L;

    private int sampleRate = 22_050;
    private int fftSize = 1024;
    private int windowSize = 1024;
    private Window window = Window.HANN;
    private int hopSize = 256;
    private int bands = 80;
    private double fMin = 0;
    private double fMax = 8000;
    private Framing framing = Framing.ALIGNED;
    private int power = 1;
    private double magnitudeFloor = 1e-9;
    private MelScale melScale = MelScale.SLANEY;
    private MelNorm melNorm = MelNorm.SLANEY;
    private LogScale logScale = LogScale.NATURAL;
    private double logFloor = 1e-5;
    private double dynamicRange = Double.POSITIVE_INFINITY;
    private Normalization normalization; // or null

    private Builder() {}

    private Object readResolve() {
      return build();
    }

    /**
     * Sets the waveform's rate in hertz.
     *
     * @param value see {@link MelFormat#sampleRate}
     */
    public Builder sampleRate(int value) {
      sampleRate = value;
      return this;
    }

    /**
     * Sets the length of the Fourier transform in samples.
     *
     * @param value see {@link MelFormat#fftSize}
     */
    public Builder fftSize(int value) {
      fftSize = value;
      return this;
    }

    /**
     * Sets the length of the window in samples.
     *
     * @param value see {@link MelFormat#windowSize}
     */
    public Builder windowSize(int value) {
      windowSize = value;
      return this;
    }

    /**
     * Sets the shape of the window.
     *
     * @param value see {@link MelFormat#window}
     */
    public Builder window(Window value) {
      window = value;
      return this;
    }

    /**
     * Sets the distance between frames in samples.
     *
     * @param value see {@link MelFormat#hopSize}
     */
    public Builder hopSize(int value) {
      hopSize = value;
      return this;
    }

    /**
     * Sets the number of mel bands.
     *
     * @param value see {@link MelFormat#bands}
     */
    public Builder bands(int value) {
      bands = value;
      return this;
    }

    /**
     * Sets the lower edge of the lowest band in hertz.
     *
     * @param value see {@link MelFormat#fMin}
     */
    public Builder fMin(double value) {
      fMin = value;
      return this;
    }

    /**
     * Sets the upper edge of the highest band in hertz.
     *
     * @param value see {@link MelFormat#fMax}
     */
    public Builder fMax(double value) {
      fMax = value;
      return this;
    }

    /**
     * Sets where frames lie and what pads the ends.
     *
     * @param value see {@link MelFormat#framing}
     */
    public Builder framing(Framing value) {
      framing = value;
      return this;
    }

    /**
     * Sets the exponent of the magnitude, 1 or 2.
     *
     * @param value see {@link MelFormat#power}
     */
    public Builder power(int value) {
      power = value;
      return this;
    }

    /**
     * Sets what is added to |X|² before the root.
     *
     * @param value see {@link MelFormat#magnitudeFloor}
     */
    public Builder magnitudeFloor(double value) {
      magnitudeFloor = value;
      return this;
    }

    /**
     * Sets the frequency warping.
     *
     * @param value see {@link MelFormat#melScale}
     */
    public Builder melScale(MelScale value) {
      melScale = value;
      return this;
    }

    /**
     * Sets the weighting of the filters.
     *
     * @param value see {@link MelFormat#melNorm}
     */
    public Builder melNorm(MelNorm value) {
      melNorm = value;
      return this;
    }

    /**
     * Sets the compression of the band energies.
     *
     * @param value see {@link MelFormat#logScale}
     */
    public Builder logScale(LogScale value) {
      logScale = value;
      return this;
    }

    /**
     * Sets the smallest band energy told apart.
     *
     * @param value see {@link MelFormat#logFloor}
     */
    public Builder logFloor(double value) {
      logFloor = value;
      return this;
    }

    /**
     * Sets how far below the clip's largest value the smallest may lie.
     *
     * @param value see {@link MelFormat#dynamicRange}
     */
    public Builder dynamicRange(double value) {
      dynamicRange = value;
      return this;
    }

    /**
     * Sets the per-band statistics taken out last.
     *
     * @param value see {@link MelFormat#normalization}; empty for the log-mel as it is
     */
    public Builder normalization(Optional<Normalization> value) {
      normalization = value.orElse(null);
      return this;
    }

    /**
     * Makes the format.
     *
     * @throws ConfigException if the values make no spectrogram that can be computed
     */
    public MelFormat build() {
      return new MelFormat(
          sampleRate,
          fftSize,
          windowSize,
          window,
          hopSize,
          bands,
          fMin,
          fMax,
          framing,
          power,
          magnitudeFloor,
          melScale,
          melNorm,
          logScale,
          logFloor,
          dynamicRange,
          Optional.ofNullable(normalization));
    }
  }
}
