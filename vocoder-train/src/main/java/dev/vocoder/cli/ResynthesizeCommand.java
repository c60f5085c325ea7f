package dev.vocoder.cli;

import dev.vocoder.MelExtractor;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Vocoder;
import dev.vocoder.Waveform;
import dev.vocoder.internal.option.ModelOptions;
import dev.vocoder.internal.option.Notes;
import dev.vocoder.internal.option.OutputOptions;
import dev.vocoder.internal.option.StandardStream;
import dev.vocoder.internal.option.WaveOutput;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vocoder resynthesize}. */
@Command(
    name = "resynthesize",
    description = "Takes a wave to its mel and back: what the vocoder makes of real speech.")
final class ResynthesizeCommand implements Runnable {
  @Mixin private ModelOptions model;

  @Parameters(
      index = "0",
      paramLabel = "IN.wav",
      description = "Audio at any rate; - for standard input.")
  private Path input;

  @Parameters(
      index = "1",
      paramLabel = "OUT.wav",
      description = "The wave, or .npy; - for standard output.")
  private Path output;

  @Mixin private OutputOptions overwriting;

  @Spec private CommandSpec spec;

  ResynthesizeCommand() {}

  @Override
  public void run() {
    overwriting.check(output, model.andFiles(input));
    WaveOutput wave = new WaveOutput(output, spec);
    Waveform original = StandardStream.readWave(input);
    new Notes(spec.commandLine().getErr()).tell(input, original);
    try (Vocoder vocoder = model.load(false)) {
      MelSpectrogram mel = MelExtractor.of(vocoder.melFormat()).extract(original);
      wave.vocode(vocoder, mel);
    }
  }
}
