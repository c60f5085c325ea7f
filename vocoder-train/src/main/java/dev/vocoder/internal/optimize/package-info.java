/**
 * What the optimisers and the trainer share: networks' weights as named arrays, their moving
 * averages, and the ranges of settings.
 */
package dev.vocoder.internal.optimize;
