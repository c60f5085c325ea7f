package dev.vocoder.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The losses of one step, as the optimisers saw them: the generator's terms are weighted. Maps have
 * an entry for each discriminator network ({@code mpd}, {@code msd}) and are empty where the step
 * did not train it.
 *
 * @param discriminator the discriminators' adversarial losses
 * @param adversarial the generator's adversarial losses
 * @param featureMatching the generator's feature matching losses
 * @param reconstruction the generator's losses between waves, by name ({@code mel}, {@code stft})
 * @param gradientNorms the norm of all gradients, {@code generator} and {@code discriminator}
 */
public record StepLosses(
    Map<String, Double> discriminator,
    Map<String, Double> adversarial,
    Map<String, Double> featureMatching,
    Map<String, Double> reconstruction,
    Map<String, Double> gradientNorms) {
  private static final Set<String> TOTALS = Set.of("discriminator", "generator");

  /** Copies the maps. */
  public StepLosses {
    discriminator = copy(discriminator);
    adversarial = copy(adversarial);
    featureMatching = copy(featureMatching);
    reconstruction = copy(reconstruction);
    gradientNorms = copy(gradientNorms);
  }

  private static Map<String, Double> copy(Map<String, Double> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** Returns the discriminators' loss, 0 if the step did not train them. */
  public double discriminatorTotal() {
    return sum(discriminator);
  }

  /** Returns the generator's loss, 0 if the step did not train it. */
  public double generatorTotal() {
    return sum(adversarial) + sum(featureMatching) + sum(reconstruction);
  }

  private static double sum(Map<String, Double> losses) {
    return losses.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /**
   * Returns everything under flat names, in a fixed order: {@code discriminator}, {@code
   * discriminator/mpd}, {@code generator}, {@code adversarial/mpd}, {@code feature_matching/mpd},
   * {@code mel}, {@code gradient_norm/generator} and so on.
   */
  public Map<String, Double> named() {
    Map<String, Double> named = new LinkedHashMap<>();
    if (!discriminator.isEmpty()) {
      named.put("discriminator", discriminatorTotal());
      discriminator.forEach((network, loss) -> named.put("discriminator/" + network, loss));
    }
    if (!adversarial.isEmpty() || !reconstruction.isEmpty()) {
      named.put("generator", generatorTotal());
    }
    adversarial.forEach((network, loss) -> named.put("adversarial/" + network, loss));
    featureMatching.forEach((network, loss) -> named.put("feature_matching/" + network, loss));
    named.putAll(reconstruction);
    gradientNorms.forEach((network, norm) -> named.put("gradient_norm/" + network, norm));
    return named;
  }

  /**
   * Returns the names, as in {@link #named}, of what is infinite or not a number; totals only where
   * all that they are made of is finite.
   */
  public List<String> notFinite() {
    List<String> all =
        named().entrySet().stream()
            .filter(entry -> !Double.isFinite(entry.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    List<String> parts = all.stream().filter(name -> !TOTALS.contains(name)).toList();
    return parts.isEmpty() ? all : parts;
  }
}
