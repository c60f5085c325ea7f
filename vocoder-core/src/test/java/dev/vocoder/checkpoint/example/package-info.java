/**
 * The smallest layout of checkpoints: what a new one needs is in this package, and a line of {@code
 * META-INF/services}.
 */
package dev.vocoder.checkpoint.example;
