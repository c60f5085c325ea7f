package dev.vocoder.spi;

import dev.vocoder.EngineException;
import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.NpyArray;
import dev.vocoder.Vocoder;
import java.nio.file.Path;
import java.util.Map;
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
   * Reads the tensors of floats that {@code torch.save} wrote, running nothing.
   *
   * @param file its file
   * @return tensors by name, in the file's order; a tensor saved by itself has the empty name
   * @throws dev.vocoder.CheckpointException if it is no such file, or holds no tensor
   */
  Map<String, NpyArray> tensors(Path file);

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
