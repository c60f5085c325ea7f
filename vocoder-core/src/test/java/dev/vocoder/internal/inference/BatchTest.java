package dev.vocoder.internal.inference;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.Device;
import dev.vocoder.MelException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.VocoderClosedException;
import dev.vocoder.VocoderInterruptedException;
import dev.vocoder.VocoderStream;
import dev.vocoder.Waveform;
import dev.vocoder.internal.griffinlim.GriffinLimVocoder;
import dev.vocoder.network.Conditions;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.testing.RandomModels;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {

  private static NeuralVocoder small() {
    return NeuralVocoder.compiled(
        RandomModels.generator(RandomModels.SMALL), Device.cpu(), Precision.FLOAT32);
  }

  /** A program that makes silence, and notes how many mels each of its calls had. */
  private static final class Noting implements GeneratorProgram {
    final List<Integer> calls = new ArrayList<>();

    @Override
    public int lag() {
      return 0;
    }

    @Override
    public int idleThreads() {
      return 1;
    }

    @Override
    public GeneratorProgram asOneOf(int parts) {
      return this;
    }

    @Override
    public int blockFrames() {
      return 256;
    }

    @Override
    public int batchFrames() {
      return 32;
    }

    @Override
    public State advance(
        State state, Conditions<float[]> next, int frames, boolean last, FloatBuffer output) {
      return advanceTogether(List.of(new Step(state, next, frames, output)), last).get(0);
    }

    @Override
    public List<State> advanceTogether(List<Step> steps, boolean last) {
      calls.add(steps.size());
      steps.forEach(step -> step.output().put(new float[step.output().remaining()]));
      return Collections.nCopies(steps.size(), null);
    }

    @Override
    public void close() {}
  }

  private static List<Integer> callsFor(int... frames) {
    Noting program = new Noting();
    List<MelSpectrogram> mels = RandomModels.mels(frames);
    List<Utterance> utterances =
        mels.stream()
            .map(mel -> new Utterance(program, MelFormat.HIFIGAN, RandomModels.SMALL))
            .toList();
    assertThat(new Batch(program, utterances, mels, true).take())
        .extracting(wave -> wave.length / 256)
        .containsExactlyElementsOf(Arrays.stream(frames).boxed().toList());
    return program.calls;
  }

  @Test
  void melsOfOneRoundedLengthShareCallsOfPowersOfTwo() {
    assertThat(callsFor(30, 25, 32, 31, 8, 1, 33)).containsExactly(1, 4, 2); // 33 are too many
    assertThat(callsFor(9, 9, 9, 9, 9, 9, 9)).containsExactly(4, 2, 1);
    int[] many = new int[40];
    Arrays.fill(many, 20);
    assertThat(callsFor(many)).containsExactly(16, 16, 8);
  }

  @Test
  void aBatchIsNotMadeWhereItDoesNotPay() {
    assertThat(batchFrames(HifiGanConfig.V2)).isBetween(40, 64);
    assertThat(batchFrames(HifiGanConfig.V1)).isLessThan(8);
    assertThat(batchFrames(RandomModels.SMALL)).isEqualTo(64);
  }

  private static int batchFrames(GeneratorConfig config) {
    try (CompiledProgram program =
        new CompiledProgram(RandomModels.generator(config), Device.cpu(), Precision.FLOAT32)) {
      return program.batchFrames();
    }
  }

  @Test
  void framesThatFailLeaveEveryStreamAsItWas() {
    List<MelSpectrogram> mels = RandomModels.mels(60, 61, 62);
    try (Vocoder vocoder = small()) {
      List<VocoderStream> streams = mels.stream().map(mel -> vocoder.openStream()).toList();
      List<Waveform> starts = vocoder.push(streams, slices(mels, 0, 30));
      List<MelSpectrogram> bad = new ArrayList<>(slices(mels, 30, 60));
      float[] values = bad.get(2).values();
      for (int i = 0; i < values.length; i++) {
        values[i] = i % 2 == 0 ? Float.MAX_VALUE : -Float.MAX_VALUE;
      }
      bad.set(2, MelSpectrogram.of(values, 30, MelFormat.HIFIGAN));
      assertThatThrownBy(() -> vocoder.push(streams, bad))
          .isInstanceOf(MelException.class)
          .hasMessageContaining("NaN");
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> vocoder.push(streams, slices(mels, 30, 60)))
          .isInstanceOf(VocoderInterruptedException.class);
      assertThat(Thread.interrupted()).isTrue();
      List<Waveform> rest = vocoder.push(streams, slices(mels, 30, 60));
      for (int i = 0; i < 3; i++) {
        List<Waveform> pieces = List.of(starts.get(i), rest.get(i), streams.get(i).finish());
        float[] whole = vocoder.melToWave(mels.get(i).slice(0, 60)).samples();
        assertClose(NeuralVocoderTest.joined(pieces), whole, 1e-5);
      }
      assertThatThrownBy(() -> vocoder.push(streams, mels))
          .isInstanceOf(VocoderClosedException.class);
    }
  }

  private static List<MelSpectrogram> slices(List<MelSpectrogram> mels, int from, int to) {
    return mels.stream().map(mel -> mel.slice(from, to)).toList();
  }

  @Test
  void streamsThatCannotBePushedTogetherAreRefused() {
    List<MelSpectrogram> mels = RandomModels.mels(9, 9);
    try (Vocoder vocoder = small();
        Vocoder other = small();
        VocoderStream one = vocoder.openStream();
        VocoderStream two = other.openStream()) {
      assertThatThrownBy(() -> vocoder.push(List.of(one), mels))
          .isInstanceOf(MelException.class)
          .hasMessageContaining("frames for 2 streams, but 1 streams");
      assertThatThrownBy(() -> vocoder.push(List.of(one, two), mels))
          .isInstanceOf(MelException.class)
          .hasMessageContaining("Stream 1 of the list");
      assertThatThrownBy(() -> vocoder.push(List.of(one, one), mels))
          .isInstanceOf(MelException.class)
          .hasMessageContaining("is there twice");
      assertThat(vocoder.push(List.of(), List.of())).isEmpty();
    }
  }

  @Test
  void griffinLimTakesThemOneByOne() {
    List<MelSpectrogram> mels = RandomModels.mels(6, 6);
    try (Vocoder vocoder = new GriffinLimVocoder(MelFormat.HIFIGAN, 1);
        VocoderStream one = vocoder.openStream();
        VocoderStream two = vocoder.openStream()) {
      assertThat(vocoder.push(List.of(one, two), mels)).hasSize(2);
      assertThat(two.finish().length()).isEqualTo(6 * 256);
    }
  }
}
