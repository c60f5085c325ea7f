package dev.vocoder.train.evaluation.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.Waveform;
import dev.vocoder.internal.measure.PitchTrack;
import dev.vocoder.internal.measure.Yin;
import java.util.List;
import org.junit.jupiter.api.Test;

class PitchScoresTest {
  private static final int RATE = 22_050;

  /** A second of a sound of four harmonics that glides up by a twentieth and down again. */
  private static PitchTrack glide(double hertz) {
    float[] samples = new float[RATE];
    double phase = 0;
    for (int i = 0; i < samples.length; i++) {
      phase += 2 * Math.PI * hertz * (1 + 0.05 * Math.sin(2 * Math.PI * i / RATE)) / RATE;
      for (int n = 1; n <= 4; n++) {
        samples[i] += (float) (0.2 * Math.sin(n * phase) / n);
      }
    }
    return new Yin(RATE).track(Waveform.of(samples, RATE));
  }

  @Test
  void aPureShiftOfPitchIsFoundAndItsContourStays() {
    PitchScores scores =
        PitchScores.of(List.of(glide(200)), List.of(glide(150)), List.of(glide(100)));
    assertThat(scores.source().orElseThrow()).isCloseTo(200, within(2.0));
    assertThat(scores.converted().orElseThrow()).isCloseTo(150, within(1.5));
    assertThat(scores.target().orElseThrow()).isCloseTo(100, within(1.0));
    assertThat(scores.semitones().orElseThrow()).isCloseTo(-12, within(0.1));
    assertThat(scores.share().orElseThrow()).isCloseTo(0.415, within(0.01)); // log2(200 / 150)
    assertThat(scores.contour().orElseThrow()).isGreaterThan(0.99);
  }

  @Test
  void mediansAreOverVoicedFramesOfAllUtterances() {
    PitchScores scores =
        PitchScores.of(
            List.of(PitchTrack.of(0, 100, 110, 0), PitchTrack.of(0, 0, 0, 400)),
            List.of(PitchTrack.of(0, 200, 220, 0), PitchTrack.of(0, 0, 0, 800)),
            List.of(PitchTrack.of(220)));
    assertThat(scores.source()).hasValue(110);
    assertThat(scores.converted()).hasValue(220);
    assertThat(scores.share().orElseThrow()).isCloseTo(1, within(1e-12));
    assertThat(scores.contour()).hasValueCloseTo(1.0, within(1e-12)); // one frame has no contour
  }

  @Test
  void contoursAreOfFramesThatAreVoicedInBoth() {
    PitchScores scores =
        PitchScores.of(
            List.of(PitchTrack.of(100, 200, 400, 0, 100)),
            List.of(PitchTrack.of(400, 200, 100, 100, 0)),
            List.of(PitchTrack.of(100)));
    assertThat(scores.contour()).hasValueCloseTo(-1.0, within(1e-12));
  }

  @Test
  void wherePitchIsMissingNothingIsSaidOfIt() {
    PitchTrack silent = PitchTrack.of(0, 0);
    PitchTrack voiced = PitchTrack.of(100, 100);
    PitchScores scores = PitchScores.of(List.of(voiced), List.of(silent), List.of(voiced));
    assertThat(scores.converted()).isEmpty();
    assertThat(scores.share()).isEmpty();
    assertThat(scores.contour()).isEmpty();
    assertThat(scores.semitones()).hasValue(0);
    assertThat(PitchScores.of(List.of(voiced), List.of(voiced), List.of(silent)).semitones())
        .isEmpty();
    assertThat(PitchScores.of(List.of(voiced), List.of(voiced), List.of(voiced)).share()).isEmpty();
  }
}
