/**
 * How close generated waves come to recordings: measures, each a formula with its source, in pure
 * Java, and their means over recordings for several vocoders. Depends on core, train.data and the
 * losses' constants; called by the trainer's validation, the reports and the command line.
 */
package dev.vocoder.train.evaluation;
