package dev.vocoder.cli;

import dev.vocoder.MelExtractor;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Vocoder;
import dev.vocoder.internal.option.ModelOptions;
import dev.vocoder.internal.option.WaveFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vocoder resynthesize}. */
@Command(
    name = "resynthesize",
    description = "Takes a wave to its mel and back: what the vocoder makes of real speech.")
final class ResynthesizeCommand implements Runnable {
  @Mixin private ModelOptions model;

  @Mixin private WaveFiles files;

  ResynthesizeCommand() {}

  @Override
  public void run() {
    WaveFiles.Opened waves = files.open(model.files());
    try (Vocoder vocoder = model.load(false)) {
      MelSpectrogram mel = MelExtractor.of(vocoder.melFormat()).extract(waves.original());
      waves.output().vocode(vocoder, mel);
    }
  }
}
