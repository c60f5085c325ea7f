/**
 * The register of architectures and of kinds of discriminators, as they are found with {@link
 * java.util.ServiceLoader}. Called by checkpoint and the trainer, which name none.
 */
package dev.vocoder.internal.architecture;
