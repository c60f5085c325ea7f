package dev.vocoder.internal.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.Device;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.network.Conditions;
import dev.vocoder.network.Generator;
import dev.vocoder.network.WeightForm;
import java.nio.FloatBuffer;

/** A generator run block by block, as training runs it: the reference for the compiled one. */
final class BlockProgram implements GeneratorProgram {
  private final TorchEngine engine = TorchEngine.start();
  private final Generator generator;
  private final NDManager manager;

  BlockProgram(GeneratorCheckpoint model, Device device) {
    generator = model.config().build(WeightForm.FOLDED);
    manager = engine.newManager(device);
    generator.namedParameters().values().forEach(parameter -> parameter.freeze(true));
    BlockWeights.set(generator, model.weights(), manager);
  }

  /** Returns more than a mel has: a block is a whole mel. */
  @Override
  public int lag() {
    return Integer.MAX_VALUE;
  }

  @Override
  public int idleThreads() {
    return 1;
  }

  @Override
  public GeneratorProgram asOneOf(int parts) {
    return this;
  }

  @Override
  public int blockFrames() {
    return Integer.MAX_VALUE;
  }

  @Override
  public State advance(
      State state, Conditions<float[]> next, int frames, boolean last, FloatBuffer output) {
    float[] mel = next.mel();
    try (NDManager scope = manager.newSubManager()) {
      Conditions<NDArray> input =
          new Conditions<>(scope.create(mel, new Shape(1, mel.length / frames, frames)));
      ParameterStore store = new ParameterStore(scope, false);
      NDArray wave =
          engine.compute(
              1,
              () ->
                  ProcessSettings.withGradients(
                      false, () -> generator.generate(store, input, false)));
      output.put(wave.toFloatArray());
      return null;
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
