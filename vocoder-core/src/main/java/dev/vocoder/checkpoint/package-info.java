/**
 * Model files: PyTorch's containers and pickles, state dicts, configs, and what they say of a
 * generator. Pure Java; nothing a file names is ever run. Called by inference and the command line.
 */
package dev.vocoder.checkpoint;
