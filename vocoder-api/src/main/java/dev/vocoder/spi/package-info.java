/**
 * What an implementation of this API provides. Found with {@link java.util.ServiceLoader}; only
 * {@code dev.vocoder} calls it.
 */
package dev.vocoder.spi;
