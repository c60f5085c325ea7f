/**
 * What generators share that upsample a mel in stages with residual layers between. Called by the
 * architectures of that kind: HiFi-GAN, MelGAN, BigVGAN and iSTFTNet.
 */
package dev.vocoder.network.upsampling;
