package dev.vocoder.internal.mel;

import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.MelFormat.Normalization;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Waveform;

/**
 * Computes mel spectrograms by the formula of {@link MelFormat}, on the calling thread. Immutable,
 * and so thread-safe.
 */
public final class StftMelExtractor implements MelExtractor {
  private final MelFormat format;
  private final Stft stft;
  private final MelFilterBank bank;
  private final int endBin;

  /**
   * Prepares the transform and the filters.
   *
   * @param format the format of the spectrograms to compute
   */
  public StftMelExtractor(MelFormat format) {
    this.format = format;
    stft = new Stft(format);
    bank = new MelFilterBank(format);
    endBin = bank.endBin();
  }

  @Override
  public MelFormat format() {
    return format;
  }

  @Override
  public MelSpectrogram extract(Waveform waveform) {
    Waveform atRate =
        waveform.sampleRate() == format.sampleRate()
            ? waveform
            : waveform.resample(format.sampleRate());
    float[] samples = atRate.samples();
    int frames = stft.frames(samples.length);
    float[] mel = logEnergies(stft.pad(samples), frames);
    limitRange(mel);
    format.normalization().ifPresent(statistics -> normalize(mel, statistics));
    return MelSpectrogram.of(mel, frames, format);
  }

  /** Returns the log-mel before range and statistics, (bands, frames). */
  private float[] logEnergies(double[] padded, int frames) {
    float[] mel = new float[Math.multiplyExact(bank.bands(), frames)];
    double[] spectrum = new double[format.fftSize()];
    float[] strengths = new float[stft.bins()]; // the format's S, one per bin
    double floor = format.logFloor();
    double perNeper = format.logScale().perNeper();
    for (int frame = 0; frame < frames; frame++) {
      stft.forward(padded, frame, spectrum);
      strengths(spectrum, strengths);
      for (int band = 0; band < bank.bands(); band++) {
        double energy = Math.max(bank.energy(band, strengths), floor);
        mel[band * frames + frame] = (float) (Math.log(energy) * perNeper);
      }
    }
    return mel;
  }

  /** Computes S = (|X|² + magnitudeFloor)^(power/2) of the bins that the bands look at. */
  private void strengths(double[] spectrum, float[] strengths) {
    double floor = format.magnitudeFloor();
    int last = strengths.length - 1;
    for (int bin = 1; bin < Math.min(endBin, last); bin++) {
      double re = spectrum[2 * bin];
      double im = spectrum[2 * bin + 1];
      strengths[bin] = (float) (re * re + im * im + floor);
    }
    strengths[0] = (float) (spectrum[0] * spectrum[0] + floor);
    strengths[last] = (float) (spectrum[1] * spectrum[1] + floor);
    if (format.power() == 1) {
      for (int bin = 0; bin < strengths.length; bin++) {
        strengths[bin] = (float) Math.sqrt(strengths[bin]);
      }
    }
  }

  private void limitRange(float[] mel) {
    if (Double.isInfinite(format.dynamicRange())) {
      return;
    }
    float largest = Float.NEGATIVE_INFINITY;
    for (float value : mel) {
      largest = Math.max(largest, value);
    }
    float smallest = (float) (largest - format.dynamicRange());
    for (int i = 0; i < mel.length; i++) {
      mel[i] = Math.max(mel[i], smallest);
    }
  }

  private static void normalize(float[] mel, Normalization statistics) {
    int frames = mel.length / statistics.mean().size();
    for (int band = 0; band < statistics.mean().size(); band++) {
      float mean = statistics.mean().get(band);
      float scale = statistics.scale().get(band);
      for (int i = band * frames; i < (band + 1) * frames; i++) {
        mel[i] = (mel[i] - mean) / scale;
      }
    }
  }
}
