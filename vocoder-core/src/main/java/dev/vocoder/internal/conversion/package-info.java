/** Voice conversion at run time: converters from checkpoints, and the service provider. No API. */
package dev.vocoder.internal.conversion;
