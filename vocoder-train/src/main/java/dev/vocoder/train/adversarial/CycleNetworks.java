package dev.vocoder.train.adversarial;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The networks of CycleGAN.
 *
 * @param aToB translates from domain A to B
 * @param bToA translates back
 * @param judgeOfA tells samples of A from translated ones
 * @param judgeOfB tells samples of B from translated ones
 * @param second judges samples that were translated there and back, as CycleGAN-VC2 has them
 */
public record CycleNetworks(
    ConditionedNetwork aToB,
    ConditionedNetwork bToA,
    ConditionedNetwork judgeOfA,
    ConditionedNetwork judgeOfB,
    Optional<Second> second) {
  static final String A_TO_B = "generator_A2B";
  static final String B_TO_A = "generator_B2A";

  /**
   * Judges of what was translated there and back.
   *
   * @param ofA tells samples of A from those translated there and back
   * @param ofB tells samples of B from those translated there and back
   */
  public record Second(ConditionedNetwork ofA, ConditionedNetwork ofB) {}

  Map<String, ConditionedNetwork> generators() {
    Map<String, ConditionedNetwork> generators = new LinkedHashMap<>();
    generators.put(A_TO_B, aToB);
    generators.put(B_TO_A, bToA);
    return generators;
  }

  Map<String, ConditionedNetwork> discriminators() {
    Map<String, ConditionedNetwork> discriminators = new LinkedHashMap<>();
    discriminators.put("discriminator_A", judgeOfA);
    discriminators.put("discriminator_B", judgeOfB);
    second.ifPresent(
        two -> {
          discriminators.put("discriminator_A2", two.ofA);
          discriminators.put("discriminator_B2", two.ofB);
        });
    return discriminators;
  }
}
