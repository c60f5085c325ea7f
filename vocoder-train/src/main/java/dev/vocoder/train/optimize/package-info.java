/**
 * How networks learn: the optimiser, limits to its gradients, and schedules of rates and weights.
 * Knows networks as names and arrays; called by the trainer and its schemes.
 */
package dev.vocoder.train.optimize;
