/** ONNX models, read: the graph, and tensors in the file or in others beside it. */
package dev.vocoder.internal.container.onnx;
