package dev.vocoder;

import java.util.ServiceLoader;

/** Computes mel spectrograms of one {@link MelFormat}. Thread-safe. */
public interface MelExtractor {

  /**
   * Returns an extractor for a format.
   *
   * @param format the format of the spectrograms it computes
   * @throws EngineException if no implementation ({@code vocoder-core}) is on the class path
   */
  static MelExtractor of(MelFormat format) {
    return ServiceLoader.load(Provider.class, MelExtractor.class.getClassLoader())
        .findFirst()
        .orElseThrow(EngineException::withoutImplementation)
        .melExtractor(format);
  }

  /**
   * Computes the mel spectrogram of a waveform. The number of frames follows from the format's
   * {@link MelFormat#framing() framing}.
   *
   * @param waveform the samples, at any rate: another rate than the format's is resampled first
   * @return the spectrogram, in this extractor's format
   * @throws WaveformException if the waveform is too short to make one frame
   */
  MelSpectrogram extract(Waveform waveform);

  /** Returns the format of the spectrograms this extractor computes. */
  MelFormat format();

  /**
   * What an implementation provides, found with {@link java.util.ServiceLoader}; users call {@link
   * #of}. Implementations are thread-safe.
   */
  interface Provider {

    /**
     * Makes an extractor.
     *
     * @param format the format of its spectrograms
     */
    MelExtractor melExtractor(MelFormat format);
  }
}
