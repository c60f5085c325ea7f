/** PyTorch's files, read and written: pickles, the zip container, the stream of old. */
package dev.vocoder.container.torch;
