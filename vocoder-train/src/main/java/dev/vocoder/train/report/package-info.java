/**
 * Shows training and evaluation to people: progress on a terminal or in a log, TensorBoard files,
 * pages, tables. What shows training is a {@link dev.vocoder.train.TrainingListener}; called by the
 * command line and by applications.
 */
package dev.vocoder.train.report;
