/**
 * The public surface: {@link dev.vocoder.Vocoder} turns a {@link dev.vocoder.MelSpectrogram} into a
 * {@link dev.vocoder.Waveform}, {@link dev.vocoder.MelExtractor} goes the other way, and {@link
 * dev.vocoder.VoiceConverter} makes another speaker's mel of one. Depends on the JDK only; anything
 * may call it.
 */
package dev.vocoder;
