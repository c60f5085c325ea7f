package dev.vocoder.internal.measure;

import dev.vocoder.MelFormat;
import dev.vocoder.Waveform;
import dev.vocoder.internal.loss.MultiResolutionStftLoss;
import dev.vocoder.internal.loss.MultiResolutionStftLoss.Resolution;
import dev.vocoder.internal.mel.Stft;

/**
 * The multi-resolution spectral distance, 0 or more: the value of {@link MultiResolutionStftLoss}
 * in the paper's three resolutions, in double precision and without the engine. Their sizes are in
 * samples, as the paper has them, whatever the rate. Thread-safe.
 */
public final class StftDistance {

  /** Creates the measure. */
  public StftDistance() {}

  /**
   * Compares two waves.
   *
   * @param reference the recording
   * @param generated what a vocoder made of its mel
   * @throws dev.vocoder.WaveformException if their rates or lengths differ, or they have 1024
   *     samples or less
   */
  public double of(Waveform reference, Waveform generated) {
    Alignment.require(reference, generated);
    float[] x = reference.samples();
    float[] y = generated.samples();
    return MultiResolutionStftLoss.PAPER.stream()
        .mapToDouble(resolution -> distance(resolution, x, y))
        .average()
        .orElseThrow();
  }

  private static double distance(Resolution resolution, float[] reference, float[] generated) {
    Stft stft = stft(resolution);
    int frames = stft.frames(reference.length);
    double[] paddedReference = stft.pad(reference);
    double[] paddedGenerated = stft.pad(generated);
    double[] spectrum = new double[resolution.fftSize()];
    double[] x = new double[stft.bins()];
    double[] y = new double[stft.bins()];
    double difference = 0;
    double size = 0;
    double logs = 0;
    for (int frame = 0; frame < frames; frame++) {
      stft.forward(paddedReference, frame, spectrum);
      magnitudes(spectrum, x);
      stft.forward(paddedGenerated, frame, spectrum);
      magnitudes(spectrum, y);
      for (int bin = 0; bin < x.length; bin++) {
        difference += (x[bin] - y[bin]) * (x[bin] - y[bin]);
        size += x[bin] * x[bin];
        logs += Math.abs(Math.log(x[bin] / y[bin]));
      }
    }
    return Math.sqrt(difference / size) + logs / frames / stft.bins();
  }

  private static Stft stft(Resolution resolution) {
    return new Stft(
        MelFormat.builder()
            .fftSize(resolution.fftSize())
            .windowSize(resolution.windowSize())
            .hopSize(resolution.hop())
            .framing(MelFormat.Framing.CENTERED)
            .build());
  }

  private static void magnitudes(double[] spectrum, double[] magnitudes) {
    int last = magnitudes.length - 1;
    magnitudes[0] = magnitude(spectrum[0], 0);
    magnitudes[last] = magnitude(spectrum[1], 0);
    for (int bin = 1; bin < last; bin++) {
      magnitudes[bin] = magnitude(spectrum[2 * bin], spectrum[2 * bin + 1]);
    }
  }

  private static double magnitude(double re, double im) {
    return Math.sqrt(Math.max(re * re + im * im, MultiResolutionStftLoss.POWER_FLOOR));
  }
}
