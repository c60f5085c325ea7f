/**
 * The native engine behind DJL: its start without downloads, its threads and devices, the functions
 * that DJL lacks, and in which form convolutions are computed. Called by networks, inference,
 * training and the command line.
 */
package dev.vocoder.internal.engine;
