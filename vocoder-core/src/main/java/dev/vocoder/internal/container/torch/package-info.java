/** PyTorch's files, read and written: pickles, the zip container, the legacy stream. */
package dev.vocoder.internal.container.torch;
