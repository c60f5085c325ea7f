package dev.vocoder.cli;

import dev.vocoder.MelFormat;
import dev.vocoder.conversion.ConverterDescription;
import dev.vocoder.conversion.UtteranceLimit;
import dev.vocoder.internal.inference.ModelDescription;
import dev.vocoder.internal.option.ConfigOption;
import dev.vocoder.network.Reach;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vocoder info}. */
@Command(name = "info", description = "Says what a checkpoint or a voice converter is.")
final class InfoCommand implements Runnable {
  @Parameters(
      paramLabel = "CHECKPOINT",
      description = "The checkpoint or converter: a file, an archive or a folder.")
  private Path checkpoint;

  @Mixin private ConfigOption config;

  @Spec private CommandSpec spec;

  InfoCommand() {}

  @Override
  public void run() {
    Optional<ConverterDescription> converter =
        config.file().isPresent() ? Optional.empty() : ConverterDescription.of(checkpoint);
    if (converter.isPresent()) {
      describe(converter.get());
    } else {
      describe(ModelDescription.of(checkpoint, config.file()));
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private void line(String name, Object value) {
    out().printf("%-17s%s%n", name + ":", value);
  }

  private void describe(ModelDescription model) {
    MelFormat format = model.melFormat();
    Reach reach = model.reach();
    describe(model.fileKind(), model.architecture(), model.details(), model.parameters());
    describe(format);
    line(
        "receptive field",
        "%s: a sample's own, %d before and %d after it"
            .formatted(
                frames(reach.before() + 1 + reach.after(), format), reach.before(), reach.after()));
    line("look-ahead", frames(reach.after(), format) + ", which a stream waits for");
    model.notes().forEach(note -> line("note", note));
    describe(model.provenance());
  }

  private static String frames(long count, MelFormat format) {
    return String.format(
        Locale.ROOT, "%d frames (%.0f ms)", count, 1000 * count / format.framesPerSecond());
  }

  private void describe(ConverterDescription converter) {
    describe(
        converter.fileKind(),
        converter.generator().architecture() + " voice converter",
        List.of(
            converter.sizes().entrySet().stream()
                .map(size -> size.getKey() + " " + size.getValue())
                .collect(Collectors.joining(", ")),
            (converter.networks().size() == 1 ? "network " : "networks ")
                + String.join(", ", converter.networks())),
        converter.parameters());
    line(
        "voices",
        converter.voices().isEmpty()
            ? "two, whose names and statistics are not in the file"
            : String.join(", ", converter.voices()));
    if (converter.melFormat().isPresent()) {
      describe(converter.melFormat().get());
    } else {
      line("mel format", "%d bands, else unknown".formatted(converter.generator().bands()));
    }
    int frames = UtteranceLimit.frames(converter.generator());
    line("longest mel", frames + " frames" + converter.melFormat().map(lasting(frames)).orElse(""));
    describe(converter.provenance());
  }

  private static Function<MelFormat, String> lasting(int frames) {
    return format -> String.format(Locale.ROOT, " (%.0f s)", frames / format.framesPerSecond());
  }

  private void describe(
      String fileKind, String architecture, List<String> details, long parameters) {
    line("file", fileKind);
    line("architecture", architecture);
    details.forEach(detail -> out().println("                 " + detail));
    line("parameters", String.format(Locale.ROOT, "%,d", parameters));
  }

  private void describe(MelFormat format) {
    line("mel format", format);
    line(
        "sample rate",
        "%d Hz, %d samples of each frame".formatted(format.sampleRate(), format.hopSize()));
  }

  private void describe(Map<String, String> provenance) {
    provenance.forEach(
        (key, value) -> {
          if (!key.equals("config") && !key.equals("mel_format") && !value.isEmpty()) {
            line(key.replace('_', ' '), value);
          }
        });
  }
}
