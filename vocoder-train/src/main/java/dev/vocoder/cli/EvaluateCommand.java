package dev.vocoder.cli;

import dev.vocoder.internal.option.ComputeOptions;
import dev.vocoder.internal.option.EvaluatedModels;
import dev.vocoder.internal.option.RecordingOptions;
import dev.vocoder.internal.option.Terminal;
import dev.vocoder.internal.option.Usage;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.evaluation.Evaluation;
import dev.vocoder.train.evaluation.EvaluationReport;
import dev.vocoder.train.report.EvaluationFolder;
import dev.vocoder.train.report.EvaluationProgress;
import dev.vocoder.train.report.EvaluationText;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vocoder evaluate}. */
@Command(
    name = "evaluate",
    description =
        "Measures how close vocoders come to recordings, and Griffin-Lim with them: a table, and a"
            + " page to see and hear.")
final class EvaluateCommand implements Runnable {
  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description =
          "A generator's checkpoint; may be given several times. Without it the default model is"
              + " evaluated.")
  private List<Path> checkpoints = List.of();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The config of the checkpoints that do not open without one. Without a checkpoint:"
              + " Griffin-Lim on its mels.")
  private Path config;

  @Mixin private RecordingOptions wavs;

  @Option(
      names = "--list",
      paramLabel = "LIST",
      description = "The recordings to take, a name on each line; by default all in the folder.")
  private Path list;

  @Option(
      names = "--report",
      required = true,
      paramLabel = "FOLDER",
      description = "Where report.json, report.md and index.html go.")
  private Path report;

  @Option(
      names = "--clips",
      paramLabel = "N",
      defaultValue = "5",
      description = "Clips on the page, the first ones; ${DEFAULT-VALUE} by default.")
  private int clips;

  @Option(
      names = "--normalize-peaks",
      description =
          "Scale each recording to a peak of 0.95 first, as training and its validation do.")
  private boolean normalizePeaks;

  @Mixin private ComputeOptions compute;

  @Spec private CommandSpec spec;

  EvaluateCommand() {}

  @Override
  public void run() {
    Usage.require(spec, clips >= 0, "--clips must be 0 or more");
    Usage.require(
        spec,
        new HashSet<>(EvaluatedModels.names(checkpoints)).size() == checkpoints.size(),
        "each --checkpoint must be another file");
    List<Recording> recordings = list == null ? wavs.all() : wavs.listed(list);
    PrintWriter out = spec.commandLine().getOut();
    try (EvaluatedModels models =
        new EvaluatedModels(checkpoints, Optional.ofNullable(config), compute)) {
      EvaluationFolder folder = new EvaluationFolder(report);
      EvaluationReport evaluated = evaluate(models, recordings, out);
      folder.write(evaluated);
      out.print(printable(new EvaluationText(evaluated).table()));
      out.println(folder.page() + ": " + evaluated.shown().size() + " clips to see and hear");
    }
  }

  private EvaluationReport evaluate(
      EvaluatedModels models, List<Recording> recordings, PrintWriter out) {
    try (EvaluationProgress progress =
        new EvaluationProgress(out, recordings.size(), Terminal.isThere())) {
      Evaluation.Builder evaluation =
          Evaluation.builder()
              .recordings(recordings)
              .normalizePeaks(normalizePeaks)
              .shownClips(clips)
              .listener(progress);
      models.byName().forEach(evaluation::vocoder);
      return evaluation.build().run();
    }
  }

  /** A terminal that knows no more than ASCII would show a question mark. */
  private static String printable(String table) {
    return Charset.defaultCharset().newEncoder().canEncode('\u00b1')
        ? table
        : table.replace("\u00b1", "+-");
  }
}
