package dev.vocoder.network;

/** A network from mels (batch, bands, frames) to waves (batch, 1, frames x hop), within -1 to 1. */
public abstract class Generator extends Layer implements Compilable {}
