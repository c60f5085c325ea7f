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
import java.nio.file.Path;

/** The vocoders of this module: checkpoints by their file, Griffin-Lim without one. */
public final class InstalledVocoders implements VocoderProvider {
  /** Creates the provider; for {@link java.util.ServiceLoader}. */
  public InstalledVocoders() {}

  @Override
  public Vocoder open(VocoderOptions options) {
    if (options.checkpoint().isEmpty()) {
      return griffinLim(options);
    }
    Path file = options.checkpoint().get();
    GeneratorCheckpoint model = GeneratorCheckpoint.read(file, options.config());
    GeneratorCheckpoint stated = options.melFormat().map(model::withMelFormat).orElse(model);
    if (stated.lacksStatistics() && !options.normalizedMels()) {
      throw new ConfigException(
          "%s takes normalised mels, but the statistics are not beside it; put them there, or say that your mels are normalised."
              .formatted(file));
    }
    options.threads().ifPresent(count -> TorchEngine.start().setThreads(count));
    return options.normalizedMels()
        ? NeuralVocoder.compiled(stated, stated.melFormat(), options.device(), options.precision())
        : NeuralVocoder.compiled(stated, options.device(), options.precision());
  }

  private static Vocoder griffinLim(VocoderOptions options) {
    if (options.device().type() != Device.Type.CPU) {
      throw new ConfigException(
          "The default vocoder (Griffin-Lim) computes on the CPU; name a checkpoint to compute on"
              + " %s.".formatted(options.device()));
    }
    return new GriffinLimVocoder(
        options
            .melFormat()
            .or(() -> options.config().map(file -> VocoderConfig.read(file).melFormat()))
            .orElse(MelFormat.HIFIGAN));
  }

  @Override
  public MelExtractor melExtractor(MelFormat format) {
    return new StftMelExtractor(format);
  }
}
