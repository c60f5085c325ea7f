package dev.vocoder.train.adversarial;

/**
 * What a step of the original GAN learns from.
 *
 * @param noise what the generator makes samples from
 * @param real as many samples of the data
 */
public record NoiseBatch(Samples noise, Samples real) {}
