package dev.vocoder.train.evaluation.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.MelSpectrogram;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContentScoresTest {
  private static final double[] RISING = {1, 2, 3, 4};
  private static final double[] ZIGZAG = {2, 1, 4, 3}; // 0.6 with the rising one, by hand

  @Test
  void theCorrelationIsPearsonsOfWhatBothHave() {
    assertThat(Correlation.of(RISING, ZIGZAG)).isCloseTo(0.6, within(1e-12));
    assertThat(Correlation.of(RISING, new double[] {2, 1, 4, 3, 100, -100}))
        .isCloseTo(0.6, within(1e-12));
    assertThat(Correlation.of(RISING, new double[] {-1, -3, -5, -7})).isCloseTo(-1, within(1e-12));
  }

  @Test
  void whatDoesNotChangeCorrelatesWithNothing() {
    assertThat(Correlation.of(RISING, new double[] {5, 5, 5, 5})).isZero();
    assertThat(Correlation.of(new double[] {1}, new double[] {2})).isZero();
  }

  @Test
  void cepstraAndEnergyAreApart() {
    Cepstra source = Cepstra.of(MadeMels.withContours(RISING, RISING));
    Cepstra converted = Cepstra.of(MadeMels.withContours(ZIGZAG, new double[] {8, 6, 4, 2}));
    assertThat(converted.correlation(source)).isCloseTo(0.6, within(1e-6));
    assertThat(converted.energyCorrelation(source)).isCloseTo(-1, within(1e-6));
  }

  @Test
  void aScaleAndAnOffsetOfEachBandOfSlopesAreNotContent() {
    Cepstra source = Cepstra.of(MadeMels.withContours(RISING, ZIGZAG));
    Cepstra louder = Cepstra.of(MadeMels.withContours(new double[] {7, 9, 11, 13}, ZIGZAG));
    assertThat(louder.correlation(source)).isCloseTo(1, within(1e-9));
  }

  @Test
  void whatStaysAsItWasKeepsItsContent() {
    List<MelSpectrogram> sources = MadeMels.noise(15, 100, 1);
    ContentScores scores = ContentScores.of(sources, sources);
    assertThat(scores.correlation()).isCloseTo(1, within(1e-9));
    assertThat(scores.mismatched()).isCloseTo(0, within(0.02));
    assertThat(scores.retrieval()).isEqualTo(1);
    assertThat(scores.energy()).isCloseTo(1, within(1e-9));
  }

  @Test
  void noiseHasNone() {
    ContentScores scores = ContentScores.of(MadeMels.noise(24, 100, 1), MadeMels.noise(24, 100, 2));
    assertThat(scores.correlation()).isCloseTo(0, within(0.03));
    assertThat(scores.mismatched()).isCloseTo(0, within(0.02));
    assertThat(scores.retrieval()).isLessThan(0.3); // 1 in 12 by chance
    assertThat(scores.energy()).isCloseTo(0, within(0.1));
  }

  @Test
  void anotherUtterancesContentCountsAsTheControls() {
    List<MelSpectrogram> sources = MadeMels.noise(20, 100, 1);
    List<MelSpectrogram> conversions = new ArrayList<>(sources);
    Collections.rotate(conversions, -1); // each is what follows its source
    ContentScores scores = ContentScores.of(sources, conversions);
    assertThat(scores.correlation()).isCloseTo(0, within(0.05));
    assertThat(scores.mismatched()).isCloseTo(1.0 / 11, within(0.02));
    assertThat(scores.retrieval()).isZero();
  }

  @Test
  void twoUtterancesAreEnough() {
    List<MelSpectrogram> sources = MadeMels.noise(2, 100, 1);
    ContentScores scores = ContentScores.of(sources, sources);
    assertThat(scores.retrieval()).isEqualTo(1);
    assertThat(scores.mismatched()).isCloseTo(0, within(0.1));
  }
}
