package dev.vocoder.inference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import dev.vocoder.Device;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.checkpoint.Tensor;
import dev.vocoder.engine.TorchEngine;
import dev.vocoder.network.Layer;
import dev.vocoder.network.WeightForm;
import java.nio.FloatBuffer;

/** A generator run block by block, as training runs it: the reference for the compiled one. */
final class BlockProgram implements GeneratorProgram {
  private final TorchEngine engine = TorchEngine.start();
  private final Layer generator;
  private final NDManager manager;

  BlockProgram(GeneratorCheckpoint model, Device device) {
    generator = model.config().build(WeightForm.FOLDED);
    manager = engine.newManager(device);
    generator
        .namedParameters()
        .forEach((name, parameter) -> load(model.weights(), name, parameter));
  }

  private void load(StateDict weights, String name, Parameter parameter) {
    Tensor tensor = weights.get(name);
    parameter.freeze(true);
    parameter.setInitializer((owner, shape, type) -> owner.create(tensor.values(), shape));
    parameter.initialize(manager, DataType.FLOAT32);
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
  public GeneratorProgram amongst(int parts) {
    return this;
  }

  @Override
  public int blockFrames() {
    return Integer.MAX_VALUE;
  }

  @Override
  public State advance(State state, float[] mel, int frames, boolean last, FloatBuffer output) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray input = scope.create(mel, new Shape(1, mel.length / frames, frames));
      ParameterStore store = new ParameterStore(scope, false);
      NDArray wave = engine.compute(1, () -> generator.apply(store, input, false));
      output.put(wave.toFloatArray());
      return null;
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
