/**
 * MelGAN (Kumar et al. 2019, "MelGAN: Generative Adversarial Networks for Conditional Waveform
 * Synthesis"): its generator and its multi-scale discriminator, with the reference implementation's
 * parameter names. Called by checkpoint, inference and the trainer through {@link
 * dev.vocoder.network.GeneratorConfig} and {@link dev.vocoder.network.DiscriminatorConfig}.
 */
package dev.vocoder.network.melgan;
