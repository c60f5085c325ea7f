package dev.vocoder.internal.conversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.network.conversion.ConversionConditions;
import dev.vocoder.network.conversion.ConversionGenerator;
import java.util.Arrays;

/**
 * A generator that converts utterances of any length, each of them whole. Thread-safe: its weights
 * are never written, and every call has a scope of native memory of its own.
 */
final class ConvertingNetwork {
  private final TorchEngine engine = TorchEngine.start();
  private final ConversionGenerator.Config config;
  private final ConversionGenerator generator;
  private final NDManager manager;

  /**
   * Builds a network.
   *
   * @param config its sizes
   * @param weights its weights, checked
   * @param manager owns them
   */
  ConvertingNetwork(ConversionGenerator.Config config, StateDict weights, NDManager manager) {
    this.config = config;
    this.manager = manager;
    generator = config.build();
    generator.namedParameters().values().forEach(parameter -> parameter.freeze(true));
    BlockWeights.set(generator, weights, manager);
  }

  /**
   * Converts an utterance.
   *
   * @param mel bands x frames, normalised
   * @param frames 1 or more
   * @param domain the number of the voice to convert into; a network for one voice ignores it
   * @return bands x frames, normalised
   */
  float[] convert(float[] mel, int frames, int domain) {
    int length = length(frames);
    float[] input = resized(mel, frames, length);
    try (NDManager scope = manager.newSubManager()) {
      ParameterStore store = new ParameterStore(scope, false);
      NDArray plane = scope.create(input, new Shape(1, config.bands(), length));
      ConversionConditions conditions = conditions(scope, domain);
      NDArray converted =
          engine.compute(
              1,
              () ->
                  ProcessSettings.withGradients(
                      false, () -> generator.convert(store, plane, conditions, false)));
      int made = Math.toIntExact(converted.getShape().get(2));
      return resized(converted.toFloatArray(), made, frames);
    }
  }

  /** Returns the length that the network takes for so many frames. */
  private int length(int frames) {
    int multiple = config.frameMultiple();
    int least = Math.max(frames, config.leastFrames());
    return Math.multiplyExact((least + multiple - 1) / multiple, multiple);
  }

  private ConversionConditions conditions(NDManager scope, int domain) {
    if (config.domains() == 0) {
      return ConversionConditions.NONE;
    }
    float[] code = new float[config.domains()];
    code[domain] = 1;
    return ConversionConditions.domain(scope.create(code, new Shape(1, code.length)));
  }

  /** Returns bands of another length: cut, or their last frame repeated. */
  private float[] resized(float[] mel, int frames, int length) {
    if (frames == length) {
      return mel;
    }
    float[] resized = new float[config.bands() * length];
    int common = Math.min(frames, length);
    for (int band = 0; band < config.bands(); band++) {
      int start = band * length;
      System.arraycopy(mel, band * frames, resized, start, common);
      Arrays.fill(resized, start + common, start + length, mel[band * frames + common - 1]);
    }
    return resized;
  }
}
