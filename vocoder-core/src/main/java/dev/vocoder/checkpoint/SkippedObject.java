package dev.vocoder.checkpoint;

/**
 * Stands in a tree for an object that a training tool pickled beside the weights, such as a config
 * of its own class. It was passed over: no class was looked up, nothing of it was kept.
 *
 * @param className what the file calls its class, for messages
 */
public record SkippedObject(String className) {}
