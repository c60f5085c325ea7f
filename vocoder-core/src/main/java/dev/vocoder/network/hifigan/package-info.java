/**
 * HiFi-GAN (Kong, Kim, Bae 2020, "HiFi-GAN: Generative Adversarial Networks for Efficient and High
 * Fidelity Speech Synthesis"), its generator and its discriminators, with the reference
 * implementation's parameter names. Others find it through {@link
 * dev.vocoder.internal.architecture.Architectures}.
 */
package dev.vocoder.network.hifigan;
