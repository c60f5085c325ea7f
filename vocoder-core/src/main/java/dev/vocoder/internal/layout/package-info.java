/**
 * How other ecosystems save their vocoders, a class each, found with {@link
 * java.util.ServiceLoader}. Only {@code checkpoint} calls them.
 */
package dev.vocoder.internal.layout;
