/**
 * Networks written out as programs for other engines: TorchScript archives, which LibTorch runs in
 * one call. Called by inference and export.
 */
package dev.vocoder.script;
