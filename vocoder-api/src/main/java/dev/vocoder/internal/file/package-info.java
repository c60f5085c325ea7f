/**
 * Files as they lie on a disk: opened, written whole, told apart by their first bytes, NumPy's
 * arrays. No part of the API. Knows nothing of {@code dev.vocoder}, which is built on it: what is
 * wrong with a file it says in {@link dev.vocoder.internal.file.UnusableFileException}.
 */
package dev.vocoder.internal.file;
