package dev.vocoder.inference;

import dev.vocoder.ConfigException;
import dev.vocoder.Device;
import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.Vocoder;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.engine.TorchEngine;
import dev.vocoder.griffinlim.GriffinLimVocoder;
import dev.vocoder.mel.StftMelExtractor;
import dev.vocoder.spi.VocoderOptions;
import dev.vocoder.spi.VocoderProvider;

/** The vocoders of this module: checkpoints by their file, Griffin-Lim without one. */
public final class InstalledVocoders implements VocoderProvider {
  /** Creates the provider; for {@link java.util.ServiceLoader}. */
  public InstalledVocoders() {}

  @Override
  public Vocoder open(VocoderOptions options) {
    if (options.checkpoint().isEmpty()) {
      if (options.device().type() != Device.Type.CPU) {
        throw new ConfigException(
            "The default vocoder (Griffin-Lim) computes on the CPU; name a checkpoint to compute on"
                + " %s.".formatted(options.device()));
      }
      return new GriffinLimVocoder(
          options
              .config()
              .map(file -> VocoderConfig.read(file).melFormat())
              .orElse(MelFormat.HIFIGAN));
    }
    GeneratorCheckpoint model =
        GeneratorCheckpoint.read(options.checkpoint().get(), options.config());
    options.threads().ifPresent(count -> TorchEngine.start().setThreads(count));
    return NeuralVocoder.compiled(model, options.device(), options.precision());
  }

  @Override
  public MelExtractor melExtractor(MelFormat format) {
    return new StftMelExtractor(format);
  }
}
