/**
 * Whether converted voices sound like their target and still say what was said: speaker
 * classifiers, measures of content and pitch, and their report beside that of statistics alone.
 * Depends on core, {@code train}, {@code train.optimize}, {@code train.data} and the pitch tracker
 * of {@code train.evaluation}; called by the command line and applications.
 */
package dev.vocoder.train.evaluation.conversion;
