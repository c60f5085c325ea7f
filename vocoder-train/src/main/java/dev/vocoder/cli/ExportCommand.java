package dev.vocoder.cli;

import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.AtomicFile;
import dev.vocoder.internal.container.TensorFormat;
import dev.vocoder.internal.container.safetensors.SafetensorsWriter;
import dev.vocoder.internal.container.torch.PyTorchWriter;
import dev.vocoder.internal.option.ConfigOption;
import dev.vocoder.internal.option.OutputOptions;
import dev.vocoder.internal.option.Usage;
import dev.vocoder.internal.script.OnnxGraph;
import dev.vocoder.internal.script.TorchScriptGraph;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vocoder export}. */
@Command(name = "export", description = "Writes a checkpoint for another engine.")
final class ExportCommand implements Runnable {
  /**
   * What can be written. The programs for other engines take mels with the model's per-band
   * statistics, if it has any, still in.
   */
  enum Format {
    /** For {@code torch.jit.load}: (batch, bands, frames) to (batch, 1, samples). */
    TORCHSCRIPT,
    /** For {@code torch.load}: the reference's {@code generator} with weight norm. */
    PYTORCH,
    /** Weights without weight norm; config, mel format and provenance in the metadata. */
    SAFETENSORS,
    /** Operator set 17: mel (N, bands, frames) to audio (N, samples). */
    ONNX
  }

  @Option(
      names = "--checkpoint",
      required = true,
      paramLabel = "FILE",
      description = "The generator's checkpoint: a file, an archive or a folder.")
  private Path checkpoint;

  @Mixin private ConfigOption config;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description = "torchscript, onnx, pytorch or safetensors.")
  private Format format;

  @Option(
      names = "--half",
      description = "With pytorch or safetensors: write 16 bits for each number.")
  private boolean half;

  @Parameters(paramLabel = "OUT", description = "The file to write.")
  private Path output;

  @Mixin private OutputOptions overwriting;

  @Spec private CommandSpec spec;

  ExportCommand() {}

  @Override
  public void run() {
    Usage.require(
        spec,
        !half || format == Format.PYTORCH || format == Format.SAFETENSORS,
        "--half goes with --format pytorch or safetensors");
    overwriting.check(output, config.andFile(checkpoint));
    AtomicFile.requireWritable(output);
    GeneratorCheckpoint model = GeneratorCheckpoint.read(checkpoint, config.file());
    TensorFormat numbers = half ? TensorFormat.FLOAT16 : TensorFormat.FLOAT32;
    switch (format) {
      case TORCHSCRIPT -> AtomicFile.write(output, TorchScriptGraph.ofPlainMel(model)::writeTo);
      case PYTORCH -> PyTorchWriter.write(output, model.toFile(), numbers);
      case SAFETENSORS ->
          SafetensorsWriter.write(output, model.weights().tensors(), model.metadata(), numbers);
      case ONNX -> AtomicFile.write(output, new OnnxGraph(model)::writeTo);
    }
    spec.commandLine().getOut().println(output + ": " + model.config().architecture());
  }
}
