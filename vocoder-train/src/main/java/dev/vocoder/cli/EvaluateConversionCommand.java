package dev.vocoder.cli;

import dev.vocoder.Vocoder;
import dev.vocoder.VoiceConverter;
import dev.vocoder.internal.option.ComputeOptions;
import dev.vocoder.internal.option.Terminal;
import dev.vocoder.internal.option.Usage;
import dev.vocoder.internal.option.VoiceFolders;
import dev.vocoder.train.data.Recordings;
import dev.vocoder.train.evaluation.conversion.ConversionEvaluation;
import dev.vocoder.train.evaluation.conversion.ConversionFolder;
import dev.vocoder.train.evaluation.conversion.ConversionReport;
import dev.vocoder.train.evaluation.conversion.ConversionText;
import dev.vocoder.train.report.EvaluationProgress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vocoder evaluate-conversion}. */
@Command(
    name = "evaluate-conversion",
    description =
        "Measures whether a voice converter converts: whose voice its conversions are in, whether"
            + " they say what was said, and their pitch; and what statistics alone would do.")
final class EvaluateConversionCommand implements Runnable {
  @Option(
      names = "--converter",
      paramLabel = "RUN",
      description = "The converter; without it, statistics alone are evaluated.")
  private Path converter;

  @Option(
      names = "--voice",
      required = true,
      paramLabel = "NAME=FOLDER",
      description =
          "A voice, by its name in the converter, and its recordings (.wav, .flac); give it for two"
              + " voices or more.")
  private List<String> voices;

  @Option(
      names = "--held-out-every",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Convert every Nth recording of a voice, by name, from the first on, and learn the voice"
              + " from the others; ${DEFAULT-VALUE} by default.")
  private int heldOutEvery;

  @Option(
      names = "--vocoder",
      paramLabel = "FILE",
      description =
          "The checkpoint of the vocoder that makes waves, for their pitch; without it the default"
              + " model is used.")
  private Path vocoder;

  @Option(
      names = "--report",
      paramLabel = "FOLDER",
      description = "Where report.json and report.md go; without it the table is only printed.")
  private Path report;

  @Mixin private ComputeOptions compute;

  @Spec private CommandSpec spec;

  private final Opening opening;

  EvaluateConversionCommand() {
    this(EvaluateConversionCommand::converterOf);
  }

  /**
   * Creates the command.
   *
   * @param opening opens a converter
   */
  EvaluateConversionCommand(Opening opening) {
    this.opening = opening;
  }

  /** Opens a converter, owned by the caller. */
  @FunctionalInterface
  interface Opening {
    VoiceConverter open(Path file, ComputeOptions compute);
  }

  private static VoiceConverter converterOf(Path file, ComputeOptions compute) {
    VoiceConverter.Builder builder =
        VoiceConverter.builder().checkpoint(file).device(compute.device());
    compute.threads().ifPresent(builder::threads);
    return builder.load();
  }

  @Override
  public void run() {
    Usage.require(spec, heldOutEvery >= 2, "--held-out-every must be 2 or more");
    Map<String, Path> folders = VoiceFolders.of(spec, voices);
    Usage.require(spec, folders.size() >= 2, "give --voice for two voices or more");
    ConversionEvaluation.Builder evaluation =
        ConversionEvaluation.builder().heldOutEvery(heldOutEvery);
    folders.forEach((name, folder) -> evaluation.voice(name, Recordings.inFolder(folder)));
    Optional<ConversionFolder> files = Optional.ofNullable(report).map(ConversionFolder::new);
    try (Vocoder opened = vocoder()) {
      ConversionReport evaluated = evaluated(evaluation.vocoder(opened), folders.keySet());
      files.ifPresent(folder -> folder.write(evaluated));
      print(new ConversionText(evaluated));
    }
  }

  private ConversionReport evaluated(ConversionEvaluation.Builder evaluation, Set<String> voices) {
    if (converter == null) {
      return evaluated(evaluation);
    }
    try (VoiceConverter opened = opening.open(converter, compute)) {
      voices.forEach(opened::voice); // before all is read for a name that it does not know
      return evaluated(
          evaluation.melFormat(opened.melFormat()).converter("converter", opened::convert));
    }
  }

  private Vocoder vocoder() {
    Vocoder.Builder builder =
        Vocoder.builder().device(compute.device()).precision(compute.precision());
    compute.threads().ifPresent(builder::threads);
    return vocoder == null ? builder.load() : builder.checkpoint(vocoder).load();
  }

  private ConversionReport evaluated(ConversionEvaluation.Builder description) {
    PrintWriter out = spec.commandLine().getOut();
    int conversions = description.build().conversions();
    try (EvaluationProgress progress =
        new EvaluationProgress(out, conversions, Terminal.isThere())) {
      return description.listener(progress).build().run();
    }
  }

  private void print(ConversionText text) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(text.table());
    out.println(text.about());
  }
}
