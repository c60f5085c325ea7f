/**
 * What model files are made of: tensors and views of them, open containers, and the refusal of what
 * is damaged or hostile. Pure Java; nothing a file names is ever run, and no memory is taken on its
 * word.
 */
package dev.vocoder.container;
