/**
 * Networks trained against each other on samples of any kind: the original GAN, CycleGAN between
 * two domains, StarGAN among many. They know networks, losses and turns; mels and points on a plane
 * are all the same to them.
 */
package dev.vocoder.train.adversarial;
