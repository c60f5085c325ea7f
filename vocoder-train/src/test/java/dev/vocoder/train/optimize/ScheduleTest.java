package dev.vocoder.train.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  private static final double RATE = 2e-4;

  @Test
  void aConstantStays() {
    assertThat(Schedule.CONSTANT.at(RATE, 1_000_000, 1000)).isEqualTo(RATE);
  }

  @Test
  void anEpochDecayMultipliesEpochByEpoch() {
    Schedule decay = new EpochDecay(0.999);
    assertThat(decay.at(RATE, 99, 0)).isEqualTo(RATE);
    assertThat(decay.at(RATE, 100, 1)).isEqualTo(RATE * 0.999);
    assertThat(decay.at(RATE, 300, 3)).isEqualTo(RATE * 0.999 * 0.999 * 0.999);
    // exp(1000 ln 0.999), not bit for bit.
    assertThat(decay.at(RATE, 100_000, 1000)).isCloseTo(RATE * 0.36769542, within(1e-10));
  }

  @Test
  void aResumedEpochDecayGoesOnFromWhatWasSaved() {
    Schedule resumed = new EpochDecay(0.5).resumed(3e-5, 700, 7);
    assertThat(resumed.at(RATE, 700, 7)).isEqualTo(3e-5);
    assertThat(resumed.at(RATE, 900, 9)).isEqualTo(0.75e-5);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 2e-4",
    "200000, 2e-4",
    "250000, 1.5e-4",
    "300000, 1e-4",
    "399999, 1e-9",
    "400000, 0",
    "500000, 0"
  })
  void aLinearDecayIsThatOfCycleGan(long step, double rate) {
    LinearDecay decay = new LinearDecay(200_000, 200_000);
    assertThat(decay.at(RATE, step, 3)).isCloseTo(rate, within(1e-16));
    assertThat(decay.resumed(7, 100, 1).at(RATE, step, 3)).isEqualTo(decay.at(RATE, step, 3));
  }

  @ParameterizedTest
  @CsvSource({ // computed by transformers' get_cosine_schedule_with_warmup's formula
    "0, 0",
    "1, 2e-5",
    "5, 1e-4",
    "10, 2e-4",
    "40, 1.5e-4", // a third of the way: (1 + cos 60°) / 2
    "55, 1e-4",
    "70, 0.5e-4",
    "100, 0",
    "140, 0"
  })
  void aWarmUpIsFollowedByHalfACosine(long step, double rate) {
    assertThat(new WarmUpCosine(10, 100).at(RATE, step, 0)).isCloseTo(rate, within(1e-15));
  }

  @Test
  void aCosineMayEndAboveZero() {
    Schedule cosine = new WarmUpCosine(10, 100, 0.1);
    assertThat(cosine.at(RATE, 5, 0)).isEqualTo(RATE / 2);
    assertThat(cosine.at(RATE, 10, 0)).isEqualTo(RATE);
    assertThat(cosine.at(RATE, 55, 0)).isCloseTo(0.55 * RATE, within(1e-15));
    assertThat(cosine.at(RATE, 100, 0)).isCloseTo(0.1 * RATE, within(1e-15));
    assertThat(cosine.at(RATE, 1000, 9)).isCloseTo(0.1 * RATE, within(1e-15));
    assertThat(cosine.resumed(7, 55, 1).at(RATE, 80, 2)).isEqualTo(cosine.at(RATE, 80, 2));
  }

  @Test
  void aStepDecayIsBigVgans() {
    Schedule decay = new StepDecay(0.9999996);
    assertThat(decay.at(1e-4, 0, 0)).isEqualTo(1e-4);
    assertThat(decay.at(1e-4, 3, 9)).isCloseTo(1e-4 * Math.pow(0.9999996, 3), within(1e-18));
    assertThat(decay.at(1e-4, 1_000_000, 0)).isCloseTo(0.67032e-4, within(1e-9)); // exp(-0.4)
    assertThat(decay.resumed(7, 2, 0).at(1e-4, 3, 0)).isEqualTo(decay.at(1e-4, 3, 0));
  }

  @Test
  void withoutWarmUpACosineBeginsAtItsHeight() {
    assertThat(new WarmUpCosine(0, 100).at(RATE, 0, 0)).isEqualTo(RATE);
  }

  @Test
  void aWeightIsCutOffFromItsStepOn() {
    Schedule identity = new Cutoff(10_000);
    assertThat(identity.at(5, 9_999, 0)).isEqualTo(5);
    assertThat(identity.at(5, 10_000, 0)).isZero();
  }

  @Test
  void whatMakesNoScheduleIsRefused() {
    assertThatThrownBy(() -> new LinearDecay(10, 0))
        .isInstanceOf(ConfigException.class)
        .hasMessage("decay_steps is 0; give 1 or more.");
    assertThatThrownBy(() -> new WarmUpCosine(10, 10))
        .isInstanceOf(ConfigException.class)
        .hasMessage("lr_last_step is 10; give more than 10 of warm-up.");
    assertThatThrownBy(() -> new WarmUpCosine(0, 10, 1))
        .hasMessage("lr_floor is 1; give 0 or more and less than 1.");
    for (double factor : new double[] {0, 1.5, Double.NaN}) {
      assertThatThrownBy(() -> new StepDecay(factor)).hasMessageContaining("lr_decay");
      assertThatThrownBy(() -> new EpochDecay(factor)).hasMessageContaining("lr_decay");
    }
  }
}
