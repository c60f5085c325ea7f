package dev.vocoder.internal.conversion;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.MelException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.VocoderClosedException;
import dev.vocoder.Voice;
import dev.vocoder.VoiceConverter;
import dev.vocoder.conversion.ConverterConfig;
import dev.vocoder.internal.container.torch.PyTorchWriter;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.network.conversion.ConversionGenerator;
import dev.vocoder.network.conversion.CycleGanGenerator;
import dev.vocoder.network.conversion.MaskCycleGanGenerator;
import dev.vocoder.network.conversion.StarGanGenerator;
import dev.vocoder.testing.Golden;
import dev.vocoder.testing.RandomConverters;
import dev.vocoder.testing.RandomModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VoiceConverterTest {
  private static final double TOLERANCE = 2e-5; // of the golden data, in deviations
  private static final MaskCycleGanGenerator.Config MASK = MaskCycleGanGenerator.Config.mask(16, 8);

  @TempDir Path folder;

  private static List<ConversionGenerator.Config> generators() {
    return RandomConverters.generators();
  }

  private VoiceConverter random(ConversionGenerator.Config generator) {
    return VoiceConverter.load(
        RandomConverters.write(folder.resolve("g_00001000"), RandomConverters.config(generator)));
  }

  private static VoiceConverter ofPublicFile(String file) {
    return VoiceConverter.builder()
        .checkpoint(Golden.path("conversion/" + file))
        .voice(RandomConverters.voice(0, MelFormat.HIFIGAN))
        .voice(RandomConverters.voice(1, MelFormat.HIFIGAN))
        .load();
  }

  /** Returns a converter of the weights in a golden file. */
  private VoiceConverter golden(ConverterConfig config, String file, String key) {
    Map<String, Object> entries = RandomConverters.entries(config);
    Object weights =
        ((Map<?, ?>)
                dev.vocoder.internal.container.torch.PyTorchFile.read(
                        Golden.path("conversion/" + file))
                    .root())
            .get(key);
    entries.replaceAll((name, value) -> config.networks().contains(name) ? weights : value);
    Path written = folder.resolve("golden");
    PyTorchWriter.write(written, entries);
    return VoiceConverter.load(written);
  }

  private static NpyArray array(String name) {
    return NpyArray.read(Golden.path("conversion/" + name + ".npy"));
  }

  /** Returns each item of a batch, band-major. */
  private static List<float[]> items(String name) {
    NpyArray array = array(name);
    int[] shape = array.shape();
    int count = shape.length == 3 ? shape[0] : 1;
    int size = array.values().length / count;
    return IntStream.range(0, count)
        .mapToObj(i -> Arrays.copyOfRange(array.values(), i * size, (i + 1) * size))
        .toList();
  }

  /** Returns a mel of a voice that has these values with its statistics taken out. */
  private static MelSpectrogram spoken(float[] normalized, Voice voice) {
    int frames = normalized.length / voice.melFormat().bands();
    float[] values = new float[normalized.length];
    for (int i = 0; i < values.length; i++) {
      int band = i / frames;
      values[i] = (float) (normalized[i] * voice.deviations()[band] + voice.means()[band]);
    }
    return MelSpectrogram.of(values, frames, voice.melFormat());
  }

  private static void assertConverts(
      VoiceConverter converter, String from, String to, String input, String expected) {
    List<float[]> mels = items(input);
    List<float[]> results = items(expected);
    assertThat(mels).hasSameSizeAs(results);
    for (int i = 0; i < mels.size(); i++) {
      MelSpectrogram mel = spoken(mels.get(i), converter.voice(from));
      MelSpectrogram converted = converter.convert(mel, from, to);
      assertThat(converted.frames()).isEqualTo(mel.frames());
      int bands = mel.bands();
      int made = results.get(i).length / bands; // as the network makes it, uncut
      MelSpectrogram wanted =
          spoken(results.get(i), converter.voice(to)).slice(0, Math.min(made, mel.frames()));
      assertClose(converted.values(), wanted.values(), 2 * TOLERANCE);
    }
  }

  @Test
  void publicMaskCycleGanConvertsAsItsCode() {
    try (VoiceConverter converter = ofPublicFile("maskcyclegan/initial.pth")) {
      assertConverts(converter, "a", "b", "maskcyclegan/batch-a", "maskcyclegan/a2b");
      assertConverts(converter, "a", "b", "maskcyclegan/odd", "maskcyclegan/a2b-odd");
      assertConverts(converter, "a", "b", "maskcyclegan/long", "maskcyclegan/a2b-long");
    }
  }

  @Test
  void aCheckpointOfThePublicTrainingConvertsAsItsCode() {
    try (VoiceConverter converter = ofPublicFile("maskcyclegan/00003_generator_A2B.pth.tar")) {
      assertConverts(converter, "a", "b", "maskcyclegan/batch-a", "maskcyclegan/after3.a2b");
      assertConverts(converter, "a", "b", "maskcyclegan/long", "maskcyclegan/after3.a2b-long");
    }
  }

  @Test
  void publicCycleGan2ConvertsAsItsCode() {
    try (VoiceConverter converter = ofPublicFile("cyclegan-vc2/tiny.pth")) {
      assertConverts(converter, "a", "b", "maskcyclegan/batch-a", "cyclegan-vc2/converted");
      assertConverts(converter, "a", "b", "maskcyclegan/odd", "cyclegan-vc2/converted-odd");
    }
  }

  @Test
  void cycleGanOf2018ConvertsAsTheReference() {
    ConverterConfig config = RandomConverters.config(new CycleGanGenerator.Config(80, 4, 6));
    try (VoiceConverter converter = golden(config, "cyclegan-vc1/tiny.pth", "generator")) {
      assertConverts(converter, "b", "a", "maskcyclegan/batch-a", "cyclegan-vc1/converted");
      assertConverts(converter, "a", "b", "maskcyclegan/odd", "cyclegan-vc1/converted-odd");
    }
  }

  @Test
  void starGanConvertsAsTheReference() {
    ConverterConfig config = RandomConverters.config(new StarGanGenerator.Config(80, 3, 4, 5));
    try (VoiceConverter converter = golden(config, "stargan-2d/initial.pth", "generator")) {
      assertConverts(converter, "b", "a", "stargan-2d/batch", "stargan-2d/to-0");
      assertConverts(converter, "a", "b", "stargan-2d/batch", "stargan-2d/to-1");
      assertConverts(converter, "a", "c", "stargan-2d/batch", "stargan-2d/to-2");
      assertConverts(converter, "c", "b", "stargan-2d/short", "stargan-2d/short-to-1");
    }
  }

  /** Returns a mel of one of the voices. */
  private static MelSpectrogram mel(int frames, VoiceConverter converter) {
    return RandomModels.mel(frames, converter.melFormat());
  }

  @ParameterizedTest
  @MethodSource("generators")
  void theResultIsAsLongAsTheMelFromOneFrameOn(ConversionGenerator.Config generator) {
    try (VoiceConverter converter = random(generator)) {
      for (int frames : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 61, 150}) {
        MelSpectrogram mel = mel(frames, converter);
        for (Voice to : converter.voices()) {
          MelSpectrogram converted = converter.convert(mel, converter.voice("a"), to);
          assertThat(converted.frames()).isEqualTo(frames);
          assertThat(converted.format()).isEqualTo(converter.melFormat());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("generators")
  void aShortMelIsConvertedAsIfItsLastFrameWereHeld(ConversionGenerator.Config generator) {
    try (VoiceConverter converter = random(generator)) {
      MelSpectrogram one = mel(1, converter);
      MelSpectrogram held = one;
      while (held.frames() < generator.leastFrames()) {
        held = held.append(one);
      }
      assertThat(converter.convert(one, "a", "b").values())
          .isEqualTo(converter.convert(held, "a", "b").slice(0, 1).values());
    }
  }

  @ParameterizedTest
  @MethodSource("generators")
  void voicesDiffer(ConversionGenerator.Config generator) {
    try (VoiceConverter converter = random(generator)) {
      MelSpectrogram mel = mel(40, converter);
      List<float[]> results =
          converter.voices().stream()
              .map(to -> converter.convert(mel, converter.voice("a"), to).values())
              .toList();
      for (int i = 1; i < results.size(); i++) {
        assertThat(results.get(i)).isNotEqualTo(results.get(i - 1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("generators")
  void threadsGetWhatOneThreadGets(ConversionGenerator.Config generator) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (VoiceConverter converter = random(generator)) {
      List<MelSpectrogram> mels =
          IntStream.range(0, 16).mapToObj(i -> mel(20 + 17 * i, converter)).toList();
      List<float[]> alone =
          mels.stream().map(mel -> converter.convert(mel, "a", "b").values()).toList();
      List<Future<float[]>> together = new ArrayList<>();
      for (MelSpectrogram mel : mels) {
        together.add(threads.submit(() -> converter.convert(mel, "a", "b").values()));
      }
      for (int i = 0; i < mels.size(); i++) {
        assertThat(together.get(i).get()).isEqualTo(alone.get(i));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aSpeakerNeverTrainedOnIsMeasured() {
    try (VoiceConverter converter = random(MASK)) {
      MelSpectrogram mel = mel(60, converter);
      Voice measured = Voice.measure("someone", List.of(mel));
      // The same utterance, louder: with its own statistics taken out it is the same.
      float[] louder = mel.values();
      for (int i = 0; i < louder.length; i++) {
        louder[i] += 1;
      }
      MelSpectrogram loud = MelSpectrogram.of(louder, 60, mel.format());
      Voice loudVoice = Voice.measure("someone louder", List.of(loud));
      Voice to = converter.voice("b");
      assertClose(
          converter.convert(loud, loudVoice, to).values(),
          converter.convert(mel, measured, to).values(),
          1e-4);
    }
  }

  @Test
  void aMelOfAnotherLogarithmIsConvertedFirst() {
    try (VoiceConverter converter = random(MASK)) {
      MelFormat decimal =
          converter.melFormat().toBuilder().logScale(MelFormat.LogScale.LOG10).build();
      MelSpectrogram mel = mel(30, converter).convertTo(decimal);
      assertThat(converter.convert(mel, "a", "b").values())
          .isEqualTo(converter.convert(mel.convertTo(converter.melFormat()), "a", "b").values());
    }
  }

  @Test
  void badInputIsRefusedInOneSentence() {
    try (VoiceConverter converter = random(MASK)) {
      MelSpectrogram mel = mel(30, converter);
      Voice a = converter.voice("a");
      Voice stranger = RandomConverters.voice(5, converter.melFormat());
      refused(
          ConfigException.class,
          () -> converter.convert(mel, "a", "x"),
          "The converter knows no voice 'x'; it was trained on a, b.");
      refused(
          ConfigException.class,
          () -> converter.convert(mel, a, stranger),
          "The converter was not trained on the voice 'f', so it cannot convert into it; it knows"
              + " a, b.");
      MelFormat other = converter.melFormat().toBuilder().fMax(7000).build();
      refused(
          MelException.class,
          () -> converter.convert(RandomModels.mel(30, other), "a", "b"),
          "The mel's format does not convert");
      refused(
          MelException.class,
          () -> converter.convert(mel, RandomConverters.voice(0, other), a),
          "The voice 'a' was measured on mels of another format than the converter's");
      float[] values = mel.values();
      values[3] = 1e4f;
      refused(
          MelException.class,
          () -> converter.convert(MelSpectrogram.of(values, 30, mel.format()), "a", "b"),
          "The mel is not one of the voice 'a': in band 0, frame 3 it is 10000.0, where the voice");
      values[3] = Float.NaN;
      refused(
          MelException.class,
          () -> converter.convert(MelSpectrogram.of(values, 30, mel.format()), "a", "b"),
          "holds NaN in band 0, frame 3");
      refused(
          MelException.class,
          () -> converter.convert(MelSpectrogram.of(new float[0], 0, mel.format()), "a", "b"),
          "The mel has 0 frames; at least 1 is needed.");
    }
  }

  private static void refused(Class<? extends Throwable> type, Runnable call, String message) {
    assertThatThrownBy(call::run).isInstanceOf(type).hasMessageContaining(message);
  }

  @Test
  void whatIsLongerThanTheLimitIsRefusedWithTheWayOut() {
    try (VoiceConverter converter = random(MASK)) {
      int most = converter.maxFrames();
      MelSpectrogram mel =
          MelSpectrogram.of(new float[16 * (most + 1)], most + 1, converter.melFormat());
      refused(
          MelException.class,
          () -> converter.convert(mel, "a", "b"),
          "an utterance is converted whole, up to %d frames; cut the recording at pauses"
              .formatted(most));
    }
  }

  @Test
  void aDirectionThatTheFileLacksIsRefused() {
    try (VoiceConverter converter = ofPublicFile("cyclegan-vc2/tiny.pth")) {
      MelSpectrogram mel = RandomModels.mel(30);
      refused(
          ConfigException.class,
          () -> converter.convert(mel, "b", "a"),
          "has one direction only, and no network that converts into the voice 'a'");
    }
  }

  @CsvSource({"0, No converter is named", "1, does not tell its voices"})
  @ParameterizedTest
  void loadingNeedsAFileAndVoices(int files, String message) {
    VoiceConverter.Builder builder = VoiceConverter.builder();
    if (files == 1) {
      builder.checkpoint(Golden.path("conversion/cyclegan-vc2/tiny.pth"));
    }
    refused(ConfigException.class, builder::load, message);
  }

  @Test
  void aVocoderIsRefused() {
    refused(
        CheckpointException.class,
        () -> VoiceConverter.load(Golden.path("generator/tiny-v1.pth")),
        "is a vocoder, not a voice converter; open it with Vocoder.load");
  }

  @Test
  void closingWaitsForCallsAndEndsThem() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    VoiceConverter converter = random(MASK);
    MelSpectrogram mel = mel(400, converter);
    float[] expected = converter.convert(mel, "a", "b").values();
    CountDownLatch begun = new CountDownLatch(3);
    List<Future<Integer>> calls = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      calls.add(
          threads.submit(
              () -> {
                int count = 0;
                try {
                  while (true) {
                    assertThat(converter.convert(mel, "a", "b").values()).isEqualTo(expected);
                    begun.countDown();
                    count++;
                  }
                } catch (VocoderClosedException e) {
                  return count;
                }
              }));
    }
    begun.await();
    converter.close();
    converter.close();
    for (Future<Integer> call : calls) {
      assertThat(call.get()).isPositive();
    }
    threads.shutdownNow();
    refused(
        VocoderClosedException.class,
        () -> converter.convert(mel, "a", "b"),
        "The converter is closed; load it again.");
    assertThat(converter.voices()).hasSize(2);
  }
}
