package dev.vocoder.cli;

import dev.vocoder.MelFormat;
import dev.vocoder.internal.inference.ModelDescription;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vocoder info}. */
@Command(name = "info", description = "Says what a checkpoint is.")
final class InfoCommand implements Runnable {
  @Parameters(
      paramLabel = "CHECKPOINT",
      description = "The generator's checkpoint: a file, an archive or a folder.")
  private Path checkpoint;

  @Mixin private ConfigOption config;

  @Spec private CommandSpec spec;

  InfoCommand() {}

  @Override
  public void run() {
    ModelDescription model = ModelDescription.of(checkpoint, config.file());
    MelFormat format = model.melFormat();
    int frames = 2 * model.contextFrames() + 1;
    PrintWriter out = spec.commandLine().getOut();
    out.println("file:            " + model.fileKind());
    out.println("architecture:    " + model.architecture());
    model.details().forEach(detail -> out.println("                 " + detail));
    out.printf(Locale.ROOT, "parameters:      %,d%n", model.parameters());
    out.println("mel format:      " + format);
    out.printf(
        Locale.ROOT,
        "sample rate:     %d Hz, %d samples of each frame%n",
        format.sampleRate(),
        format.hopSize());
    out.printf(
        Locale.ROOT,
        "receptive field: %d frames (%.0f ms): %d on each side of a sample's own%n",
        frames,
        1000 * frames / format.framesPerSecond(),
        model.contextFrames());
    model.notes().forEach(note -> out.println("note:            " + note));
    model
        .provenance()
        .forEach(
            (key, value) -> {
              if (!key.equals("config") && !key.equals("mel_format") && !value.isEmpty()) {
                out.printf("%-17s%s%n", key.replace('_', ' ') + ":", value);
              }
            });
  }
}
