/** Recordings to train and to evaluate on, as users name them. */
package dev.vocoder.train.data;
