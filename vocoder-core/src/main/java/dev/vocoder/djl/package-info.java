/**
 * Exported programs in DJL's own classes: what {@code vocoder export --format torchscript} writes,
 * run by a {@code Predictor}, for applications and servers that load every model through {@code
 * Criteria}. {@link dev.vocoder.Vocoder} is faster, streams and takes long mels in bounded memory.
 */
package dev.vocoder.djl;
