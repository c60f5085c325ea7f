package dev.vocoder.internal.option;

import dev.vocoder.Waveform;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The files of a command that takes a wave and makes one. */
public final class WaveFiles {
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

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  public WaveFiles() {}

  /**
   * The wave that was read, and where the one that is made goes.
   *
   * @param original what was read
   * @param output where to
   */
  public record Opened(Waveform original, WaveOutput output) {}

  /**
   * Checks the output, then reads the input and tells what is doubtful about it.
   *
   * @param others the other files that the command reads, none of which may be its output
   * @throws dev.vocoder.VocoderException if the one cannot be written or the other read
   */
  public Opened open(List<Path> others) {
    overwriting.check(output, Stream.concat(Stream.of(input), others.stream()).toList());
    WaveOutput wave = new WaveOutput(output, spec);
    Waveform original = StandardStream.readWave(input);
    new Notes(spec.commandLine().getErr()).tell(input, original);
    return new Opened(original, wave);
  }
}
