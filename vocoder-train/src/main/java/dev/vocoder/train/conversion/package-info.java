/**
 * Training of voice converters on mels: CycleGAN-VC, CycleGAN-VC2, MaskCycleGAN-VC between two
 * voices, StarGAN-VC among several.
 */
package dev.vocoder.train.conversion;
