package dev.vocoder.internal.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AxisTest {
  private static List<String> labels(Axis axis) {
    return axis.labelledTicks().stream().map(Axis.Tick::label).toList();
  }

  @Test
  void valuesCloseTogetherHaveALinearAxis() {
    Axis axis = Axis.ofValues(0.31, 1.38);
    assertThat(axis.isLogarithmic()).isFalse();
    assertThat(labels(axis)).containsExactly("0.4", "0.6", "0.8", "1", "1.2", "1.4");
    assertThat(axis.place(0.845)).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void positiveValuesFarApartHaveALogarithmicAxis() {
    Axis axis = Axis.ofValues(2, 80);
    assertThat(axis.isLogarithmic()).isTrue();
    assertThat(labels(axis)).containsExactly("2", "5", "10", "20", "50");
    assertThat(axis.place(Math.sqrt(160))).isCloseTo(0.5, within(1e-9));
    assertThat(labels(Axis.ofValues(1e-6, 1e6))).containsExactly("1e-6", "1e-3", "1", "1k", "1M");
  }

  @Test
  void valuesAroundZeroAndSingleValuesHaveAnAxisToo() {
    assertThat(labels(Axis.ofValues(-3, 100))).containsExactly("0", "20", "40", "60", "80", "100");
    Axis single = Axis.ofValues(5, 5);
    assertThat(single).isEqualTo(new Axis(2.5, 7.5, false));
    assertThat(Axis.ofValues(5, Math.nextUp(5.0)).place(5)).isCloseTo(0.5, within(1e-9));
    assertThat(Axis.ofValues(0, 0)).isEqualTo(new Axis(0, 1, false));
  }

  @Test
  void stepsBeginAtZero() {
    assertThat(labels(Axis.ofRange(0, 2100))).containsExactly("0", "500", "1k", "1.5k", "2k");
  }

  @Test
  void neighboursAreToldApartByMoreDigits() {
    assertThat(labels(Axis.ofValues(0.9989, 1.0016)))
        .containsExactly("0.999", "0.9995", "1", "1.0005", "1.001", "1.0015");
  }

  @Test
  void labelsHaveThreeDigits() {
    assertThat(Axis.label(0)).isEqualTo("0");
    assertThat(Axis.label(1.96e-4)).isEqualTo("1.96e-4");
    assertThat(Axis.label(-0.5)).isEqualTo("-0.5");
    assertThat(Axis.label(999.4)).isEqualTo("999");
    assertThat(Axis.label(999.6)).isEqualTo("1k");
    assertThat(Axis.label(2_500_000)).isEqualTo("2.5M");
  }
}
