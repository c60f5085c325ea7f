/**
 * The native engine behind DJL: its start without downloads, its threads and devices, and what it
 * says of itself. Called by inference and the command line.
 */
package dev.vocoder.internal.engine;
