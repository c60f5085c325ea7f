/**
 * Model files as their containers see them: storages, views of them, and the refusal of what is
 * damaged or hostile. Pure Java; nothing a file names is ever run, and no memory is taken on its
 * word.
 */
package dev.vocoder.internal.container;
