package dev.vocoder.train.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.ConfigException;
import dev.vocoder.Device;
import dev.vocoder.FileException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.VocoderStream;
import dev.vocoder.Waveform;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.griffinlim.GriffinLimVocoder;
import dev.vocoder.internal.inference.NeuralVocoder;
import dev.vocoder.testing.RandomModels;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.data.Recordings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
  @TempDir Path folder;

  /** Three recordings of noise, of 40, 41 and 42 frames and a bit, and a tone of 43. */
  private List<Recording> recordings() {
    Random random = new Random(1);
    for (int i = 0; i < 4; i++) {
      float[] samples = new float[(40 + i) * 256 + 100];
      for (int n = 0; n < samples.length; n++) {
        samples[n] = (float) (i == 3 ? 0.4 * Math.sin(n * 0.05) : 0.1 * random.nextGaussian());
      }
      Waveform.of(samples, 22_050)
          .write(folder.resolve("clip-%d.wav".formatted(i)), Waveform.Encoding.FLOAT_32);
    }
    return Recordings.inFolder(folder);
  }

  /** Knows the recordings by their lengths, and returns them at half their height. */
  private static final class HalfHeight implements Vocoder {
    private final Map<Integer, Waveform> waves = new LinkedHashMap<>();
    private final List<Integer> calls = new ArrayList<>();

    HalfHeight(List<Recording> recordings) {
      for (Recording recording : recordings) {
        float[] samples = Waveform.read(recording.wave()).samples();
        int frames = samples.length / 256;
        float[] half = new float[frames * 256];
        for (int i = 0; i < half.length; i++) {
          half[i] = samples[i] / 2;
        }
        waves.put(frames, Waveform.of(half, 22_050));
      }
    }

    @Override
    public Waveform melToWave(MelSpectrogram mel) {
      calls.add(mel.frames());
      return waves.get(mel.frames());
    }

    @Override
    public List<Waveform> melToWave(List<MelSpectrogram> mels) {
      return mels.stream().map(this::melToWave).toList();
    }

    @Override
    public VocoderStream openStream() {
      throw new UnsupportedOperationException();
    }

    @Override
    public MelFormat melFormat() {
      return MelFormat.TACOTRON2; // makes a frame more than there are hops
    }

    @Override
    public Device device() {
      return Device.cpu();
    }

    @Override
    public Precision precision() {
      return Precision.FLOAT32;
    }

    @Override
    public void close() {}
  }

  @Test
  void everyClipIsMeasuredAgainstItsRecording() {
    List<Recording> recordings = recordings();
    HalfHeight half = new HalfHeight(recordings);
    List<String> progress = new ArrayList<>();
    EvaluationReport report =
        Evaluation.builder()
            .vocoder("half", half)
            .recordings(recordings)
            .shownClips(2)
            .listener((recording, done, count) -> progress.add(recording.name() + done + count))
            .build()
            .run();

    assertThat(half.calls).containsExactly(40, 40, 41, 42, 43); // the first to warm up
    assertThat(progress).containsExactly("clip-014", "clip-124", "clip-234", "clip-344");
    SystemScores scores = report.systems().get(0);
    assertThat(scores.name()).isEqualTo("half");
    assertThat(scores.clips()).extracting(ClipScores::clip).startsWith("clip-0", "clip-1");
    assertThat(scores.clips().get(1).seconds()).isEqualTo(41 * 256 / 22_050.0);
    for (ClipScores clip : scores.clips().subList(0, 3)) {
      assertThat(clip.values().get(Measure.LOG_MEL)).isCloseTo(Math.log(2), within(1e-3));
      assertThat(clip.values().get(Measure.STFT)).isCloseTo(0.5 + Math.log(2), within(1e-3));
      assertThat(clip.values().get(Measure.REAL_TIME_FACTOR)).isPositive();
      assertThat(clip.values()).doesNotContainKeys(Measure.VOICED_F1, Measure.PITCH_ERROR);
    }
    assertThat(scores.clips().get(3).values())
        .containsEntry(Measure.VOICED_F1, 1.0)
        .containsEntry(Measure.PITCH_ERROR, 0.0);
    Map<Measure, Summary> summaries = scores.summaries();
    assertThat(summaries.get(Measure.LOG_MEL).clips()).isEqualTo(4);
    assertThat(summaries.get(Measure.VOICED_F1)).isEqualTo(Summary.of(1));
    assertThat(report.shown()).hasSize(2);
    assertThat(report.shown().get(1).original().length()).isEqualTo(41 * 256);
    assertThat(report.shown().get(1).generated().get("half")).isEqualTo(half.waves.get(41));
  }

  @Test
  void griffinLimIsAlwaysAmongThem() {
    List<Recording> recordings = recordings().subList(0, 1);
    EvaluationReport report =
        Evaluation.builder()
            .vocoder("half", new HalfHeight(recordings))
            .recordings(recordings)
            .build()
            .run();
    assertThat(report.systems())
        .extracting(SystemScores::name)
        .containsExactly("half", Evaluation.GRIFFIN_LIM);
    SystemScores griffinLim = report.systems().get(1);
    assertThat(griffinLim.melFormat()).isEqualTo(MelFormat.TACOTRON2);
    assertThat(griffinLim.clips().get(0).values().get(Measure.LOG_MEL)).isBetween(0.01, 0.5);
    assertThat(report.shown().get(0).generated()).containsOnlyKeys("half", "Griffin-Lim");
  }

  @Test
  void griffinLimIsNotAmongThemTwice() {
    try (Vocoder griffinLim = new GriffinLimVocoder(MelFormat.HIFIGAN, 2)) {
      EvaluationReport report =
          Evaluation.builder()
              .vocoder("two iterations", griffinLim)
              .recordings(recordings().subList(0, 1))
              .build()
              .run();
      assertThat(report.systems()).extracting(SystemScores::name).containsExactly("two iterations");
    }
  }

  @Test
  void vocodersOfDifferentRatesAreMeasuredAtTheirOwn() {
    MelFormat slow =
        MelFormat.HIFIGAN.toBuilder().sampleRate(16_000).hopSize(200).fMax(8000).build();
    try (Vocoder wide = new GriffinLimVocoder(MelFormat.HIFIGAN, 1);
        Vocoder narrow = new GriffinLimVocoder(slow, 1)) {
      EvaluationReport report =
          Evaluation.builder()
              .vocoder("wide", wide)
              .vocoder("narrow", narrow)
              .recordings(recordings().subList(0, 1))
              .build()
              .run();
      EvaluationReport.ShownClip clip = report.shown().get(0);
      assertThat(clip.original().sampleRate()).isEqualTo(22_050);
      assertThat(clip.generated().get("narrow").sampleRate()).isEqualTo(16_000);
      assertThat(clip.generated().get("narrow").length()).isEqualTo(37 * 200); // of 7503
      assertThat(report.systems().get(1).clips().get(0).values()).containsKey(Measure.LOG_MEL);
    }
  }

  @Test
  void peaksAreNormalizedWhereThatIsAskedFor() {
    List<Recording> recordings = recordings().subList(3, 4); // its peak is 0.4
    Evaluation.Builder evaluation =
        Evaluation.builder().vocoder("half", new HalfHeight(recordings)).recordings(recordings);
    float[] normalized =
        evaluation.normalizePeaks(true).build().run().shown().get(0).original().samples();
    assertThat(peak(normalized)).isCloseTo(0.95, within(1e-6));
    float[] plain =
        evaluation.normalizePeaks(false).build().run().shown().get(0).original().samples();
    assertThat(peak(plain)).isCloseTo(0.4, within(1e-3));
  }

  private static double peak(float[] samples) {
    double peak = 0;
    for (float sample : samples) {
      peak = Math.max(peak, Math.abs(sample));
    }
    return peak;
  }

  @Test
  void everyRecordingThatCannotBeUsedIsNamed() {
    List<Recording> recordings = recordings();
    Waveform.of(new float[8000], 8000).write(folder.resolve("clip-1.wav"));
    Waveform.of(new float[100], 22_050).write(folder.resolve("clip-2.wav"));
    HalfHeight half = new HalfHeight(recordings.subList(0, 1));
    Evaluation evaluation =
        Evaluation.builder().vocoder("half", half).recordings(recordings).build();
    assertThatThrownBy(evaluation::run)
        .isInstanceOf(FileException.class)
        .hasMessageStartingWith("2 of 4 recordings cannot be evaluated on: clip-1 (")
        .hasMessageContaining("8000 Hz, below the model's 22050")
        .hasMessageContaining("clip-2 (it is too short: 100 samples");
    assertThat(half.calls).isEmpty();
  }

  @Test
  void aVocoderThatKeepsNoTimeIsNotMeasured() {
    List<Recording> recordings = recordings().subList(0, 1);
    HalfHeight half = new HalfHeight(recordings);
    half.waves.put(40, Waveform.of(Arrays.copyOf(half.waves.get(40).samples(), 5000), 22_050));
    Evaluation evaluation =
        Evaluation.builder().vocoder("half", half).recordings(recordings).build();
    assertThatThrownBy(evaluation::run)
        .isInstanceOf(FileException.class)
        .hasMessageContaining("Cannot compare 10240 samples at 22050 Hz with 5000");
  }

  /** A Vocos's wave ends with the last centred frame, or else a hop before its recording. */
  @Test
  void aWaveShorterThanItsMelIsMeasuredAsFarAsItGoes() {
    GeneratorCheckpoint model = RandomModels.generator(RandomModels.VOCOS);
    MelFormat aligned = model.melFormat();
    MelFormat centered = aligned.toBuilder().framing(MelFormat.Framing.CENTERED).build();
    try (Vocoder hopShort = NeuralVocoder.ofBlocks(model, Device.cpu());
        Vocoder whole = NeuralVocoder.ofBlocks(model.withMelFormat(centered), Device.cpu())) {
      EvaluationReport report =
          Evaluation.builder()
              .vocoder("aligned", hopShort)
              .vocoder("centered", whole)
              .recordings(recordings().subList(0, 1)) // 40 hops
              .build()
              .run();
      assertThat(report.shown().get(0).generated().get("aligned").length()).isEqualTo(39 * 256);
      assertThat(report.shown().get(0).generated().get("centered").length()).isEqualTo(40 * 256);
      assertThat(report.systems().get(0).clips().get(0).seconds()).isEqualTo(39 * 256 / 22_050.0);
    }
  }

  @Test
  void aRecordingOfWhichAVocoderMakesTooLittleIsNamed() {
    Waveform.of(new float[300], 22_050).write(folder.resolve("clip-0.wav")); // a frame: no samples
    assertTooShort(0);
    Waveform.of(new float[700], 22_050).write(folder.resolve("clip-0.wav"));
    assertTooShort(256);
  }

  private void assertTooShort(int samples) {
    GeneratorCheckpoint model = RandomModels.generator(RandomModels.VOCOS);
    MelFormat narrow = model.melFormat().toBuilder().fftSize(256).windowSize(256).build();
    try (Vocoder vocos = NeuralVocoder.ofBlocks(model.withMelFormat(narrow), Device.cpu())) {
      Evaluation evaluation =
          Evaluation.builder()
              .vocoder("short", vocos)
              .recordings(
                  List.of(new Recording("clip-0", folder.resolve("clip-0.wav"), Optional.empty())))
              .build();
      assertThatThrownBy(evaluation::run)
          .isInstanceOf(FileException.class)
          .hasMessageContaining("clip-0")
          .hasMessageContaining("of which short makes %d samples".formatted(samples));
    }
  }

  @Test
  void anEvaluationOfNothingIsRefused() {
    HalfHeight half = new HalfHeight(List.of());
    Evaluation.Builder evaluation = Evaluation.builder().vocoder("half", half);
    assertThatThrownBy(evaluation::build).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> evaluation.vocoder("half", half))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("called half");
    assertThatThrownBy(() -> evaluation.vocoder("Griffin-Lim", half))
        .isInstanceOf(ConfigException.class);
    Evaluation.Builder none = Evaluation.builder().recordings(recordings());
    assertThatThrownBy(none::build).isInstanceOf(ConfigException.class);
  }
}
