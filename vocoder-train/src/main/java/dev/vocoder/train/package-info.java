/**
 * Training of networks in general: {@link dev.vocoder.train.Trainer} runs the loop over the steps
 * of a {@link dev.vocoder.train.TrainingScheme} and tells listeners. Called by the schemes'
 * packages, the command line and applications.
 */
package dev.vocoder.train;
