/**
 * Generation in sub-bands (Yang et al. 2021, "Multi-band MelGAN: Faster Waveform Generation for
 * High-Quality Text-to-Speech", arXiv:2005.05106): a generator of another package makes them, and a
 * filter bank joins them to a wave. Called by checkpoint and inference through {@link
 * dev.vocoder.network.GeneratorConfig}; the filters by checkpoint too.
 */
package dev.vocoder.network.multiband;
