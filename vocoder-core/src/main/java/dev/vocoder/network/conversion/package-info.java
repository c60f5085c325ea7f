/**
 * Networks that convert voices on mels: MaskCycleGAN-VC and CycleGAN-VC2 (arXiv 2102.12841,
 * 1904.04631), CycleGAN-VC (1711.11293), StarGAN-VC (1806.02169). Generators make normalised mels,
 * (batch, bands, frames), into others of that shape.
 */
package dev.vocoder.network.conversion;
