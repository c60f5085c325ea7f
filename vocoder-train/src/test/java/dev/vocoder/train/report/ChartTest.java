package dev.vocoder.train.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.train.report.Curve.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartTest {
  private static final Pattern LABEL =
      Pattern.compile("<text class=\"(\\w+)\" x=\"([\\d.]+)\" y=\"[\\d.]+\">([^<]*)</text>");
  private static final double DIGIT = 6.7; // Helvetica's at 12 px; most are narrower

  /** Learning rates that fall a little each epoch have long numbers, and so have many steps. */
  @ParameterizedTest
  @CsvSource({"0.999, 1250", "0.99999, 12500", "0.5, 999900", "0.9999999, 5"})
  void noNumberIsCutOff(double decay, long stepsInEpoch) {
    List<Point> rates = new ArrayList<>();
    for (int epoch = 0; epoch < 5; epoch++) {
      rates.add(new Point((epoch + 1) * stepsInEpoch, 1, 2e-4 * Math.pow(decay, epoch)));
    }
    String html = new Chart("Learning rate", Map.of("learning rate", rates)).html();
    Matcher label = LABEL.matcher(html);
    int labels = 0;
    while (label.find()) {
      double x = Double.parseDouble(label.group(2));
      double width = label.group(3).length() * DIGIT;
      boolean beside = label.group(1).equals("beside"); // ends there; else it has its middle there
      assertThat(beside ? x - width : x - width / 2).as(label.group()).isNotNegative();
      assertThat(beside ? x : x + width / 2).as(label.group()).isLessThanOrEqualTo(560);
      labels++;
    }
    assertThat(labels).isGreaterThan(5);
  }
}
