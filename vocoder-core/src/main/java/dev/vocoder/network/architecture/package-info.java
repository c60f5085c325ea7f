/**
 * The register of architectures and of kinds of discriminators: what each tells of itself, found
 * with {@link java.util.ServiceLoader}. Called by checkpoint and the trainer, which name none.
 */
package dev.vocoder.network.architecture;
