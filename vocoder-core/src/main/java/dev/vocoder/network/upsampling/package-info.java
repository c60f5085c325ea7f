/**
 * What generators share that upsample a mel in stages with residual layers between. Called by the
 * architectures of that kind, HiFi-GAN and MelGAN.
 */
package dev.vocoder.network.upsampling;
