package dev.vocoder.cli;

import dev.vocoder.MelConvention;
import dev.vocoder.MelFile;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Vocoder;
import dev.vocoder.internal.option.ModelOptions;
import dev.vocoder.internal.option.NamedValues;
import dev.vocoder.internal.option.Notes;
import dev.vocoder.internal.option.OutputOptions;
import dev.vocoder.internal.option.StandardStream;
import dev.vocoder.internal.option.Usage;
import dev.vocoder.internal.option.WaveOutput;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vocoder synthesize}. */
@Command(name = "synthesize", description = "Vocodes a mel spectrogram into a wave.")
final class SynthesizeCommand implements Runnable {
  @Mixin private ModelOptions model;

  @Option(
      names = "--mel",
      required = true,
      paramLabel = "M.npy",
      description =
          "The mel: .npy, .npz or a tensor of torch.save, (bands, frames) or (frames, bands); - for"
              + " standard input.")
  private Path mel;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description =
          "The mel's format, if not the model's: one of ${COMPLETION-CANDIDATES}. It is converted"
              + " where that is exact.",
      completionCandidates = NamedValues.Formats.class)
  private MelFormat format;

  @Option(
      names = "--values",
      paramLabel = "NAME",
      description =
          "What the mel's numbers are, if not what its format says: one of"
              + " ${COMPLETION-CANDIDATES}. See 'vocoder mel --inspect'.",
      completionCandidates = NamedValues.Conventions.class)
  private MelConvention values;

  @Option(
      names = "--normalized",
      description =
          "The mel is normalised already, with the statistics of the model; else the plain log-mel"
              + " is, where the model wants that.")
  private boolean normalized;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "O.wav|O.npy",
      description =
          "The wave: 16-bit WAV, or the raw float32 samples as .npy; - for WAV on standard"
              + " output.")
  private Path output;

  @Option(
      names = "--chunk-frames",
      paramLabel = "N",
      description = "Vocode as a stream, N frames at a time; the result is the same.")
  private Integer chunkFrames;

  @Mixin private OutputOptions overwriting;

  @Spec private CommandSpec spec;

  SynthesizeCommand() {}

  @Override
  public void run() {
    Usage.require(spec, !normalized || format == null, "give --format or --normalized, not both");
    Usage.require(
        spec, chunkFrames == null || chunkFrames >= 1, "--chunk-frames must be 1 or more");
    overwriting.check(output, model.andFiles(mel));
    WaveOutput wave = new WaveOutput(output, spec);
    MelFile file = StandardStream.readMel(mel);
    Optional<MelSpectrogram> known = Optional.ofNullable(format).map(file::toMel);
    try (Vocoder vocoder = model.load(normalized)) {
      MelSpectrogram read = known.orElseGet(() -> file.toMel(vocoder.melFormat()));
      MelSpectrogram stated = values == null ? read : read.reinterpret(values);
      new Notes(spec.commandLine().getErr()).tell(mel, stated, vocoder.melFormat());
      if (chunkFrames == null) {
        wave.vocode(vocoder, stated);
      } else {
        wave.vocodeInChunks(vocoder, stated, chunkFrames);
      }
    }
  }
}
