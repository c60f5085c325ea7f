/**
 * Mel spectrograms from waveforms: the short-time Fourier transform, the filter bank and the
 * extractor. Depends on JTransforms and the API only; called by inference, training and griffinlim.
 */
package dev.vocoder.mel;
