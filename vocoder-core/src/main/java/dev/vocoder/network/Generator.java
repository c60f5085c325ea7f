package dev.vocoder.network;

/**
 * A network from mels (batch, bands, frames) to waves (batch, outputs, frames x hop), as its
 * config tells the numbers; full scale is -1 to 1.
 */
public abstract class Generator extends Layer implements Compilable {}
