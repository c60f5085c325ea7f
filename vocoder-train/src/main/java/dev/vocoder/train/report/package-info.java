/**
 * Shows training to people: progress on a terminal or in a log, TensorBoard files, and a page. Each
 * is a {@link dev.vocoder.train.TrainingListener}; called by the command line and by applications.
 */
package dev.vocoder.train.report;
