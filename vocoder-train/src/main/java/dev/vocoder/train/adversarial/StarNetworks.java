package dev.vocoder.train.adversarial;

import java.util.Optional;

/**
 * The networks of StarGAN.
 *
 * @param generator translates a sample into the domain of its code
 * @param discriminator tells samples of a code's domain from translated ones
 * @param classifier tells domains apart, from (batch, ...) to logits, (batch, domains, ...); empty
 *     to leave that to the discriminator, which is told the domain
 * @param domains how many there are
 */
public record StarNetworks(
    ConditionedNetwork generator,
    ConditionedNetwork discriminator,
    Optional<ConditionedNetwork> classifier,
    int domains) {}
