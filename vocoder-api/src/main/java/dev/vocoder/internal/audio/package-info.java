/**
 * Samples from the bytes of recordings (WAV, FLAC, PCM) and back, and from one rate to another. No
 * part of the API. Knows nothing of {@code dev.vocoder}, which is built on it.
 */
package dev.vocoder.internal.audio;
