package dev.vocoder.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vocoder.FileException;
import dev.vocoder.MelConvention;
import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Waveform;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.data.Recordings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
  private static final MelFormat FORMAT = MelFormat.HIFIGAN;
  private static final int SEGMENT = 2048;
  private static final int FRAMES = 8;

  @TempDir Path folder;

  private Waveform wave(String name, int length, int rate, float peak) {
    float[] samples = new float[length];
    for (int i = 0; i < length; i++) {
      samples[i] = peak * (i % 100) / 99;
    }
    Waveform wave = Waveform.of(samples, rate);
    try {
      Files.createDirectories(folder.resolve(name).getParent());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    wave.write(folder.resolve(name + ".wav"));
    return wave;
  }

  private static Dataset dataset(List<Recording> recordings) {
    return new Dataset(recordings, FORMAT, true);
  }

  @Test
  void aFolderIsSearchedThroughByName() {
    wave("b", 5000, 22_050, 1);
    wave("speaker/a", 5000, 22_050, 1);
    assertThat(Recordings.inFolder(folder))
        .extracting(Recording::name)
        .containsExactly("b", "speaker/a");
  }

  @Test
  void aListNamesRecordingsWithOrWithoutExtensionAndText() throws IOException {
    wave("b", 5000, 22_050, 1);
    wave("a", 5000, 22_050, 1);
    Path list = Files.writeString(folder.resolve("list.txt"), "b|Some text.|some text\n\na.wav\n");
    assertThat(Recordings.listed(list, folder))
        .extracting(Recording::name)
        .containsExactly("b", "a");
    Files.writeString(list, "b\nc\nd");
    assertThatThrownBy(() -> Recordings.listed(list, folder))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("2 of 3 recordings")
        .hasMessageContaining("c, d");
    Files.writeString(list, "b\nb");
    assertThatThrownBy(() -> Recordings.listed(list, folder)).hasMessageContaining("b twice");
    Files.writeString(list, "\n");
    assertThatThrownBy(() -> Recordings.listed(list, folder)).hasMessageContaining("no recordings");
  }

  @Test
  void aRecordingIsTheSameHoweverItIsSpelled() throws IOException {
    wave("a", 5000, 22_050, 1);
    wave("speaker/b", 5000, 22_050, 1);
    wave("c", 5000, 22_050, 1);
    Files.createSymbolicLink(folder.resolve("d.wav"), folder.resolve("c.wav"));
    Path list =
        Files.writeString(
            folder.resolve("list.txt"),
            "./a.wav\nspeaker/../speaker/b\n" + folder.resolve("d.wav") + "\n");
    List<Recording> held = Recordings.listed(list, folder);
    assertThat(held.subList(0, 2)).extracting(Recording::name).containsExactly("a", "speaker/b");
    List<Recording> all = Recordings.inFolder(folder);
    assertThat(all).hasSize(4);
    assertThat(Recordings.without(all, held)).isEmpty();
    assertThat(Recordings.without(all, held.subList(0, 1)))
        .extracting(Recording::name)
        .containsExactly("c", "d", "speaker/b");
    Files.writeString(list, "a\n./a.wav");
    assertThatThrownBy(() -> Recordings.listed(list, folder))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("list.txt names ./a.wav twice");
  }

  @Test
  void anUnreadableFolderBelowIsNamed() throws IOException {
    wave("a", 5000, 22_050, 1);
    Path closed = Files.createDirectory(folder.resolve("closed"));
    assumeTrue(closed.toFile().setReadable(false) && !Files.isReadable(closed), "run by root");
    assertThatThrownBy(() -> Recordings.inFolder(folder))
        .isInstanceOf(FileException.class)
        .hasMessage(
            "Cannot read %s: permission denied for %s; make it readable or move it elsewhere.",
            folder, closed);
  }

  @Test
  void predictedMelsMustFitTheirWaves() {
    for (String name :
        List.of("exact", "onemore", "long", "short", "framesfirst", "absent", "wide")) {
      wave(name, 10_300, 22_050, 1); // 40 frames and a bit
    }
    mel("exact", 80, 40);
    mel("onemore", 80, 41);
    mel("long", 80, 42);
    mel("short", 80, 39);
    mel("framesfirst", 40, 80);
    mel("wide", 81, 40);
    DatasetCheck check =
        DatasetCheck.of(dataset(Recordings.withMels(Recordings.inFolder(folder), folder)));
    assertThat(check.faults())
        .extracting(fault -> fault.recording().name())
        .containsExactly("absent", "long", "short", "wide");
    assertThat(check.faults().get(1).reason()).contains("42 frames, but its wave makes 40");
    assertThat(check.faults().get(3).reason()).contains("shape [81, 40]");
    assertThatThrownBy(check::requireUsable)
        .isInstanceOf(FileException.class)
        .hasMessageStartingWith("4 of 7 recordings cannot be trained on: absent (");
  }

  @Test
  void whatIsOddAboutRecordingsAndMelsIsToldOnceForAll() {
    for (String name : List.of("a", "b", "c")) {
      wave(name, 10_300, 22_050, 1);
    }
    float[] decibels = new float[80 * 40];
    for (int i = 0; i < decibels.length; i++) {
      decibels[i] = -100 + i % 97;
    }
    new NpyArray(new int[] {80, 40}, decibels).write(folder.resolve("a.npy"));
    new NpyArray(new int[] {80, 40}, decibels).write(folder.resolve("c.npy"));
    mel("b", 80, 40);
    float[] integers = new float[10_300];
    integers[7] = 20_000;
    Waveform.of(integers, 22_050).write(folder.resolve("b.wav"), Waveform.Encoding.FLOAT_32);
    Dataset asLoudAsTheyAre =
        new Dataset(Recordings.withMels(Recordings.inFolder(folder), folder), FORMAT, false);
    assertThat(DatasetCheck.of(asLoudAsTheyAre).faults()).isEmpty();
    assertThat(DatasetCheck.of(asLoudAsTheyAre).doubts())
        .hasSize(2)
        .anySatisfy(
            doubt ->
                assertThat(doubt)
                    .startsWith("2 of 3 mels are doubtful, such as a: its lowest value, -100.00,")
                    .contains("decibels"))
        .anySatisfy(
            doubt ->
                assertThat(doubt)
                    .startsWith(
                        "1 of 3 recordings are doubtful, such as b: its samples reach 20000"));
  }

  @Test
  void predictedMelsAreTakenForWhatTheirNumbersAreSaidToBe() {
    wave("a", 10_300, 22_050, 1);
    float[] logarithms = new float[80 * 40]; // of base ten, where the format has natural ones
    Arrays.fill(logarithms, -3);
    new NpyArray(new int[] {80, 40}, logarithms).write(folder.resolve("a.npy"));
    List<Recording> recordings = Recordings.withMels(Recordings.inFolder(folder), folder);
    Dataset told = new Dataset(recordings, FORMAT, false, Optional.of(MelConvention.LOG10));
    MelSpectrogram mel = new RecordingReader(told).read(recordings.get(0)).mel().orElseThrow();
    assertThat(mel.value(0, 0)).isCloseTo((float) (-3 * Math.log(10)), within(1e-5f));
  }

  @Test
  void aListFindsWhatTheFolderFindsWhateverTheCaseOfItsExtension() throws IOException {
    for (String name : List.of("loud", "soft", "plain")) {
      wave(name, 5000, 22_050, 1);
    }
    Files.move(folder.resolve("loud.wav"), folder.resolve("LOUD.WAV"));
    Files.move(folder.resolve("soft.wav"), folder.resolve("soft.Wav"));
    List<Recording> walked = Recordings.inFolder(folder);
    assertThat(walked).extracting(Recording::name).containsExactly("LOUD", "plain", "soft");
    Path list = Files.writeString(folder.resolve("list.txt"), "LOUD\nplain\nsoft");
    assertThat(Recordings.listed(list, folder)).isEqualTo(walked);
    Files.writeString(list, "LOUD.WAV|text\nplain.wav\nsoft.wav");
    assertThat(Recordings.listed(list, folder)).isEqualTo(walked);
  }

  @Test
  void aMelIsFoundByItsRecordingsNameWhateverWroteIt() throws IOException {
    wave("a", 5000, 22_050, 1);
    List<Recording> recordings = Recordings.inFolder(folder);
    assertThat(found(recordings)).isEqualTo("a.npy");
    for (String name : List.of("mel-a.pt", "a.pt", "a.npz", "mel-a.npy", "a.npy")) {
      Files.createFile(folder.resolve(name));
      assertThat(found(recordings)).isEqualTo(name);
    }
  }

  private String found(List<Recording> recordings) {
    Path mel = Recordings.withMels(recordings, folder).get(0).mel().orElseThrow();
    return mel.getFileName().toString();
  }

  private void mel(String name, int rows, int columns) {
    new NpyArray(new int[] {rows, columns}, new float[rows * columns])
        .write(folder.resolve(name + ".npy"));
  }

  @Test
  void theFingerprintIsOfNamesAndContents() throws IOException {
    wave("a", 5000, 22_050, 1);
    String first = DatasetCheck.of(dataset(Recordings.inFolder(folder))).fingerprint();
    assertThat(DatasetCheck.of(dataset(Recordings.inFolder(folder))).fingerprint())
        .isEqualTo(first);
    wave("a", 5000, 22_050, 0.5f);
    String louder = DatasetCheck.of(dataset(Recordings.inFolder(folder))).fingerprint();
    Files.move(folder.resolve("a.wav"), folder.resolve("b.wav"));
    String renamed = DatasetCheck.of(dataset(Recordings.inFolder(folder))).fingerprint();
    assertThat(Set.of(first, louder, renamed)).hasSize(3);
  }

  @Test
  void peaksAreNormalisedUnlessFineTuning() {
    wave("a", 5000, 22_050, 0.5f);
    Recording recording = Recordings.inFolder(folder).get(0);
    List<Recording> one = List.of(recording);
    assertThat(peak(new RecordingReader(new Dataset(one, FORMAT, true)).read(recording)))
        .isEqualTo(0.95f);
    assertThat(peak(new RecordingReader(new Dataset(one, FORMAT, false)).read(recording)))
        .isEqualTo(0.5f);
  }

  private static float peak(RecordingReader.Content content) {
    float peak = 0;
    for (float sample : content.wave().samples()) {
      peak = Math.max(peak, Math.abs(sample));
    }
    return peak;
  }

  @Test
  void higherRatesAreResampled() {
    wave("a", 44_100, 44_100, 1);
    Recording recording = Recordings.inFolder(folder).get(0);
    Waveform read = new RecordingReader(dataset(List.of(recording))).read(recording).wave();
    assertThat(read.sampleRate()).isEqualTo(22_050);
    assertThat(read.length()).isEqualTo(22_050);
  }

  @Test
  void aSegmentHasTheMelOfItself() {
    Waveform wave = wave("a", 10_000, 22_050, 1);
    SegmentCutter.Segment segment =
        new SegmentCutter(FORMAT, SEGMENT, FRAMES)
            .cut(new RecordingReader.Content(wave, Optional.empty()), 0.5, 0.25);
    int start = (10_000 - SEGMENT + 1) / 2;
    float[] quarter = Arrays.copyOfRange(wave.samples(), start, start + SEGMENT);
    for (int i = 0; i < SEGMENT; i++) {
      quarter[i] /= 4;
    }
    assertThat(segment.wave()).containsExactly(quarter);
    MelSpectrogram mel = MelExtractor.of(FORMAT).extract(Waveform.of(segment.wave(), 22_050));
    assertThat(segment.mel()).containsExactly(mel.values());
  }

  @Test
  void aPredictedMelIsCutWithItsWave() {
    Waveform wave = wave("a", 10_300, 22_050, 1);
    float[] values = new float[80 * 41];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 41; // the frame's number
    }
    MelSpectrogram mel = MelSpectrogram.of(values, 41, FORMAT);
    SegmentCutter.Segment segment =
        new SegmentCutter(FORMAT, SEGMENT, FRAMES)
            .cut(new RecordingReader.Content(wave, Optional.of(mel)), 0.999, 1);
    int first = 40 - SEGMENT / 256; // the last place; the extra frame has no samples
    assertThat(segment.mel()[0]).isEqualTo(first);
    assertThat(segment.wave())
        .containsExactly(Arrays.copyOfRange(wave.samples(), first * 256, first * 256 + SEGMENT));
  }

  @Test
  void whatIsShorterThanASegmentIsFollowedBySilence() {
    Waveform wave = wave("a", 1300, 22_050, 1);
    float[] ones = new float[80 * 5];
    Arrays.fill(ones, 1);
    SegmentCutter cutter = new SegmentCutter(FORMAT, SEGMENT, FRAMES);
    SegmentCutter.Segment segment =
        cutter.cut(
            new RecordingReader.Content(wave, Optional.of(MelSpectrogram.of(ones, 5, FORMAT))),
            0.7,
            1);
    assertThat(segment.wave()).hasSize(SEGMENT);
    assertThat(segment.wave()[SEGMENT - 1]).isZero();
    assertThat(segment.mel()).hasSize(80 * 8);
    assertThat(segment.mel()[4]).isEqualTo(1);
    assertThat(segment.mel()[5]).isEqualTo((float) Math.log(1e-5));
  }

  /** A Vocos's wave goes from the middle of the first frame to that of the last. */
  @Test
  void aSegmentOfAGeneratorThatMakesAHopFewerHasAFrameMore() {
    MelFormat centered = FORMAT.toBuilder().framing(MelFormat.Framing.CENTERED).build();
    SegmentCutter cutter = new SegmentCutter(centered, SEGMENT, FRAMES + 1);
    Waveform wave = wave("a", 10_300, 22_050, 1); // 40 hops and a bit
    SegmentCutter.Segment computed =
        cutter.cut(new RecordingReader.Content(wave, Optional.empty()), 0, 1);
    Waveform start = Waveform.of(Arrays.copyOf(wave.samples(), SEGMENT), 22_050);
    assertThat(computed.mel())
        .hasSize(80 * (FRAMES + 1))
        .containsExactly(MelExtractor.of(centered).extract(start).values());

    assertLastIs(32, cutter, wave, 41); // frames 32 to 40, samples of hops 32 to 39
    assertLastIs(31, cutter, wave, 40);
    assertLastIs(0, cutter, wave, 5); // followed by silence
  }

  private static void assertLastIs(int first, SegmentCutter cutter, Waveform wave, int frames) {
    float[] values = new float[80 * frames];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % frames; // the frame's number
    }
    MelFormat centered = FORMAT.toBuilder().framing(MelFormat.Framing.CENTERED).build();
    MelSpectrogram mel = MelSpectrogram.of(values, frames, centered);
    SegmentCutter.Segment segment =
        cutter.cut(new RecordingReader.Content(wave, Optional.of(mel)), 0.999, 1);
    assertThat(segment.mel()).hasSize(80 * (FRAMES + 1));
    assertThat(segment.mel()[0]).isEqualTo(first);
    assertThat(segment.mel()[FRAMES])
        .isEqualTo(first + FRAMES < frames ? first + FRAMES : (float) Math.log(1e-5));
    assertThat(segment.wave())
        .containsExactly(Arrays.copyOfRange(wave.samples(), first * 256, first * 256 + SEGMENT));
  }

  @Test
  void theOrderIsAFunctionOfTheSeedAndVisitsEverythingOnce() {
    SegmentOrder order = new SegmentOrder(7, 10, 3, 1);
    assertThat(order.batches()).isEqualTo(3);
    Set<Integer> visited = new TreeSet<>();
    for (int batch = 0; batch < 3; batch++) {
      for (SegmentOrder.Segment segment : order.segments(4, batch)) {
        assertThat(segment.position()).isBetween(0.0, 1.0);
        assertThat(visited.add(segment.recording())).isTrue();
      }
    }
    assertThat(order.segments(4, 2)).isEqualTo(new SegmentOrder(7, 10, 3, 1).segments(4, 2));
    assertThat(order.segments(4, 2)).isNotEqualTo(order.segments(5, 2));
    assertThat(order.segments(4, 2)).isNotEqualTo(new SegmentOrder(8, 10, 3, 1).segments(4, 2));
  }

  @Test
  void amplitudesVaryWithoutMovingTheSegments() {
    SegmentOrder plain = new SegmentOrder(7, 10, 10, 1);
    SegmentOrder varied = new SegmentOrder(7, 10, 10, 0.3);
    SegmentOrder.Segment[] wanted = plain.segments(4, 0);
    SegmentOrder.Segment[] found = varied.segments(4, 0);
    double sum = 0;
    for (int i = 0; i < wanted.length; i++) {
      assertThat(wanted[i].amplitude()).isEqualTo(1);
      assertThat(found[i].amplitude()).isBetween(0.3, 1.0);
      assertThat(found[i].position()).isEqualTo(wanted[i].position());
      sum += found[i].amplitude();
    }
    assertThat(sum / wanted.length).isBetween(0.4, 0.9);
  }

  @Test
  void fewRecordingsRepeatWithinABatch() {
    SegmentOrder order = new SegmentOrder(7, 1, 4, 1);
    assertThat(order.batches()).isEqualTo(1);
    SegmentOrder.Segment[] segments = order.segments(0, 0);
    assertThat(segments).hasSize(4).extracting(SegmentOrder.Segment::recording).containsOnly(0);
    assertThat(Arrays.stream(segments).map(SegmentOrder.Segment::position).distinct()).hasSize(4);
  }

  @Test
  void batchesComeInOrderFromAnyPlace() {
    for (int i = 0; i < 5; i++) {
      wave("w" + i, 6000, 22_050, 1);
    }
    Dataset dataset = dataset(Recordings.inFolder(folder));
    try (BatchLoader all = new BatchLoader(dataset, 2, SEGMENT, FRAMES, 1, 1, 0, 0);
        BatchLoader later = new BatchLoader(dataset, 2, SEGMENT, FRAMES, 1, 1, 1, 1)) {
      all.next();
      all.next();
      all.next(); // two batches make an epoch
      Batch expected = all.next();
      Batch actual = later.next();
      assertThat(actual.waves()).containsExactly(expected.waves());
      assertThat(actual.mels()).containsExactly(expected.mels());
      assertThat(actual.samples()).isEqualTo(SEGMENT);
      assertThat(actual.frames()).isEqualTo(SEGMENT / 256);
    }
  }
}
