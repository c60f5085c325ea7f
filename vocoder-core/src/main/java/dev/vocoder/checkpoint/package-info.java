/**
 * Model files, state dicts, and what they and their configs say of a generator. Nothing that a file
 * names is ever run. Called by inference, training and the command line.
 */
package dev.vocoder.checkpoint;
