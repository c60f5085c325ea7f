package dev.vocoder.train.adversarial;

import dev.vocoder.train.optimize.AdamW;
import dev.vocoder.train.optimize.GradientLimit;

/**
 * Networks that learn together.
 *
 * @param name what the sum of their losses is called
 * @param optimizer their optimiser
 * @param limit how large their gradients may be
 */
record Learner(String name, AdamW optimizer, GradientLimit limit) {}
