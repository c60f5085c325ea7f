/** What is known of speech in mels, in numbers alone. No API. */
package dev.vocoder.internal.speech;
