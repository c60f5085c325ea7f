/**
 * Losses of generators and discriminators, each a formula with its source. They depend on DJL and
 * the mel filters only; called by the trainer.
 */
package dev.vocoder.internal.loss;
