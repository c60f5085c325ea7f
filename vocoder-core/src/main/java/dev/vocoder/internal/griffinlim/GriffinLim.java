package dev.vocoder.internal.griffinlim;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.VocoderInterruptedException;
import dev.vocoder.internal.mel.Stft;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Estimates a waveform from magnitude spectra: the fast Griffin-Lim algorithm of Perraudin, Balazs
 * and Søndergaard (A Fast Griffin-Lim Algorithm, 2013, Algorithm 2) with momentum 0.99, from random
 * phases of a fixed seed: the same spectra give the same samples. Immutable, and so thread-safe.
 */
public final class GriffinLim {
  /** The number of iterations after which more change little. */
  public static final int DEFAULT_ITERATIONS = 32;

  private static final float MOMENTUM = 0.99f;
  private static final long SEED = 20130;
  private static final double TINY = 1e-30; // keeps 0 / 0 out of the phase

  private final Stft stft;
  private final int fftSize;
  private final int hop;
  private final int iterations;

  /**
   * Prepares the transform.
   *
   * @param format the FFT size, the window, the hop and the framing
   * @param iterations how often the phases are improved, at least 1
   * @throws ConfigException if that is less than 1
   */
  public GriffinLim(MelFormat format, int iterations) {
    if (iterations < 1) {
      throw new ConfigException(
          "Griffin-Lim was given %d iterations; it needs at least 1.".formatted(iterations));
    }
    stft = new Stft(format);
    fftSize = format.fftSize();
    hop = format.hopSize();
    this.iterations = iterations;
  }

  /**
   * Returns a waveform whose spectra have about the given magnitudes.
   *
   * @param magnitudes frames x (fftSize / 2 + 1), 0 or more; at least one frame
   * @return frames x hop samples, frame t where the format's framing puts it
   * @throws VocoderInterruptedException if this thread is interrupted, between two iterations
   */
  public float[] waveform(float[][] magnitudes) {
    int frames = magnitudes.length;
    double[] gains = stft.overlapGains(frames);
    double[] signal = fromRandomPhases(magnitudes, gains);
    double[] next = new double[signal.length];
    float[][] previous = new float[frames][]; // t of the paper, one spectrum per frame
    double[] spectrum = new double[fftSize];
    for (int iteration = 0; iteration < iterations; iteration++) {
      if (Thread.currentThread().isInterrupted()) {
        throw new VocoderInterruptedException(
            "The thread was interrupted after %d of %d iterations; the call returns nothing."
                .formatted(iteration, iterations));
      }
      Arrays.fill(next, 0);
      for (int frame = 0; frame < frames; frame++) {
        stft.forward(signal, frame, spectrum);
        if (previous[frame] == null) {
          previous[frame] = toFloats(spectrum);
        } else {
          accelerate(spectrum, previous[frame]);
        }
        project(spectrum, magnitudes[frame]);
        stft.addInverse(spectrum, frame, next);
      }
      stft.normalize(next, gains);
      double[] swap = signal;
      signal = next;
      next = swap;
    }
    return cut(signal, Math.multiplyExact(frames, hop));
  }

  private double[] fromRandomPhases(float[][] magnitudes, double[] gains) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] signal = new double[gains.length];
    double[] spectrum = new double[fftSize];
    for (int frame = 0; frame < magnitudes.length; frame++) {
      for (int i = 0; i < fftSize; i++) {
        spectrum[i] = random.nextDouble() - 0.5;
      }
      project(spectrum, magnitudes[frame]);
      stft.addInverse(spectrum, frame, signal);
    }
    stft.normalize(signal, gains);
    return signal;
  }

  /** Steps beyond a spectrum, away from the previous one, and remembers it instead. */
  private static void accelerate(double[] spectrum, float[] previous) {
    for (int i = 0; i < spectrum.length; i++) {
      double consistent = spectrum[i];
      spectrum[i] = consistent + MOMENTUM * (consistent - previous[i]);
      previous[i] = (float) consistent;
    }
  }

  /** Gives a spectrum the wanted magnitudes and leaves its phases; 0 stays 0. */
  private static void project(double[] spectrum, float[] magnitudes) {
    int last = magnitudes.length - 1;
    spectrum[0] = Math.copySign(magnitudes[0], spectrum[0]);
    spectrum[1] = Math.copySign(magnitudes[last], spectrum[1]);
    for (int bin = 1; bin < last; bin++) {
      double re = spectrum[2 * bin];
      double im = spectrum[2 * bin + 1];
      double factor = magnitudes[bin] / Math.sqrt(re * re + im * im + TINY);
      spectrum[2 * bin] = re * factor;
      spectrum[2 * bin + 1] = im * factor;
    }
  }

  private float[] cut(double[] padded, int length) {
    float[] samples = new float[length];
    int lead = stft.lead();
    for (int i = 0; i < Math.min(length, padded.length - lead); i++) {
      samples[i] = (float) padded[lead + i];
    }
    return samples;
  }

  private static float[] toFloats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
