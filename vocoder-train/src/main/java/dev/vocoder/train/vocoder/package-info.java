/**
 * Adversarial training of vocoders, the first {@link dev.vocoder.train.TrainingScheme}: a generator
 * against any discriminators, as HiFi-GAN's and MelGAN's papers do it. {@link
 * dev.vocoder.train.vocoder.VocoderTraining} describes a run. Called by the command line and by
 * applications.
 */
package dev.vocoder.train.vocoder;
