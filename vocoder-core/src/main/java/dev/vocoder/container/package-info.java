/** Tensors, the values that model files are made of. Pure Java. */
package dev.vocoder.container;
