package dev.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.MelFinding.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A mel of speech, written in every way that people write mels. */
class MelDiagnosisTest {
  private static final MelFormat HIFIGAN = MelFormat.HIFIGAN;
  private static final double DECIBELS = 20 / Math.log(10);

  private static MelSpectrogram speech() {
    try (InputStream in = MelDiagnosisTest.class.getResourceAsStream("/mels/speech.npy")) {
      return MelSpectrogram.read(in, HIFIGAN);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static MelSpectrogram speech(MelFormat format, DoubleUnaryOperator written) {
    float[] values = speech().values();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) written.applyAsDouble(values[i]);
    }
    return MelSpectrogram.of(values, values.length / 80, format);
  }

  /** What each convention writes for ln m, by its definition. */
  private static double written(MelConvention convention, double nepers) {
    double decibels = nepers * DECIBELS;
    double part = Math.max(0, Math.min(1, (decibels - 20 + 100) / 100));
    return switch (convention) {
      case NATURAL -> nepers;
      case LOG10 -> nepers / Math.log(10);
      case DECIBEL -> decibels;
      case NATURAL_OF_POWER -> 2 * nepers;
      case SYMMETRIC_4 -> 8 * part - 4;
      case SYMMETRIC_1 -> 2 * part - 1;
      case UNIT -> part;
      case LINEAR -> Math.exp(nepers);
      case POWER -> Math.exp(2 * nepers);
    };
  }

  private static MelFinding only(MelSpectrogram mel) {
    List<MelFinding> findings = mel.diagnose(mel.format());
    assertThat(findings).hasSize(1);
    return findings.get(0);
  }

  @ParameterizedTest
  @EnumSource(MelConvention.class)
  void everyConventionIsFoundAndUndone(MelConvention convention) {
    MelSpectrogram mel = speech(HIFIGAN, nepers -> written(convention, nepers));
    assertThat(mel.likelyConventions()).first().isEqualTo(convention);
    if (convention == MelConvention.NATURAL) {
      assertThat(mel.diagnose(HIFIGAN)).isEmpty();
    } else {
      MelFinding finding = only(mel);
      assertThat(finding.likely()).contains(convention);
      assertThat(finding.message())
          .contains(convention.description(), "say --values " + convention.label())
          .contains("MelConvention." + convention.name())
          .doesNotContain("\n");
    }
    MelSpectrogram undone = mel.reinterpret(convention);
    assertThat(undone.diagnose(HIFIGAN)).isEmpty();
    boolean clipped = written(convention, -11) == written(convention, -10);
    double lowest = clipped ? -80 / DECIBELS : Double.NEGATIVE_INFINITY;
    assertThat(undone.values())
        .containsExactly(speech(HIFIGAN, value -> Math.max(lowest, value)).values(), within(1e-4f));
  }

  @Test
  void theSameIsSaidOfALogarithmOfTheOtherBase() {
    MelSpectrogram natural = speech(MelFormat.MELGAN, nepers -> nepers);
    assertThat(only(natural).kind()).isEqualTo(Kind.BELOW_FLOOR);
    assertThat(only(natural).likely()).contains(MelConvention.NATURAL);
    MelSpectrogram lowFloor = speech(MelFormat.PARALLEL_WAVEGAN, nepers -> Math.max(-9, nepers));
    assertThat(only(lowFloor).kind()).isEqualTo(Kind.OTHER_CONVENTION);
    assertThat(only(lowFloor).likely()).contains(MelConvention.NATURAL);
    assertThat(only(lowFloor).message()).contains("a factor of 2.3026");
    MelSpectrogram right = speech(MelFormat.MELGAN, nepers -> nepers / Math.log(10));
    assertThat(right.diagnose(MelFormat.MELGAN)).isEmpty();
    assertThat(natural.reinterpret(MelConvention.NATURAL).values())
        .containsExactly(right.values(), within(1e-5f));
  }

  @Test
  void whatFillsARangeIsNormalisedWhateverItsDecibels() {
    double lowest = -11.513;
    double highest = -0.155;
    MelFinding four = only(speech(HIFIGAN, value -> 8 * (value - lowest) / (highest - lowest) - 4));
    assertThat(four.kind()).isEqualTo(Kind.NORMALIZED);
    assertThat(four.message()).contains("its values fill -4.00 to 4.00");
    MelFinding one = only(speech(HIFIGAN, value -> (value - lowest) / (highest - lowest)));
    assertThat(one.kind()).isEqualTo(Kind.NEVER_NEGATIVE);
    assertThat(one.likely()).contains(MelConvention.UNIT);
    MelFinding standard = only(speech(HIFIGAN, value -> (value + 5.05) / 2.61));
    assertThat(standard.kind()).isEqualTo(Kind.NORMALIZED);
    assertThat(standard.message()).contains("--normalized", "x * scale + mean");
  }

