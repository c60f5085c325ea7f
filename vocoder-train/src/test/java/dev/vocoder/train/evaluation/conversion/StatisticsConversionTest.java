package dev.vocoder.train.evaluation.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.MelSpectrogram;
import dev.vocoder.Voice;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsConversionTest {

  @Test
  void bandsGetTheTargetsMeansAndDeviationsAndNothingElse() {
    MelSpectrogram low = MadeMels.of(4, (band, frame) -> -5 + (frame % 2 == 0 ? 0.5 : -0.5));
    MelSpectrogram high = MadeMels.of(4, (band, frame) -> -3 + (frame % 2 == 0 ? -0.1 : 0.1));
    Conversion conversion =
        new StatisticsConversion(
            List.of(Voice.measure("low", List.of(low)), Voice.measure("high", List.of(high))));
    MelSpectrogram converted = conversion.convert(low, "low", "high");
    for (int frame = 0; frame < 4; frame++) {
      assertThat(converted.value(7, frame))
          .isCloseTo(frame % 2 == 0 ? -2.9f : -3.1f, within(1e-5f));
    }
    float[] back = conversion.convert(converted, "high", "low").values();
    assertThat(back).containsExactly(low.values(), within(1e-5f));
  }
}
