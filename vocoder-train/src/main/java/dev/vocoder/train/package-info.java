/**
 * Adversarial training of generators: {@link dev.vocoder.train.Trainer} runs the loop of the
 * HiFi-GAN paper on any generator and discriminators, and tells listeners. Called by the command
 * line and by applications.
 */
package dev.vocoder.train;