  @Test
  void whatIsOfNoKnownConventionIsNotGuessed() {
    MelFinding shifted = only(speech(HIFIGAN, value -> (value + 11.513) / 3));
    assertThat(shifted.kind()).isEqualTo(Kind.NEVER_NEGATIVE);
    assertThat(shifted.likely()).isEmpty();
    assertThat(shifted.message())
        .contains("they are not the natural logarithm (ln) as the model takes it")
        .contains("look how they were made");
  }

  @Test
  void decibelsBelowTheLoudestAreDecibels() {
    MelSpectrogram mel = speech(HIFIGAN, value -> Math.max(-80, (value + 0.155) * DECIBELS));
    assertThat(only(mel).kind()).isEqualTo(Kind.BELOW_FLOOR);
    assertThat(only(mel).likely()).contains(MelConvention.DECIBEL);
    assertThat(only(mel).message()).contains("lowest value, -80.00", "floor of -11.51");
  }

  @Test
  void anotherFloorIsToldAsSuch() {
    MelSpectrogram lower = speech(HIFIGAN, value -> value < -11 ? -13.8 : value);
    assertThat(only(lower).kind()).isEqualTo(Kind.BELOW_FLOOR);
    assertThat(only(lower).message()).contains("raise such values to that floor");
    // Networks undershoot a little.
    assertThat(speech(HIFIGAN, value -> value - 0.5).diagnose(HIFIGAN)).isEmpty();
  }

  @Test
  void whatSaysNothingIsNotDoubted() {
    for (float value : new float[] {0, -4, -11.5f, 3}) {
      float[] same = new float[80 * 12];
      Arrays.fill(same, value);
      assertThat(MelSpectrogram.of(same, 12, HIFIGAN).diagnose(HIFIGAN)).isEmpty();
    }
    // A format that is normalised or of a limited range has its own numbers.
    assertThat(speech(MelFormat.KERAS_MELGAN, value -> 5 * value).diagnose(MelFormat.KERAS_MELGAN))
        .isEmpty();
    MelFormat normalized =
        HIFIGAN.toBuilder()
            .normalization(
                Optional.of(
                    new MelFormat.Normalization(
                        Collections.nCopies(80, -5f), Collections.nCopies(80, 2f))))
            .build();
    assertThat(speech(normalized, value -> (value + 5) / 2).diagnose(normalized)).isEmpty();
  }

  @Test
  void louderAndSofterSpeechIsStillSpeech() {
    for (double gain : new double[] {-2, -1, 0.7, 1.5}) {
      assertThat(speech(HIFIGAN, value -> Math.max(-11.513, value + gain)).diagnose(HIFIGAN))
          .as("gain %s", gain)
          .isEmpty();
    }
  }

  @Test
  void framesOfTacotron2StandForThoseOfHifiGanAndThatIsTold() {
    MelSpectrogram mel = speech(MelFormat.TACOTRON2, value -> value);
    MelSpectrogram converted = mel.convertTo(HIFIGAN);
    assertThat(converted.format()).isEqualTo(HIFIGAN);
    assertThat(converted.values()).containsExactly(mel.values());
    assertThat(mel.diagnose(HIFIGAN))
        .extracting(MelFinding::message)
        .containsExactly(
            "its frames are centered and the model's aligned, half a hop apart (5.8 ms): the wave"
                + " is as much off in time, and otherwise the same.");
    assertThat(mel.diagnose(MelFormat.TACOTRON2)).isEmpty();
    assertThat(speech().convertTo(MelFormat.TACOTRON2).values()).containsExactly(mel.values());
  }

  @Test
  void aToneOrSilenceIsNotDoubtedForNotBeingSpeech() {
    float[] tone = new float[80 * 40];
    Arrays.fill(tone, (float) Math.log(1e-5));
    for (int frame = 0; frame < 40; frame++) {
      for (int band = 4; band < 18; band++) {
        tone[40 * band + frame] = -Math.abs(band - 11) + 0.8f;
      }
    }
    assertThat(MelSpectrogram.of(tone, 40, HIFIGAN).diagnose(HIFIGAN)).isEmpty();
    float[] noise = new float[80 * 40];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = -10 + 0.8f * (float) Math.sin(i);
    }
    assertThat(MelSpectrogram.of(noise, 40, HIFIGAN).diagnose(HIFIGAN)).isEmpty();
  }
}
