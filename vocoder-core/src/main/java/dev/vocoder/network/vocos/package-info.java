/**
 * Vocos (Siuzdak 2023) and WaveNeXt (Okamoto et al. 2023): networks that stay at the mel's rate to
 * their last layer, which makes a hop's samples of each frame.
 */
package dev.vocoder.network.vocos;
