/**
 * How close generated waves come to recordings: measures and their means over recordings, for
 * several vocoders. Called by applications, the reports and the command line.
 */
package dev.vocoder.train.evaluation;
