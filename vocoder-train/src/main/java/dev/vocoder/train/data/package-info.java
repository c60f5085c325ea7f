/**
 * Recordings to train on: files and their check, random segments, and batches loaded in the
 * background. Called by the trainer.
 */
package dev.vocoder.train.data;
