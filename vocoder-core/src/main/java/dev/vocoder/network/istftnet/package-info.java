/**
 * iSTFTNet (Kaneko et al. 2022, "iSTFTNet: Fast and Lightweight Mel-Spectrogram Vocoder
 * Incorporating Inverse Short-Time Fourier Transform"): a HiFi-GAN of fewer stages that makes short
 * spectra, with the parameter names of the implementation that its checkpoints come from. Others
 * find it through {@link dev.vocoder.internal.architecture.Architectures}.
 */
package dev.vocoder.network.istftnet;
