package dev.vocoder.train.vocoder;

import ai.djl.ndarray.NDArray;
import dev.vocoder.train.StepLosses;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

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
public record AdversarialLosses(
    Map<String, Double> discriminator,
    Map<String, Double> adversarial,
    Map<String, Double> featureMatching,
    Map<String, Double> reconstruction,
    Map<String, Double> gradientNorms) {
  static final String GENERATOR = "generator";
  static final String DISCRIMINATOR = "discriminator";

  /** Copies the maps. */
  public AdversarialLosses {
    discriminator = copy(discriminator);
    adversarial = copy(adversarial);
    featureMatching = copy(featureMatching);
    reconstruction = copy(reconstruction);
    gradientNorms = copy(gradientNorms);
  }

  private static Map<String, Double> copy(Map<String, Double> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** Returns the values of scalars. */
  static Map<String, Double> values(Map<String, NDArray> scalars) {
    Map<String, Double> values = new LinkedHashMap<>();
    scalars.forEach((name, scalar) -> values.put(name, (double) scalar.getFloat()));
    return values;
  }

  /** Returns the means of the losses of a batch's parts, which are of equal size. */
  static AdversarialLosses mean(List<AdversarialLosses> parts) {
    return new AdversarialLosses(
        mean(parts, AdversarialLosses::discriminator),
        mean(parts, AdversarialLosses::adversarial),
        mean(parts, AdversarialLosses::featureMatching),
        mean(parts, AdversarialLosses::reconstruction),
        mean(parts, AdversarialLosses::gradientNorms));
  }

  private static Map<String, Double> mean(
      List<AdversarialLosses> parts, Function<AdversarialLosses, Map<String, Double>> group) {
    Map<String, Double> means = new LinkedHashMap<>();
    parts.forEach(
        part ->
            group
                .apply(part)
                .forEach((name, loss) -> means.merge(name, loss / parts.size(), Double::sum)));
    return means;
  }

  /** Returns the same with the norm of a network's gradients. */
  AdversarialLosses withGradientNorm(String network, double norm) {
    Map<String, Double> norms = new LinkedHashMap<>(gradientNorms);
    norms.put(network, norm);
    return new AdversarialLosses(
        discriminator, adversarial, featureMatching, reconstruction, norms);
  }

  /** Returns these losses and those of a turn after them. */
  AdversarialLosses and(AdversarialLosses later) {
    return new AdversarialLosses(
        both(discriminator, later.discriminator),
        both(adversarial, later.adversarial),
        both(featureMatching, later.featureMatching),
        both(reconstruction, later.reconstruction),
        both(gradientNorms, later.gradientNorms));
  }

  private static Map<String, Double> both(Map<String, Double> first, Map<String, Double> second) {
    Map<String, Double> both = new LinkedHashMap<>(first);
    both.putAll(second);
    return both;
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
      named.put(DISCRIMINATOR, discriminatorTotal());
      discriminator.forEach((network, loss) -> named.put("discriminator/" + network, loss));
    }
    if (!adversarial.isEmpty() || !reconstruction.isEmpty()) {
      named.put(GENERATOR, generatorTotal());
    }
    adversarial.forEach((network, loss) -> named.put("adversarial/" + network, loss));
    featureMatching.forEach((network, loss) -> named.put("feature_matching/" + network, loss));
    named.putAll(reconstruction);
    gradientNorms.forEach((network, norm) -> named.put("gradient_norm/" + network, norm));
    return named;
  }

  /** Returns the same as reports show it. */
  public StepLosses reported() {
    return new StepLosses(named(), Set.of(DISCRIMINATOR, GENERATOR));
  }
}
