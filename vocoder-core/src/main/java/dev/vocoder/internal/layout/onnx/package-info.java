/**
 * ONNX models: which network a graph is, and its weights by our names. A network is recognised by
 * having it write itself and finding each of its operations in the graph, so that whatever it can
 * write can be read.
 */
package dev.vocoder.internal.layout.onnx;
