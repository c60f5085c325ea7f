/**
 * BigVGAN (Lee et al. 2023, "BigVGAN: A Universal Neural Vocoder with Large-Scale Training"), both
 * versions of its generator, with the reference implementation's parameter names. Others find it
 * through {@link dev.vocoder.internal.architecture.Architectures}.
 */
package dev.vocoder.network.bigvgan;
