/**
 * Layers on planes, (batch, channels, bands, frames): the two-dimensional convolution and its
 * transposed form, instance norm, gates, channel shuffle. What runs in time alone is a plane of one
 * band.
 */
package dev.vocoder.network.plane;
