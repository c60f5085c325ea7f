package dev.vocoder.train.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.FileException;
import dev.vocoder.MelExtractor;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.TrainingException;
import dev.vocoder.Voice;
import dev.vocoder.VoiceConverter;
import dev.vocoder.Waveform;
import dev.vocoder.internal.container.torch.PyTorchFile;
import dev.vocoder.train.Start;
import dev.vocoder.train.StepReport;
import dev.vocoder.train.Trainer;
import dev.vocoder.train.TrainingListener;
import dev.vocoder.train.ValidationReport;
import dev.vocoder.train.ValidationReport.Clip;
import dev.vocoder.train.ValidationReport.Rendering;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.data.Recordings;
import dev.vocoder.train.report.RunPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VoiceConversionTest {
  @TempDir private Path folder;

  private VoiceConversion pair(Path output) throws IOException {
    return VoiceConversion.trainer()
        .voice("low", ConversionFixture.voice(folder, "low", 300))
        .voice("high", ConversionFixture.voice(folder, "high", 900))
        .recipe(ConversionFixture.PAIR)
        .output(output)
        .threads(1)
        .steps(6);
  }

  private VoiceConversion run(boolean many, Path output) throws IOException {
    return many
        ? pair(output)
            .voice("middle", ConversionFixture.voice(folder, "middle", 500))
            .recipe(ConversionFixture.MANY)
        : pair(output);
  }

  /** Stops a run after a step. */
  private static final class Stopping implements TrainingListener {
    private final long last;
    private Trainer trainer;

    Stopping(long last) {
      this.last = last;
    }

    @Override
    public void stepped(StepReport report) {
      if (report.step() == last) {
        trainer.stop();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStoppedRunGoesOnBitForBit(boolean many) throws IOException {
    Path straight = folder.resolve("straight");
    run(many, straight).build().run();
    Path stopped = folder.resolve("stopped");
    Stopping stopping = new Stopping(3);
    stopping.trainer = run(many, stopped).listener(stopping).build();
    assertThat(stopping.trainer.run().stopped()).isTrue();
    run(many, stopped).start(new Start.Resume()).build().run();
    for (String file : List.of("g_00000006", "do_00000006")) {
      Object expected = withoutStart(PyTorchFile.read(straight.resolve(file)).root());
      assertThat(withoutStart(PyTorchFile.read(stopped.resolve(file)).root()))
          .as(file)
          .usingRecursiveComparison()
          .isEqualTo(expected);
    }
    assertThat(names(stopped)).noneMatch(name -> name.contains("tmp"));
  }

  private static Object withoutStart(Object root) {
    ((Map<?, ?>) root).remove("provenance");
    return root;
  }

  private static List<String> names(Path run) throws IOException {
    try (Stream<Path> files = Files.list(run)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsTrainedConverts(boolean many) throws IOException {
    Path output = folder.resolve("run");
    List<ValidationReport> validations = new ArrayList<>();
    RunPage page = new RunPage();
    run(many, output)
        .listener(page)
        .listener(
            new TrainingListener() {
              @Override
              public void validated(ValidationReport report) {
                validations.add(report);
              }
            })
        .build()
        .run();
    try (VoiceConverter converter = VoiceConverter.load(output)) {
      assertThat(converter.voices())
          .extracting(Voice::name)
          .containsExactlyElementsOf(
              many ? List.of("low", "high", "middle") : List.of("low", "high"));
      assertThat(converter.melFormat()).isEqualTo(ConversionFixture.PAIR.melFormat());
      Clip clip = validations.get(0).clips().get(0);
      assertThat(clip.name()).isEqualTo("clip-0, low to high");
      MelSpectrogram original = clip.original().mel();
      MelSpectrogram converted = converter.convert(original, "low", "high");
      assertThat(converted.values())
          .containsExactly(clip.made().get(0).mel().values(), within(1e-4f));
      MelSpectrogram back = converter.convert(converted, "high", "low");
      assertThat(back.values()).containsExactly(clip.made().get(1).mel().values(), within(1e-3f));
      assertThat(clip.made())
          .extracting(Rendering::name)
          .containsExactly("converted", "converted back");
      assertThat(clip.made().get(0).wave().length())
          .isEqualTo(original.frames() * original.format().hopSize());
      assertThat(validations.get(0).error()).isBetween(0.1, 3.0);
    }
    assertThat(Files.readString(output.resolve("index.html")))
        .contains("clip-0, low to high", ">Converted<", ">Converted back<")
        .contains(
            many
                ? List.of(
                    "Classification loss", "Reconstruction loss", "Discriminator loss by network")
                : List.of("Cycle loss", "Second adversarial loss", "Discriminator fake loss"));
  }

  @Test
  void normsThatAreToldTheVoiceMakeOneGeneratorForMany() throws IOException {
    Path output = folder.resolve("run");
    pair(output).recipe(ConversionFixture.MODULATED).steps(2).build().run();
    MelSpectrogram mel;
    try (VoiceConverter converter = VoiceConverter.load(output)) {
      mel =
          MelExtractor.of(converter.melFormat())
              .extract(Waveform.read(folder.resolve("low/clip-0.wav")));
      assertThat(converter.convert(mel, "low", "high").values())
          .isNotEqualTo(converter.convert(mel, "low", "low").values());
    }
  }

  @Test
  void aConvertersVoicesAreMeasuredOnWhatItLearntFrom() throws IOException {
    Path output = folder.resolve("run");
    List<Recording> low = ConversionFixture.voice(folder, "low", 300);
    pair(output).build().run();
    MelExtractor extractor = MelExtractor.of(ConversionFixture.PAIR.melFormat());
    Voice measured =
        Voice.measure(
            "low",
            low.subList(1, 4).stream()
                .map(one -> extractor.extract(Waveform.read(one.wave())))
                .toList());
    try (VoiceConverter converter = VoiceConverter.load(output)) {
      assertThat(converter.voice("low")).isEqualTo(measured);
    }
  }

  @Test
  void partsOfABatchMakeItsStep() throws IOException {
    List<Double> losses = new ArrayList<>();
    for (int parts : new int[] {1, 2}) {
      pair(folder.resolve("parts" + parts))
          .microBatches(parts)
          .steps(2)
          .listener(
              new TrainingListener() {
                @Override
                public void stepped(StepReport report) {
                  losses.add(report.losses().named().get("generator"));
                }
              })
          .build()
          .run();
    }
    assertThat(losses.get(2)).isCloseTo(losses.get(0), within(1e-4));
    assertThat(losses.get(3)).isCloseTo(losses.get(1), within(2e-2)); // Adam's first step
  }

  /** Runs, and returns what a person should know. */
  private static List<String> notesOf(VoiceConversion run) {
    List<String> notes = new ArrayList<>();
    run.listener(
            new TrainingListener() {
              @Override
              public void noted(String note) {
                notes.add(note);
              }
            })
        .build()
        .run();
    return notes;
  }

  @Test
  void recordingsShorterThanASegmentAreNamedAndLeftOut() throws IOException {
    Path low = folder.resolve("low");
    ConversionFixture.voice(folder, "low", 300);
    Waveform.of(new float[600], 8000).write(low.resolve("zz-short.wav"));
    List<String> notes =
        notesOf(
            VoiceConversion.trainer()
                .voice("low", Recordings.inFolder(low))
                .voice("high", ConversionFixture.voice(folder, "high", 900))
                .recipe(ConversionFixture.PAIR)
                .heldOutEvery(0)
                .output(folder.resolve("run"))
                .steps(1));
    assertThat(notes)
        .anyMatch(
            note ->
                note.equals(
                    "1 of 5 recordings of low are shorter than a segment, 32 frames, and left out:"
                        + " zz-short."));
    for (Recording recording : Recordings.inFolder(low)) {
      Waveform.of(new float[600], 8000).write(recording.wave());
    }
    Trainer hopeless =
        VoiceConversion.trainer()
            .voice("low", Recordings.inFolder(low))
            .voice("high", ConversionFixture.voice(folder, "high", 900))
            .recipe(ConversionFixture.PAIR)
            .output(folder.resolve("run2"))
            .build();
    assertThatThrownBy(hopeless::run)
        .isInstanceOf(FileException.class)
        .hasMessageContaining("of low are shorter than a segment");
  }

  @Test
  void aHeldOutRecordingThatCannotBeReadIsNamed() throws IOException {
    List<Recording> low = ConversionFixture.voice(folder, "low", 300);
    Waveform.of(new float[8000], 4000).write(low.get(0).wave());
    Trainer trainer =
        VoiceConversion.trainer()
            .voice("low", low)
            .voice("high", ConversionFixture.voice(folder, "high", 900))
            .recipe(ConversionFixture.PAIR)
            .output(folder.resolve("run"))
            .build();
    assertThatThrownBy(trainer::run)
        .isInstanceOf(FileException.class)
        .hasMessageContaining("clip-0 (its rate is 4000 Hz");
  }

  @Test
  void voicesOfTheSameRecordingsAreNoted() throws IOException {
    List<Recording> low = ConversionFixture.voice(folder, "low", 300);
    List<String> notes =
        notesOf(
            VoiceConversion.trainer()
                .voice("low", low)
                .voice("deep", low)
                .recipe(ConversionFixture.PAIR)
                .output(folder.resolve("run"))
                .steps(1));
    assertThat(notes).anyMatch(note -> note.startsWith("low and deep have the same recordings"));
  }

  @Test
  void whatMakesNoRunIsRefused() throws IOException {
    assertRefused(
        run -> run.voice("third", List.of()), "converts between two voices, and there are 3");
    assertRefused(run -> run.heldOutEvery(1), "every recording would be held out");
    assertRefused(run -> run.microBatches(3), "a batch of 2 cannot be divided into 3 equal parts");
    assertRefused(run -> run.precision(Precision.MIXED), "in float32 only");
    assertRefused(run -> run.voice("low", List.of()), "there are two voices low");
  }

  private void assertRefused(UnaryOperator<VoiceConversion> change, String reason)
      throws IOException {
    VoiceConversion run = pair(folder.resolve("refused"));
    assertThatThrownBy(() -> change.apply(run).build())
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining(reason);
  }
}
