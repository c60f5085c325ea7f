package dev.vocoder.network;

/**
 * What a generator makes a wave of: a mel, and nothing else so far. A generator that wants another
 * value beside it, such as the pitch of a source-filter vocoder, finds it here as a further
 * component; generators, programs and streams pass the whole on, so that only the code that makes
 * it and the code that uses it change.
 *
 * @param mel (batch, bands, frames)
 * @param <T> what a value is: an array, numbers, or how a program refers to it
 */
public record Conditions<T>(T mel) {}
