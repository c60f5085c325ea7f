/**
 * What becomes of recordings: their check, random segments, and batches loaded in the background.
 * Called by the schemes and the evaluation.
 */
package dev.vocoder.internal.data;
