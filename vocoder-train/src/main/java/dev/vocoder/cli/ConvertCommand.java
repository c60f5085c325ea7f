package dev.vocoder.cli;

import dev.vocoder.MelException;
import dev.vocoder.MelExtractor;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Vocoder;
import dev.vocoder.Voice;
import dev.vocoder.VoiceConverter;
import dev.vocoder.Waveform;
import dev.vocoder.internal.option.ComputeOptions;
import dev.vocoder.internal.option.Usage;
import dev.vocoder.internal.option.WaveFiles;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.data.Recordings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code vocoder convert}. */
@Command(
    name = "convert",
    description = "Says in another's voice what a recording says: to its mel, across, and back.")
final class ConvertCommand implements Runnable {
  @Option(
      names = "--converter",
      required = true,
      paramLabel = "RUN",
      description = "The converter: its file, or the folder of its run.")
  private Path converter;

  @Option(
      names = "--from",
      paramLabel = "NAME",
      description = "Who speaks, of the converter's voices (see vocoder info).")
  private String from;

  @Option(
      names = "--voice-of",
      paramLabel = "FILE",
      description =
          "Instead of --from: a recording of who speaks, or a folder of them, which are measured;"
              + " may be given several times. A minute of speech is enough.")
  private List<Path> voiceOf = new ArrayList<>();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "NAME",
      description = "Into whose voice, of the converter's voices.")
  private String to;

  @Option(
      names = "--vocoder",
      paramLabel = "FILE",
      description = "The vocoder's checkpoint; without it the default model is used.")
  private Path vocoder;

  @Mixin private ComputeOptions compute;

  @Mixin private WaveFiles files;

  @Spec private CommandSpec spec;

  ConvertCommand() {}

  @Override
  public void run() {
    Usage.require(
        spec,
        (from == null) != voiceOf.isEmpty(),
        "Who speaks is told by --from or by --voice-of, one of them");
    WaveFiles.Opened waves = files.open(models());
    try (VoiceConverter voices = loadConverter();
        Vocoder synthesis = loadVocoder()) {
      MelExtractor extractor = MelExtractor.of(voices.melFormat());
      Voice target = voices.voice(to);
      MelSpectrogram mel = extractor.extract(waves.original());
      requireFit(mel, synthesis);
      Voice source = voiceOf.isEmpty() ? voices.voice(from) : measured(extractor);
      waves.output().write(() -> synthesis.melToWave(voices.convert(mel, source, target)));
    }
  }

  private List<Path> models() {
    Stream<Path> models = Stream.of(converter, vocoder).filter(Objects::nonNull);
    return Stream.concat(models, voiceOf.stream()).toList();
  }

  private VoiceConverter loadConverter() {
    VoiceConverter.Builder builder =
        VoiceConverter.builder().checkpoint(converter).device(compute.device());
    compute.threads().ifPresent(builder::threads);
    return builder.load();
  }

  private Vocoder loadVocoder() {
    Vocoder.Builder builder =
        Vocoder.builder().device(compute.device()).precision(compute.precision());
    if (vocoder != null) {
      builder.checkpoint(vocoder);
    }
    return builder.load();
  }

  private void requireFit(MelSpectrogram mel, Vocoder synthesis) {
    if (!mel.convertsTo(synthesis.melFormat())) {
      throw new MelException(
          "The vocoder takes other mels than the converter makes; name one that takes those with --vocoder. The vocoder's: %s. The converter's: %s."
              .formatted(synthesis.melFormat(), mel.format()));
    }
  }

  private Voice measured(MelExtractor extractor) {
    List<MelSpectrogram> mels =
        voiceOf.stream()
            .flatMap(ConvertCommand::recordings)
            .map(file -> extractor.extract(Waveform.read(file)))
            .toList();
    return Voice.measure("the speaker", mels);
  }

  private static Stream<Path> recordings(Path path) {
    return Files.isDirectory(path)
        ? Recordings.inFolder(path).stream().map(Recording::wave)
        : Stream.of(path);
  }
}
