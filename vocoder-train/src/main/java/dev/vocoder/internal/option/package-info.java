/** Options that commands share, and what commands do with terminals and standard streams. */
package dev.vocoder.internal.option;
