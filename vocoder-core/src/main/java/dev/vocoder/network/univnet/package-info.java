/**
 * The multi-resolution discriminator of UnivNet (Jang et al. 2021), which BigVGAN and Vocos took
 * over: its sizes, their keys, and the network.
 */
package dev.vocoder.network.univnet;
