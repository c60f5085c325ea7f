/** Safetensors files, read and written, and the index of a model in several of them. */
package dev.vocoder.internal.container.safetensors;
