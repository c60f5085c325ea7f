/**
 * What helps an implementation of this API. What it provides is {@link
 * dev.vocoder.Vocoder.Provider} and {@link dev.vocoder.MelExtractor.Provider}, found with {@link
 * java.util.ServiceLoader}.
 */
package dev.vocoder.spi;
