/**
 * The public surface: {@link dev.vocoder.Vocoder} turns a {@link dev.vocoder.MelSpectrogram} into a
 * {@link dev.vocoder.Waveform}, {@link dev.vocoder.MelExtractor} goes the other way. Depends on the
 * JDK only; anything may call it.
 */
package dev.vocoder;
