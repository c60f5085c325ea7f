package dev.vocoder.internal.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vocoder.MelFormat;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.internal.mel.MelFilterBank;
import dev.vocoder.internal.mel.Stft;

/**
 * A mel spectrogram with a gradient: what {@link dev.vocoder.MelExtractor} computes, in single
 * precision on the waves' device. Thread-safe.
 */
public final class DifferentiableMel {
  private final MelFormat format;
  private final Stft stft;
  private final NDArray window;
  private final NDArray filters; // (bands, bins)

  /**
   * Prepares the window and the filters.
   *
   * @param format the format of the spectrograms to compute
   * @param manager owns them
   */
  public DifferentiableMel(MelFormat format, NDManager manager) {
    this.format = format;
    stft = new Stft(format);
    window = manager.create(Stft.window(format.window(), format.windowSize(), format.fftSize()));
    filters = manager.create(new MelFilterBank(format).toArray());
  }

  /**
   * Computes mels.
   *
   * @param waves (batch, 1, samples); long enough for one frame
   * @return (batch, bands, frames), owned by the waves' manager
   */
  public NDArray of(NDArray waves) {
    int samples = Math.toIntExact(waves.getShape().get(2));
    int length = stft.paddedLength(stft.frames(samples));
    NDArray padded = pad(waves, length - samples).reshape(new Shape(-1, length));
    NDArray spectrum =
        TorchFunctions.spectrum(
            padded, window, format.hopSize(), format.magnitudeFloor(), format.power());
    NDArray energies = filtered(spectrum);
    NDArray mel = TorchFunctions.atLeast(energies, format.logFloor()).log();
    mel = TorchFunctions.scaled(mel, format.logScale().perNeper());
    if (Double.isFinite(format.dynamicRange())) {
      NDArray largest = mel.max(new int[] {1}, true).max(new int[] {2}, true);
      mel = mel.maximum(largest.sub((float) format.dynamicRange()));
    }
    return format.normalization().isPresent() ? normalized(mel) : mel;
  }

  /** Pads by the format's framing, so that the last frame ends with the signal. */
  private NDArray pad(NDArray waves, int missing) {
    return switch (format.framing()) {
      case ALIGNED, CENTERED ->
          TorchFunctions.reflectionPad(waves, stft.lead(), missing - stft.lead());
      case END_PADDED -> missing > 0 ? waves.pad(new Shape(0, missing), 0) : waves;
    };
  }

  private NDArray filtered(NDArray spectrum) {
    NDArray energies = filters.matMul(spectrum);
    energies.attach(spectrum.getManager());
    return energies;
  }

  private NDArray normalized(NDArray mel) {
    MelFormat.Normalization statistics = format.normalization().orElseThrow();
    NDManager scope = mel.getManager();
    Shape perBand = new Shape(1, format.bands(), 1);
    NDArray mean = scope.create(statistics.means(), perBand);
    NDArray scale = scope.create(statistics.scales(), perBand);
    return mel.sub(mean).div(scale);
  }
}
