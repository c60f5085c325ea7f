/** What generators share that make spectra, and of these the wave. */
package dev.vocoder.network.spectrum;
