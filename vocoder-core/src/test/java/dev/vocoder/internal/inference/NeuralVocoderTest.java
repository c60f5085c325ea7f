package dev.vocoder.internal.inference;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.Device;
import dev.vocoder.EngineException;
import dev.vocoder.MelException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.VocoderClosedException;
import dev.vocoder.VocoderStream;
import dev.vocoder.Waveform;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.testing.Golden;
import dev.vocoder.testing.RandomModels;
import dev.vocoder.testing.SharedData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeuralVocoderTest {

  private static NeuralVocoder small() {
    return compiled(RandomModels.SMALL);
  }

  private static NeuralVocoder compiled(HifiGanConfig config) {
    return NeuralVocoder.compiled(RandomModels.generator(config), Device.cpu(), Precision.FLOAT32);
  }

  private static void assertGoldenWave(Path checkpoint, Path config, Path mel, Path wave) {
    try (Vocoder vocoder = Vocoder.builder().checkpoint(checkpoint).config(config).load()) {
      Waveform actual = vocoder.melToWave(MelSpectrogram.read(mel, vocoder.melFormat()));
      assertClose(actual.samples(), NpyArray.read(wave).values(), 1e-4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-v1.pth", "tiny-v1-legacy.pth"})
  void tinyGeneratorGivesTheReferenceWave(String checkpoint) {
    assertGoldenWave(
        Golden.path("generator/" + checkpoint),
        Golden.path("generator/tiny-v1.config.json"),
        Golden.path("generator/mel.npy"),
        Golden.path("generator/tiny-v1.wave.npy"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2", "v3"})
  void paperGeneratorsGiveTheReferenceWave(String name) {
    Path folder = SharedData.path("golden/generator");
    assertGoldenWave(
        folder.resolve(name + ".pth"),
        folder.resolve(name + ".config.json"),
        folder.resolve("mel.npy"),
        folder.resolve(name + ".wave.npy"));
  }

  @Test
  void realWeightsGiveTheReferenceWave() {
    Path folder = SharedData.path("checkpoints/hifigan-lj-v2");
    try (Vocoder vocoder = Vocoder.load(folder.resolve("generator_v2"))) {
      MelSpectrogram mel =
          MelSpectrogram.read(folder.resolve("LJ001-0028.mel.npy"), vocoder.melFormat());
      assertClose(
          vocoder.melToWave(mel).samples(),
          NpyArray.read(folder.resolve("LJ001-0028.wave.npy")).values(),
          2e-4);
    }
  }

  @Test
  void arrayIsVocodedAsItsMel() {
    try (Vocoder vocoder = small()) {
      MelSpectrogram mel = RandomModels.mel(9);
      assertClose(vocoder.melToWave(mel.toArray()).samples(), vocoder.melToWave(mel).samples(), 0);
    }
  }

  @Test
  void melOfAnotherLogarithmIsConverted() {
    try (Vocoder vocoder = small()) {
      MelSpectrogram mel = RandomModels.mel(9);
      MelFormat decimal = MelFormat.HIFIGAN.toBuilder().logScale(MelFormat.LogScale.LOG10).build();
      MelSpectrogram floored = mel.convertTo(decimal).convertTo(MelFormat.HIFIGAN);
      assertClose(
          vocoder.melToWave(mel.convertTo(decimal)).samples(),
          vocoder.melToWave(floored).samples(),
          1e-5);
    }
  }

  @Test
  void streamReturnsSamplesAsSoonAsTheContextIsThere() {
    int context = RandomModels.SMALL.contextFrames();
    try (Vocoder vocoder = small();
        VocoderStream stream = vocoder.openStream()) {
      int early = stream.push(RandomModels.mel(context)).length();
      assertThat(early).isLessThan(256);
      assertThat(stream.push(RandomModels.mel(2)).length()).isEqualTo(2 * 256);
      assertThat(stream.finish().length()).isEqualTo(context * 256 - early);
      assertThatThrownBy(stream::finish).isInstanceOf(VocoderClosedException.class);
      assertThatThrownBy(() -> stream.push(RandomModels.mel(1)))
          .isInstanceOf(VocoderClosedException.class);
    }
  }

  @Test
  void streamGoesOnAfterFramesThatItRefused() {
    MelSpectrogram mel = RandomModels.mel(60);
    try (Vocoder vocoder = small();
        VocoderStream stream = vocoder.openStream()) {
      Waveform start = stream.push(mel.slice(0, 30));
      assertThatThrownBy(() -> stream.push(hugeMel(20))).isInstanceOf(MelException.class);
      Waveform rest = stream.push(mel.slice(30, 60));
      List<Waveform> pieces = List.of(start, rest, stream.finish());
      assertClose(joined(pieces), vocoder.melToWave(mel).samples(), 1e-5);
    }
  }

  /** A model of decibels over a range of 80. */
  private static NeuralVocoder limited() {
    MelFormat decibels =
        MelFormat.HIFIGAN.toBuilder().logScale(MelFormat.LogScale.DECIBEL).dynamicRange(40).build();
    return NeuralVocoder.compiled(
        RandomModels.generator(RandomModels.SMALL).withMelFormat(decibels),
        Device.cpu(),
        Precision.FLOAT32);
  }

  private static float[] streamed(Vocoder vocoder, MelSpectrogram mel) {
    List<Waveform> pieces = new ArrayList<>();
    try (VocoderStream stream = vocoder.openStream()) {
      for (int from = 0; from < mel.frames(); from += 7) {
        pieces.add(stream.push(mel.slice(from, Math.min(from + 7, mel.frames()))));
      }
      pieces.add(stream.finish());
    }
    return joined(pieces);
  }

  @Test
  void aStreamDoesNotMeasureADynamicRangePieceByPiece() {
    float[] values = new float[80 * 60];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 60 < 30 ? -11 : -1 - 4 * (i % 3); // ln: quiet frames, then loud ones
    }
    MelSpectrogram mel = MelSpectrogram.of(values, 60, MelFormat.HIFIGAN);
    try (Vocoder vocoder = limited();
        VocoderStream stream = vocoder.openStream()) {
      assertThatThrownBy(() -> stream.push(mel.slice(0, 20)))
          .isInstanceOf(MelException.class)
          .hasMessageContaining("A stream cannot limit the frames' dynamic range")
          .hasMessageContaining("Found: hifigan: 22050 Hz")
          .hasMessageContaining("range 40");
      float[] whole = vocoder.melToWave(mel).samples();
      MelSpectrogram converted = mel.convertTo(vocoder.melFormat());
      assertClose(streamed(vocoder, converted), whole, 1e-5);
      MelFormat decimal =
          vocoder.melFormat().toBuilder()
              .logScale(MelFormat.LogScale.LOG10)
              .dynamicRange(2)
              .build();
      assertClose(streamed(vocoder, converted.convertTo(decimal)), whole, 1e-5); // as limited
    }
  }

  @Test
  void emptyStreamGivesNothing() {
    try (Vocoder vocoder = small();
        VocoderStream stream = vocoder.openStream()) {
      assertThat(stream.finish().length()).isZero();
    }
  }

  /** Returns the samples of waves, one after the other. */
  static float[] joined(List<Waveform> pieces) {
    float[] samples = new float[pieces.stream().mapToInt(Waveform::length).sum()];
    int length = 0;
    for (Waveform piece : pieces) {
      System.arraycopy(piece.samples(), 0, samples, length, piece.length());
      length += piece.length();
    }
    return samples;
  }

  @Test
  void eightThreadsGetWhatOneThreadGets() throws Exception {
    List<MelSpectrogram> mels = RandomModels.mels(5, 17, 30, 8);
    try (Vocoder vocoder = small()) {
      List<Waveform> expected = vocoder.melToWave(mels);
      ExecutorService pool = Executors.newFixedThreadPool(8);
      try {
        List<Future<Waveform>> futures = new ArrayList<>();
        for (int call = 0; call < 200; call++) {
          MelSpectrogram mel = mels.get(call % mels.size());
          futures.add(pool.submit(() -> vocoder.melToWave(mel)));
        }
        for (int call = 0; call < futures.size(); call++) {
          assertClose(
              futures.get(call).get().samples(), expected.get(call % mels.size()).samples(), 1e-6);
        }
      } finally {
        pool.shutdownNow();
      }
    }
  }

  @Test
  void whatIsWarmedUpGivesTheSameWaves() {
    MelSpectrogram mel = RandomModels.mel(210);
    try (NeuralVocoder cold = small();
        NeuralVocoder warm = small()) {
      warm.warmUp(1, 7, 210, 600);
      assertClose(warm.melToWave(mel).samples(), cold.melToWave(mel).samples(), 1e-6);
      assertClose(streamed(warm, mel), streamed(cold, mel), 1e-6);
      assertThatThrownBy(() -> warm.warmUp(8, 0))
          .isInstanceOf(MelException.class)
          .hasMessage("A vocoder cannot be warmed up for 0 frames; give lengths of 1 or more.");
    }
  }

  @Test
  void closedVocoderIsNotWarmedUp() {
    Vocoder vocoder = small();
    vocoder.close();
    assertThatThrownBy(() -> vocoder.warmUp(8)).isInstanceOf(VocoderClosedException.class);
  }

  @Test
  void closedVocoderSaysSo() {
    Vocoder vocoder = small();
    VocoderStream stream = vocoder.openStream();
    vocoder.close();
    vocoder.close();
    assertThatThrownBy(() -> vocoder.melToWave(RandomModels.mel(3)))
        .isInstanceOf(VocoderClosedException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> vocoder.melToWave(List.of()))
        .isInstanceOf(VocoderClosedException.class);
    assertThatThrownBy(vocoder::openStream).isInstanceOf(VocoderClosedException.class);
    assertThatThrownBy(() -> stream.push(RandomModels.mel(3)))
        .isInstanceOf(VocoderClosedException.class);
  }

  @Test
  void closingWaitsForCallsInFlight() throws Exception {
    for (int round = 0; round < 10; round++) {
      Vocoder vocoder = small();
      ExecutorService pool = Executors.newFixedThreadPool(4);
      try {
        List<Future<Integer>> calls = new ArrayList<>();
        for (int call = 0; call < 20; call++) {
          calls.add(pool.submit(() -> lengthOrClosed(vocoder)));
        }
        vocoder.close();
        for (Future<Integer> call : calls) {
          assertThat(call.get()).isIn(-1, 20 * 256);
        }
      } finally {
        pool.shutdownNow();
      }
    }
  }

  private static int lengthOrClosed(Vocoder vocoder) {
    try {
      return vocoder.melToWave(RandomModels.mel(20)).length();
    } catch (VocoderClosedException e) {
      return -1;
    }
  }

  @Test
  void melThatDrivesTheNetworkToNanIsRefused() {
    try (Vocoder vocoder = small()) {
      assertThatThrownBy(() -> vocoder.melToWave(hugeMel(4)))
          .isInstanceOf(MelException.class)
          .hasMessageContaining("NaN");
    }
  }

  private static MelSpectrogram hugeMel(int frames) {
    float[] values = new float[80 * frames];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 2 == 0 ? Float.MAX_VALUE : -Float.MAX_VALUE;
    }
    return MelSpectrogram.of(values, frames, MelFormat.HIFIGAN);
  }

  @Test
  void deviceThatIsNotThereIsRefusedByName() {
    Device absent = Device.cuda(TorchEngine.start().cudaDevices());
    assertThatThrownBy(
            () ->
                NeuralVocoder.compiled(
                    RandomModels.generator(RandomModels.SMALL), absent, Precision.FLOAT32))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining(absent.toString());
  }
}
