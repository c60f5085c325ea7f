package dev.vocoder.inference;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import dev.vocoder.Device;
import dev.vocoder.EngineException;
import dev.vocoder.Precision;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.engine.TorchEngine;
import dev.vocoder.script.TorchScriptGraph;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A generator written out as TorchScript and run by LibTorch in one call. */
final class CompiledProgram implements GeneratorProgram {
  private final Model program;

  /**
   * Compiles a checkpoint.
   *
   * @param model the checkpoint
   * @param device where to compute
   * @param precision the arithmetic; the device must be fast in it
   */
  CompiledProgram(GeneratorCheckpoint model, Device device, Precision precision) {
    TorchScriptGraph graph = new TorchScriptGraph(model, device, precision);
    program = TorchEngine.start().newModel(device);
    Path file = null;
    try {
      file = Files.createTempFile("vocoder", ".pt");
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
        graph.writeTo(out);
      }
      program.load(file.getParent(), file.getFileName().toString());
    } catch (IOException | MalformedModelException e) {
      program.close();
      throw new EngineException(
          "The compiled model cannot be stored or loaded in %s: %s."
              .formatted(System.getProperty("java.io.tmpdir"), e.getMessage()),
          e);
    } catch (RuntimeException e) {
      program.close();
      throw e;
    } finally {
      deleteQuietly(file);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }

  @Override
  public NDManager manager() {
    return program.getNDManager();
  }

  @Override
  public NDArray run(NDArray mel) {
    ParameterStore store = new ParameterStore(mel.getManager(), false);
    return program.getBlock().forward(store, new NDList(mel), false).singletonOrThrow();
  }

  @Override
  public void close() {
    program.close();
  }
}
