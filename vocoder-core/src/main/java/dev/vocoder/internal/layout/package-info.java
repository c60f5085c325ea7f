/**
 * How ecosystems save their vocoders, the references' and ours among them: a class each, found with
 * {@link java.util.ServiceLoader}. Only {@code checkpoint} calls them.
 */
package dev.vocoder.internal.layout;
