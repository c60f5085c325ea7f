/**
 * What an architecture and a kind of discriminator tell of themselves. Implemented by the packages
 * of networks; found with {@link java.util.ServiceLoader}.
 */
package dev.vocoder.network.architecture;
