/**
 * The vocoder that needs no checkpoint: linear magnitudes estimated from the mel, phases estimated
 * by Griffin-Lim. Depends on mel only; called by inference.
 */
package dev.vocoder.internal.griffinlim;
