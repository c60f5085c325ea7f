package dev.vocoder.internal.inference;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.Device;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.VocoderInterruptedException;
import dev.vocoder.VocoderStream;
import dev.vocoder.Waveform;
import dev.vocoder.internal.griffinlim.GriffinLimVocoder;
import dev.vocoder.network.Conditions;
import dev.vocoder.testing.RandomModels;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InterruptTest {
  private static final int MINUTE = 6_000; // frames, and ten seconds more

  @AfterEach
  void clear() {
    Thread.interrupted();
  }

  /** A program that makes silence, counts its blocks and interrupts a thread in one of them. */
  private static class Counting implements GeneratorProgram {
    final AtomicInteger blocks = new AtomicInteger();
    final AtomicInteger states = new AtomicInteger(); // open
    private final int parts;
    private final int interrupting;
    private final Thread interrupted;

    /** Interrupts this thread in a block, the first is 1. */
    Counting(int parts, int interrupting) {
      this.parts = parts;
      this.interrupting = interrupting;
      interrupted = Thread.currentThread();
    }

    @Override
    public int lag() {
      return 0;
    }

    @Override
    public int idleThreads() {
      return parts;
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
    public State advance(
        State state, Conditions<float[]> next, int frames, boolean last, FloatBuffer output) {
      if (blocks.incrementAndGet() == interrupting) {
        interrupted.interrupt();
      }
      output.put(new float[Math.min(output.remaining(), frames * 256)]);
      if (last) {
        return null;
      }
      states.incrementAndGet();
      return states::decrementAndGet;
    }

    @Override
    public void close() {}
  }

  private static float[] vocode(GeneratorProgram program) {
    return new ParallelMel(program, MelFormat.HIFIGAN, RandomModels.SMALL)
        .vocode(RandomModels.mel(MINUTE));
  }

  @Test
  void anInterruptedCallEndsWithItsBlock() {
    Counting program = new Counting(1, 3);
    assertThatThrownBy(() -> vocode(program))
        .isInstanceOf(VocoderInterruptedException.class)
        .hasMessageContaining("768 of 6000 frames");
    assertThat(program.blocks).hasValue(3);
    assertThat(program.states).hasValue(0);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(vocode(program)).hasSize(MINUTE * 256);
    assertThat(program.states).hasValue(0);
  }

  @Test
  void aCallInterruptedInItsLastBlockReturnsItsWave() {
    Counting program = new Counting(1, 23); // of 256 frames, the last of the 368 that are left
    assertThat(vocode(program)).hasSize(MINUTE * 256);
    assertThat(program.blocks).hasValue(23);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void theOthersOfACallOfSeveralThreadsEndWithTheirBlocks() {
    Thread caller = Thread.currentThread();
    CountDownLatch never = new CountDownLatch(1);
    Counting program =
        new Counting(2, 0) {
          @Override
          public State advance(
              State state, Conditions<float[]> next, int frames, boolean last, FloatBuffer output) {
            if (Thread.currentThread() != caller) {
              caller.interrupt();
              awaitInterrupt(never);
            }
            return super.advance(state, next, frames, last, output);
          }
        };
    assertThatThrownBy(() -> vocode(program)).isInstanceOf(VocoderInterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(program.states).hasValue(0);
  }

  /** Hangs unless this thread is interrupted, which it then stays. */
  private static void awaitInterrupt(CountDownLatch never) {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aFailureOfOneThreadIsThrownAndEndsTheOthers() {
    Thread caller = Thread.currentThread();
    CountDownLatch never = new CountDownLatch(1);
    RuntimeException failure = new IllegalStateException("failed");
    Counting program =
        new Counting(3, 0) {
          @Override
          public State advance(
              State state, Conditions<float[]> next, int frames, boolean last, FloatBuffer output) {
            if (Thread.currentThread() == caller) {
              throw failure;
            }
            awaitInterrupt(never);
            return super.advance(state, next, frames, last, output);
          }
        };
    assertThatThrownBy(() -> vocode(program)).isSameAs(failure);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(program.states).hasValue(0);
  }

  @Test
  void aThreadThatIsInterruptedAlreadyVocodesNothingAndTheVocoderStaysUsable() {
    MelSpectrogram mel = RandomModels.mel(20);
    try (Vocoder vocoder =
        NeuralVocoder.compiled(
            RandomModels.generator(RandomModels.SMALL), Device.cpu(), Precision.FLOAT32)) {
      float[] expected = vocoder.melToWave(mel).samples();
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> vocoder.melToWave(mel))
          .isInstanceOf(VocoderInterruptedException.class);
      assertThatThrownBy(() -> vocoder.melToWave(List.of(mel, mel)))
          .isInstanceOf(VocoderInterruptedException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(vocoder.melToWave(mel).samples()).isEqualTo(expected);
    }
  }

  @Test
  void aStreamGoesOnAfterAnInterrupt() {
    MelSpectrogram mel = RandomModels.mel(60);
    try (Vocoder vocoder =
            NeuralVocoder.compiled(
                RandomModels.generator(RandomModels.SMALL), Device.cpu(), Precision.FLOAT32);
        VocoderStream stream = vocoder.openStream()) {
      List<Waveform> pieces = new ArrayList<>();
      pieces.add(stream.push(mel.slice(0, 30)));
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> stream.push(mel.slice(30, 60)))
          .isInstanceOf(VocoderInterruptedException.class);
      assertThat(Thread.interrupted()).isTrue();
      pieces.add(stream.push(mel.slice(30, 60)));
      Thread.currentThread().interrupt();
      assertThatThrownBy(stream::finish).isInstanceOf(VocoderInterruptedException.class);
      assertThat(Thread.interrupted()).isTrue();
      pieces.add(stream.finish());
      assertClose(NeuralVocoderTest.joined(pieces), vocoder.melToWave(mel).samples(), 1e-5);
    }
  }

  @Test
  void griffinLimEndsWithItsIteration() {
    try (Vocoder vocoder = new GriffinLimVocoder(MelFormat.HIFIGAN, Integer.MAX_VALUE)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> vocoder.melToWave(RandomModels.mel(5))) // years of iterations
          .isInstanceOf(VocoderInterruptedException.class)
          .hasMessageContaining("after 0 of 2147483647 iterations");
    }
  }
}
