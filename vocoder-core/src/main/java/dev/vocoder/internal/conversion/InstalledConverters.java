package dev.vocoder.internal.conversion;

import dev.vocoder.VoiceConverter;
import dev.vocoder.conversion.ConverterCheckpoint;
import dev.vocoder.internal.engine.TorchEngine;

/** The converters of this module. */
public final class InstalledConverters implements VoiceConverter.Provider {
  /** Creates the provider; for {@link java.util.ServiceLoader}. */
  public InstalledConverters() {}

  @Override
  public VoiceConverter open(VoiceConverter.Options options) {
    ConverterCheckpoint checkpoint =
        ConverterCheckpoint.read(options.checkpoint(), options.voices());
    options.threads().ifPresent(count -> TorchEngine.start().setThreads(count));
    return new NeuralConverter(checkpoint, options.device());
  }
}
