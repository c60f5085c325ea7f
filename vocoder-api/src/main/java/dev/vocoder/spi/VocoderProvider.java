package dev.vocoder.spi;

import dev.vocoder.EngineException;
import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.Vocoder;
import java.util.ServiceLoader;

/** Makes vocoders and mel extractors. Implementations are thread-safe. */
public interface VocoderProvider {

  /**
   * Opens a vocoder.
   *
   * @param options what the caller asked for
   * @return an open vocoder, owned by the caller
   * @throws dev.vocoder.VocoderException if the options make no vocoder
   */
  Vocoder open(VocoderOptions options);

  /**
   * Makes an extractor.
   *
   * @param format the format of its spectrograms
   */
  MelExtractor melExtractor(MelFormat format);

  /**
   * Returns the provider on the class path.
   *
   * @throws EngineException if there is none
   */
  static VocoderProvider installed() {
    ClassLoader loader = VocoderProvider.class.getClassLoader();
    return ServiceLoader.load(VocoderProvider.class, loader)
        .findFirst()
        .orElseThrow(
            () ->
                new EngineException(
                    "No vocoder implementation is on the class path; add the dependency"
                        + " dev.vocoder:vocoder-core."));
  }
}
