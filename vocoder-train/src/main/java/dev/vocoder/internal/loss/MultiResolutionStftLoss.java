package dev.vocoder.internal.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat.Window;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.internal.mel.Stft;
import java.util.List;

/**
 * The multi-resolution spectral distance (Yamamoto et al. 2020, "Parallel WaveGAN", eq. 4 to 6),
 * the mean over resolutions of
 *
 * <ul>
 *   <li>spectral convergence: || |X| - |Y| ||_F / || |X| ||_F, and
 *   <li>log magnitude: E[|log |X| - log |Y||],
 * </ul>
 *
 * where |X| is of the recorded wave, |Y| of the generated, both at least 1e-7 in square; frames are
 * centred and the ends reflected. Thread-safe.
 */
public final class MultiResolutionStftLoss implements WaveLoss {
  /** The smallest |X|² told apart. */
  public static final double POWER_FLOOR = 1e-7;

  /**
   * One transform.
   *
   * @param fftSize its length in samples
   * @param hop samples between frames
   * @param windowSize the length of its Hann window in samples
   */
  public record Resolution(int fftSize, int hop, int windowSize) {
    /**
     * Checks the sizes.
     *
     * @throws ConfigException if they make no transform
     */
    public Resolution {
      boolean fits =
          fftSize >= 16
              && fftSize <= 1 << 16
              && fftSize % 2 == 0
              && windowSize >= 2
              && windowSize <= fftSize
              && hop >= 1
              && hop <= windowSize;
      if (!fits) {
        throw new ConfigException(
            "A spectral distance has FFT size %d, hop %d and window %d; the FFT size is even and from 16 to 65536, the window no longer, the hop no longer than the window."
                .formatted(fftSize, hop, windowSize));
      }
    }
  }

  /** The paper's three: table 1. */
  public static final List<Resolution> PAPER =
      List.of(
          new Resolution(1024, 120, 600),
          new Resolution(2048, 240, 1200),
          new Resolution(512, 50, 240));

  private final List<Resolution> resolutions;
  private final List<NDArray> windows;

  /**
   * Prepares the windows.
   *
   * @param resolutions the transforms, at least one
   * @param manager owns the windows
   */
  public MultiResolutionStftLoss(List<Resolution> resolutions, NDManager manager) {
    this.resolutions = List.copyOf(resolutions);
    this.windows =
        resolutions.stream()
            .map(one -> Stft.window(Window.HANN, one.windowSize, one.fftSize))
            .map(window -> manager.create(window))
            .toList();
  }

  @Override
  public NDArray of(NDArray real, NDArray generated) {
    NDArray sum = null;
    for (int i = 0; i < resolutions.size(); i++) {
      NDArray x = magnitudes(real, i);
      NDArray y = magnitudes(generated, i);
      NDArray convergence = x.sub(y).norm().div(x.norm());
      NDArray logMagnitude = TorchFunctions.meanAbsoluteDifference(y.log(), x.log());
      NDArray loss = convergence.add(logMagnitude);
      sum = sum == null ? loss : sum.add(loss);
    }
    return TorchFunctions.scaled(sum, 1.0 / resolutions.size());
  }

  private NDArray magnitudes(NDArray waves, int index) {
    Resolution resolution = resolutions.get(index);
    int lead = resolution.fftSize / 2;
    NDArray padded = TorchFunctions.reflectionPad(waves, lead, lead);
    NDArray flat = padded.reshape(new Shape(waves.getShape().get(0), -1));
    NDArray power = TorchFunctions.spectrum(flat, windows.get(index), resolution.hop, 0, 2);
    return TorchFunctions.atLeast(power, POWER_FLOOR).sqrt();
  }
}
