package dev.vocoder.internal.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.vocoder.MelFormat;
import java.util.ArrayList;
import java.util.List;

/**
 * The distance of log-mels at several scales, their sum (BigVGAN version 2; of the Descript Audio
 * Codec, Kumar et al. 2023, section 3.4): at each E[|mel(x) - mel(G(s))|], where a mel is log10 of
 * max(x, 1e-5) of a centred Hann transform's magnitudes in Slaney bands of equal area from 0 to
 * half the sample rate, a quarter of a window apart. BigVGAN weighs it by 15.
 */
public final class MultiScaleMelLoss implements WaveLoss {
  /** The longest window in samples: a wave is longer than half of it. */
  public static final int LONGEST_WINDOW = 2048;

  private static final int SCALES = 7;
  private static final int MOST_BANDS = 320;

  private final List<MelLoss> scales = new ArrayList<>();

  /**
   * Prepares the windows and filters.
   *
   * @param sampleRate of the waves, in hertz
   * @param manager owns them
   */
  public MultiScaleMelLoss(int sampleRate, NDManager manager) {
    for (MelFormat format : formats(sampleRate)) {
      scales.add(new MelLoss(new DifferentiableMel(format, manager)));
    }
  }

  /** Returns the mels: 5 bands of a window of 32, twice of both at each further scale. */
  static List<MelFormat> formats(int sampleRate) {
    List<MelFormat> formats = new ArrayList<>();
    for (int scale = SCALES - 1; scale >= 0; scale--) {
      int window = LONGEST_WINDOW >> scale;
      formats.add(
          MelFormat.MELGAN.toBuilder()
              .sampleRate(sampleRate)
              .fftSize(window)
              .windowSize(window)
              .hopSize(window / 4)
              .bands(MOST_BANDS >> scale)
              .fMax(sampleRate / 2.0)
              .framing(MelFormat.Framing.CENTERED)
              .build());
    }
    return formats;
  }

  @Override
  public NDArray of(NDArray real, NDArray generated) {
    return scales.stream()
        .map(scale -> scale.of(real, generated))
        .reduce(NDArray::add)
        .orElseThrow();
  }
}
