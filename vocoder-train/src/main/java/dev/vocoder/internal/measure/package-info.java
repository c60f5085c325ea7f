/**
 * Distances between waves, each a formula with its source, in pure Java. Depends on core and the
 * losses' constants; called by the evaluation and by validation.
 */
package dev.vocoder.internal.measure;
