/**
 * The generator of HiFi-GAN (Kong, Kim, Bae 2020, "HiFi-GAN: Generative Adversarial Networks for
 * Efficient and High Fidelity Speech Synthesis"), with the reference implementation's parameter
 * names. Called by checkpoint and inference through {@link dev.vocoder.network.GeneratorConfig}.
 */
package dev.vocoder.network.hifigan;
