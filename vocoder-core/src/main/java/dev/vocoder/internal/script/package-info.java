/**
 * Networks written out as programs for other engines: TorchScript archives, which LibTorch runs in
 * one call, and ONNX models. Called by inference and the command line's export.
 */
package dev.vocoder.internal.script;
