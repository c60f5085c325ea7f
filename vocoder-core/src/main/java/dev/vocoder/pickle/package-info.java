/**
 * Writes what PyTorch reads: pickles, and the zip container they lie in. Depends on nothing; called
 * by whatever writes a checkpoint or a TorchScript program.
 */
package dev.vocoder.pickle;
