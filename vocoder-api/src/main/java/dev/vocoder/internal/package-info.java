/**
 * What the other modules of this library use beside the API: no part of it, and free to change.
 * Stands above {@code dev.vocoder}; the packages below this name stand beneath it.
 */
package dev.vocoder.internal;
