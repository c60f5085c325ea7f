/** What a file seems to be by its start, and the folders and tar archives that files lie in. */
package dev.vocoder.internal.container.file;
