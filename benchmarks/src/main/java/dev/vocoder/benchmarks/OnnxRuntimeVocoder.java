package dev.vocoder.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.script.OnnxGraph;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.Map;

/** A generator exported to ONNX and run by ONNX Runtime on the CPU: the peer to compare with. */
final class OnnxRuntimeVocoder implements Engine {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final MelFormat melFormat;

  /**
   * Exports and loads a checkpoint.
   *
   * @param model the checkpoint
   * @param threads CPU threads for one operation
   */
  OnnxRuntimeVocoder(GeneratorCheckpoint model, int threads) throws OrtException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    OnnxGraph graph = new OnnxGraph(model);
    melFormat = graph.melFormat();
    try {
      graph.writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session = environment.createSession(bytes.toByteArray(), options);
    }
  }

  @Override
  public float[] samples(MelSpectrogram mel) throws OrtException {
    float[] values = mel.convertTo(melFormat).values();
    long[] shape = {1, mel.bands(), mel.frames()};
    try (OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
        OrtSession.Result result = session.run(Map.of("mel", input))) {
      FloatBuffer audio = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] samples = new float[audio.remaining()];
      audio.get(samples);
      return samples;
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
