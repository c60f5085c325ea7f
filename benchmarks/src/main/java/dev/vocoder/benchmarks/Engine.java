package dev.vocoder.benchmarks;

import ai.onnxruntime.OrtException;
import dev.vocoder.Device;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.inference.NeuralVocoder;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.bigvgan.BigVganConfig;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.istftnet.IstftNetConfig;
import dev.vocoder.network.melgan.MelGanConfig;
import dev.vocoder.network.vocos.VocosConfig;
import dev.vocoder.testing.RandomModels;

/** One of the ways to run a generator that are compared, its weights random. */
interface Engine extends AutoCloseable {

  /** Vocodes a mel. */
  float[] samples(MelSpectrogram mel) throws OrtException;

  @Override
  void close() throws OrtException;

  /**
   * Loads a model.
   *
   * @param engine compiled, compiled-mixed, blocks or onnxruntime
   * @param model one that {@link #config} knows
   */
  static Engine load(String engine, String model) throws OrtException {
    GeneratorCheckpoint checkpoint = RandomModels.generator(config(model));
    int threads = Runtime.getRuntime().availableProcessors();
    if (engine.equals("onnxruntime")) {
      return new OnnxRuntimeVocoder(checkpoint, threads);
    }
    TorchEngine.start().setThreads(threads);
    return new Ours(
        switch (engine) {
          case "compiled" -> compiled(checkpoint, Precision.FLOAT32);
          case "compiled-mixed" -> compiled(checkpoint, Precision.MIXED);
          case "blocks" -> NeuralVocoder.ofBlocks(checkpoint, Device.cpu());
          default -> throw new IllegalArgumentException(engine);
        });
  }

  /**
   * Compiles a model.
   *
   * @param model one that {@link #config} knows
   * @param precision the arithmetic
   */
  static Vocoder compiled(String model, Precision precision) {
    return compiled(RandomModels.generator(config(model)), precision);
  }

  private static Vocoder compiled(GeneratorCheckpoint checkpoint, Precision precision) {
    return NeuralVocoder.compiled(checkpoint, Device.cpu(), precision);
  }

  /**
   * Returns the sizes of a model: v1, v2 or v3 of HiFi-GAN, melgan, keras-melgan, vocos,
   * bigvgan-base or istftnet.
   */
  static GeneratorConfig config(String model) {
    return switch (model) {
      case "v1" -> HifiGanConfig.V1;
      case "v2" -> HifiGanConfig.V2;
      case "v3" -> HifiGanConfig.V3;
      case "melgan" -> MelGanConfig.PAPER;
      case "keras-melgan" -> MelGanConfig.KERAS;
      case "vocos" -> VocosConfig.MEL_24KHZ;
      case "bigvgan-base" -> BigVganConfig.BASE_24KHZ;
      case "istftnet" -> IstftNetConfig.C8C8I;
      default -> throw new IllegalArgumentException(model);
    };
  }

  /** This library. */
  record Ours(Vocoder vocoder) implements Engine {
    @Override
    public float[] samples(MelSpectrogram mel) {
      return vocoder.melToWave(mel).samples();
    }

    @Override
    public void close() {
      vocoder.close();
    }
  }
}
