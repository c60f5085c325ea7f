/**
 * Vocoders: a loaded generator behind {@link dev.vocoder.Vocoder}, its stream, and the provider
 * that finds them. Called through the API; the command line also asks {@link
 * dev.vocoder.internal.inference.ModelDescription} what a checkpoint is.
 */
package dev.vocoder.internal.inference;
