package dev.vocoder.train.report;

import dev.vocoder.train.report.Curve.Point;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which curves of a run's history share a chart, and in which order the charts stand. */
final class LossCharts {
  private static final Set<String> TOTALS = Set.of("generator", "discriminator", "classifier");
  private static final Set<String> APART =
      Set.of(ScalarNames.LEARNING_RATE, ScalarNames.SECONDS_PER_STEP, ScalarNames.SKIPPED);

  /** The groups of what is said below by name. */
  private static final Set<String> GROUPS =
      Set.of(
          "adversarial",
          "feature_matching",
          "discriminator",
          "gradient_norm",
          "validation",
          ScalarNames.LEARNING_RATE);

  private final History history;

  private LossCharts(History history) {
    this.history = history;
  }

  /** Returns the charts for which there is a curve. */
  static String html(History history) {
    LossCharts charts = new LossCharts(history);
    return charts.of("Generator and discriminator loss", TOTALS::contains)
        + charts.of("Reconstruction loss, as weighted", LossCharts::isReconstruction)
        + charts.of("Validation mel error", ScalarNames.VALIDATION_ERROR::equals)
        + charts.of("Adversarial loss by network", "adversarial/")
        + charts.of("Feature matching loss by network", "feature_matching/")
        + charts.of("Discriminator loss by network", "discriminator/")
        + charts.ofFurther()
        + charts.of("Gradient norms", "gradient_norm/")
        + charts.of("Learning rate", name -> name.startsWith(ScalarNames.LEARNING_RATE));
  }

  /** Returns a chart for each group of losses that has none of its own above. */
  private String ofFurther() {
    return history.names().stream()
        .filter(name -> name.contains("/"))
        .map(name -> name.substring(0, name.indexOf('/')))
        .distinct()
        .filter(group -> !GROUPS.contains(group))
        .map(group -> of(title(group), group + "/"))
        .collect(Collectors.joining());
  }

  private static String title(String group) {
    return group.substring(0, 1).toUpperCase(Locale.ROOT)
        + group.substring(1).replace('_', ' ')
        + " loss";
  }

  private static boolean isReconstruction(String name) {
    return !name.contains("/") && !TOTALS.contains(name) && !APART.contains(name);
  }

  private String of(String title, String prefix) {
    return of(title, name -> name.startsWith(prefix));
  }

  private String of(String title, Predicate<String> names) {
    Map<String, List<Point>> curves = new LinkedHashMap<>();
    history.names().stream()
        .filter(names)
        .forEach(name -> curves.put(label(name), history.curve(name).points()));
    return curves.isEmpty() ? "" : new Chart(title, curves).html();
  }

  private static String label(String name) {
    return name.substring(name.indexOf('/') + 1).replace('_', ' ');
  }
}
