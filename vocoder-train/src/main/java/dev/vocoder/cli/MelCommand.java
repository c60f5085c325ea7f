package dev.vocoder.cli;

import dev.vocoder.AtomicFile;
import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Waveform;
import dev.vocoder.checkpoint.VocoderConfig;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vocoder mel}. */
@Command(name = "mel", description = "Computes the mel spectrogram of a wave.")
final class MelCommand implements Runnable {
  /** Where the format comes from. */
  static final class FormatSource {
    @Option(
        names = "--format",
        paramLabel = "NAME",
        description = "A known format: one of ${COMPLETION-CANDIDATES}.",
        completionCandidates = FormatNames.class)
    private String name;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "A model's config.json, for the mels the model takes.")
    private Path config;

    FormatSource() {}

    MelFormat format() {
      return name != null ? MelFormat.named(name) : VocoderConfig.read(config).melFormat();
    }
  }

  @ArgGroup(multiplicity = "1")
  private FormatSource source;

  @Parameters(index = "0", paramLabel = "IN.wav", description = "Audio at any rate.")
  private Path input;

  @Parameters(index = "1", paramLabel = "OUT.npy", description = "The mel, (bands, frames).")
  private Path output;

  @Spec private CommandSpec spec;

  MelCommand() {}

  @Override
  public void run() {
    AtomicFile.requireWritable(output);
    MelFormat format = source.format();
    MelSpectrogram mel = MelExtractor.of(format).extract(Waveform.read(input));
    mel.write(output);
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%s: %d bands x %d frames, %.2f s%n",
            output,
            mel.bands(),
            mel.frames(),
            mel.seconds());
  }
}
