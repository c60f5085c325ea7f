/**
 * ConvNeXt in one dimension (Liu et al. 2022, as Vocos has it): blocks that keep the length, and
 * their layers.
 */
package dev.vocoder.network.convnext;
