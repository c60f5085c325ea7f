package dev.vocoder.train.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class SummaryTest {
  @Test
  void theIntervalIsStudents() {
    Summary summary = Summary.of(1, 2, 3, 4, 5);
    assertThat(summary.clips()).isEqualTo(5);
    assertThat(summary.mean()).isEqualTo(3);
    // t of 4 degrees of freedom is 2.776; the standard deviation is the root of 10 / 4.
    assertThat(summary.interval().orElseThrow())
        .isCloseTo(2.776445 * Math.sqrt(2.5) / Math.sqrt(5), within(1e-5));
  }

  @Test
  void twoValuesHaveAWideInterval() {
    // t of 1 degree of freedom is 12.706, the standard deviation 1 / sqrt(2).
    assertThat(Summary.of(1, 2).interval().orElseThrow()).isCloseTo(12.7062 / 2, within(1e-4));
  }

  @Test
  void oneValueHasNone() {
    assertThat(Summary.of(7)).isEqualTo(new Summary(1, 7, OptionalDouble.empty()));
  }

  @Test
  void equalValuesAreCertain() {
    assertThat(Summary.of(0.5, 0.5, 0.5).interval()).hasValue(0);
  }
}
