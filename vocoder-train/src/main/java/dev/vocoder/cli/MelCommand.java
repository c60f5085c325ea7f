package dev.vocoder.cli;

import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Waveform;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.internal.AtomicFile;
import dev.vocoder.internal.inference.ModelDescription;
import dev.vocoder.internal.option.NamedValues;
import dev.vocoder.internal.option.Notes;
import dev.vocoder.internal.option.OutputOptions;
import dev.vocoder.internal.option.StandardStream;
import dev.vocoder.internal.option.Usage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vocoder mel}. */
@Command(
    name = "mel",
    description =
        "Computes the mel spectrogram of a wave, or says of one (--inspect) what a model makes of"
            + " it.")
final class MelCommand implements Runnable {
  /** Where the format comes from. */
  static final class FormatSource {
    @Option(
        names = "--format",
        paramLabel = "NAME",
        description = "A known format: one of ${COMPLETION-CANDIDATES}.",
        completionCandidates = NamedValues.Formats.class)
    private MelFormat known;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "A model's config.json, for the mels the model takes.")
    private Path config;

    @Option(
        names = "--checkpoint",
        paramLabel = "FILE",
        description = "A model that opens without being told its config, for the mels it takes.")
    private Path checkpoint;

    FormatSource() {}

    MelFormat format() {
      if (known != null) {
        return known;
      }
      return config != null
          ? VocoderConfig.read(config).melFormat()
          : ModelDescription.of(checkpoint, Optional.empty()).melFormat().withoutNormalization();
    }
  }

  @ArgGroup private FormatSource source;

  @Option(
      names = "--inspect",
      paramLabel = "FILE",
      description =
          "Look at a mel's file instead, and say in what its values differ from the format's (by"
              + " default the default model's).")
  private Path inspected;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "IN.wav",
      description = "Audio at any rate; - for standard input.")
  private Path input;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "OUT.npy",
      description = "The mel, (bands, frames); - for standard output.")
  private Path output;

  @Mixin private OutputOptions overwriting;

  @Spec private CommandSpec spec;

  MelCommand() {}

  @Override
  public void run() {
    if (inspected != null) {
      Usage.require(spec, input == null, "--inspect takes no other file");
      MelFormat format = source == null ? MelFormat.HIFIGAN : source.format();
      new MelReport(spec.commandLine().getOut())
          .print(inspected, StandardStream.readMel(inspected), format);
      return;
    }
    Usage.require(spec, source != null, "give --format, --config or --checkpoint");
    Usage.require(spec, output != null, "give the wave and where its mel goes: IN.wav OUT.npy");
    compute();
  }

  private void compute() {
    overwriting.check(output, List.of(input));
    boolean standard = StandardStream.is(output);
    if (!standard) {
      AtomicFile.requireWritable(output);
    }
    MelFormat format = source.format();
    Waveform wave = StandardStream.readWave(input);
    new Notes(spec.commandLine().getErr()).tell(input, wave);
    MelSpectrogram mel = MelExtractor.of(format).extract(wave);
    if (standard) {
      mel.write(System.out);
    } else {
      mel.write(output);
    }
    PrintWriter report = standard ? spec.commandLine().getErr() : spec.commandLine().getOut();
    report.printf(
        Locale.ROOT,
        "%s: %d bands x %d frames, %.2f s%n",
        standard ? "standard output" : output,
        mel.bands(),
        mel.frames(),
        mel.seconds());
  }
}
