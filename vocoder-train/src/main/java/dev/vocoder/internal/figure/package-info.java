/**
 * What pages of runs and evaluations are made of: the page itself, axes and the plots that they
 * frame, spectrograms as pictures, and clips to see and to hear. Called by the reports.
 */
package dev.vocoder.internal.figure;
