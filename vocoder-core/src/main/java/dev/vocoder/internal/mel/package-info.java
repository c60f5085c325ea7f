/**
 * Mel spectrograms from waveforms: the short-time Fourier transform, the filter bank and the
 * extractor. Depends on JTransforms, the API and the process's settings, and loads nothing of
 * LibTorch; called by inference, training and griffinlim.
 */
package dev.vocoder.internal.mel;
