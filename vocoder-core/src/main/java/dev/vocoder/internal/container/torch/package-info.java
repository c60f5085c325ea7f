/** PyTorch's files, read and written: pickles, the zip container, the stream of old. */
package dev.vocoder.internal.container.torch;
