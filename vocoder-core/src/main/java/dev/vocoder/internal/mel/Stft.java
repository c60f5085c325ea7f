package dev.vocoder.internal.mel;

import dev.vocoder.MelFormat;
import dev.vocoder.MelFormat.Framing;
import dev.vocoder.MelFormat.Window;
import dev.vocoder.WaveformException;
import dev.vocoder.internal.engine.ProcessSettings;
import org.jtransforms.fft.DoubleFFT_1D;

/**
 * The short-time Fourier transform of a {@link MelFormat}, and its inverse. Immutable, and so
 * thread-safe; a transform runs on the calling thread, see {@link ProcessSettings}.
 *
 * <p>It works on <em>padded</em> signals, in which frame t is samples t x hop to t x hop + fftSize;
 * {@link #pad} makes one from a waveform by the format's framing.
 *
 * <p>A spectrum is fftSize doubles in the layout of JTransforms: bin k's real part at 2k and its
 * imaginary part at 2k + 1, except that the last bin's real part is at 1 (it and bin 0 are real).
 */
public final class Stft {
  static {
    ProcessSettings.keepTransformsOnOneThread();
  }

  private static final double SMALLEST_OVERLAP = 1e-3; // of the largest sum of squared windows

  private final int fftSize;
  private final int hop;
  private final Framing framing;
  private final int windowStart; // within the frame
  private final double[] window;
  private final DoubleFFT_1D fft;

  /**
   * Prepares the window and the transform's tables.
   *
   * @param format the FFT size, the window, the hop and the framing
   */
  public Stft(MelFormat format) {
    fftSize = format.fftSize();
    hop = format.hopSize();
    framing = format.framing();
    windowStart = (fftSize - format.windowSize()) / 2;
    window = new double[format.windowSize()];
    float[] centred = window(format.window(), window.length, fftSize);
    for (int i = 0; i < window.length; i++) {
      window[i] = centred[windowStart + i];
    }
    fft = new DoubleFFT_1D(fftSize);
  }

  /**
   * Returns a window in the middle of zeros, in the single-precision steps of PyTorch's {@code
   * hann_window}: networks were trained on that window, and in bands close to silence its rounding
   * shows.
   *
   * @param shape its shape
   * @param size its length
   * @param fftSize the length with the zeros, at least as long
   */
  public static float[] window(Window shape, int size, int fftSize) {
    float[] window = new float[fftSize];
    int start = (fftSize - size) / 2;
    int period = shape == Window.HANN ? size : size - 1;
    float step = (float) (2 * Math.PI / period);
    for (int i = 0; i < size; i++) {
      window[start + i] = 0.5f - 0.5f * (float) Math.cos(i * step);
    }
    return window;
  }

  /** Returns the number of frequency bins, fftSize / 2 + 1. */
  public int bins() {
    return fftSize / 2 + 1;
  }

  /**
   * Returns how many frames a waveform makes.
   *
   * @param samples its length
   * @throws WaveformException if that is too short to make one frame, or to be reflected at its
   *     ends
   */
  public int frames(int samples) {
    int minimum = minimumLength();
    if (samples < minimum) {
      throw new WaveformException(
          "The waveform has %d samples; one mel frame needs at least %d."
              .formatted(samples, minimum));
    }
    return switch (framing) {
      case ALIGNED -> samples / hop;
      case CENTERED -> 1 + samples / hop;
      case END_PADDED -> (samples - 1) / hop + 1;
    };
  }

  private int minimumLength() {
    return switch (framing) {
      case ALIGNED -> Math.max(hop, fftSize - hop - lead() + 1);
      case CENTERED -> lead() + 1;
      case END_PADDED -> 1;
    };
  }

  /** Returns how many samples of padding come before the waveform. */
  public int lead() {
    return switch (framing) {
      case ALIGNED -> (fftSize - hop) / 2;
      case CENTERED -> fftSize / 2;
      case END_PADDED -> 0;
    };
  }

  /**
   * Returns the length of the padded signal of some frames.
   *
   * @param frames at least 1
   */
  public int paddedLength(int frames) {
    return Math.addExact(Math.multiplyExact(frames - 1, hop), fftSize);
  }

  /**
   * Pads a waveform by the format's framing: reflected without repeating the edge sample, or with
   * zeros.
   *
   * @param samples the waveform
   * @return the padded signal, just long enough for all its frames
   * @throws WaveformException if the waveform is too short, see {@link #frames}
   */
  public double[] pad(float[] samples) {
    int length = paddedLength(frames(samples.length));
    int lead = lead();
    double[] padded = new double[length];
    for (int i = 0; i < Math.min(samples.length, length - lead); i++) {
      padded[lead + i] = samples[i];
    }
    if (framing != Framing.END_PADDED) {
      for (int i = 1; i <= lead; i++) {
        padded[lead - i] = samples[i];
      }
      for (int i = lead + samples.length; i < length; i++) {
        padded[i] = samples[2 * (samples.length - 1) - (i - lead)];
      }
    }
    return padded;
  }

  /**
   * Transforms one frame.
   *
   * @param padded the padded signal
   * @param frame which, from 0
   * @param spectrum receives the frame's spectrum; fftSize long
   */
  public void forward(double[] padded, int frame, double[] spectrum) {
    int start = frame * hop + windowStart;
    int windowEnd = windowStart + window.length;
    for (int i = 0; i < windowStart; i++) {
      spectrum[i] = 0;
    }
    for (int i = 0; i < window.length; i++) {
      spectrum[windowStart + i] = window[i] * padded[start + i];
    }
    for (int i = windowEnd; i < fftSize; i++) {
      spectrum[i] = 0;
    }
    fft.realForward(spectrum);
  }

  /**
   * Transforms one frame back, windows it again and adds it to a signal. After the last frame,
   * {@link #normalize} makes the signal the one whose spectra are nearest in the least-squares
   * sense (Griffin and Lim 1984, eq. 6).
   *
   * @param spectrum the frame's spectrum; overwritten
   * @param frame which, from 0
   * @param padded the padded signal added to
   */
  public void addInverse(double[] spectrum, int frame, double[] padded) {
    fft.realInverse(spectrum, true);
    int start = frame * hop + windowStart;
    for (int i = 0; i < window.length; i++) {
      padded[start + i] += window[i] * spectrum[windowStart + i];
    }
  }

  /**
   * Multiplies a signal by factors.
   *
   * @param padded the padded signal, changed in place
   * @param gains of {@link #overlapGains}
   */
  public void normalize(double[] padded, double[] gains) {
    for (int i = 0; i < padded.length; i++) {
      padded[i] *= gains[i];
    }
  }

  /**
   * Returns one over the sum of the squared windows at each sample of a padded signal. Where that
   * sum is next to nothing it is held up, so that the signal fades there instead of exploding.
   *
   * @param frames the number of frames
   */
  public double[] overlapGains(int frames) {
    double[] gains = new double[paddedLength(frames)];
    for (int frame = 0; frame < frames; frame++) {
      int start = frame * hop + windowStart;
      for (int i = 0; i < window.length; i++) {
        gains[start + i] += window[i] * window[i];
      }
    }
    double largest = 0;
    for (double sum : gains) {
      largest = Math.max(largest, sum);
    }
    double smallest = SMALLEST_OVERLAP * largest;
    for (int i = 0; i < gains.length; i++) {
      gains[i] = 1 / Math.max(gains[i], smallest);
    }
    return gains;
  }
}
