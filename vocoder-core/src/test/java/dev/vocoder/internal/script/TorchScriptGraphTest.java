package dev.vocoder.internal.script;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.Device;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.inference.NeuralVocoder;
import dev.vocoder.testing.RandomModels;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TorchScriptGraphTest {

  @Test
  void exportedProgramTakesTheMelWithItsStatisticsStillIn() {
    GeneratorCheckpoint model =
        RandomModels.normalized(RandomModels.generator(RandomModels.MULTI_BAND_MELGAN));
    MelFormat plain = model.melFormat().toBuilder().normalization(Optional.empty()).build();
    MelSpectrogram mel = RandomModels.mel(20, plain);
    TorchScriptGraph graph = TorchScriptGraph.ofPlainMel(model);
    try (Vocoder vocoder = NeuralVocoder.compiled(model, Device.cpu(), Precision.FLOAT32);
        Model program = TorchEngine.start().load(Device.cpu(), graph::writeTo);
        NDManager scope = program.getNDManager().newSubManager()) {
      NDArray input = scope.create(mel.values(), new Shape(1, mel.bands(), mel.frames()));
      NDArray wave =
          program
              .getBlock()
              .forward(new ParameterStore(scope, false), new NDList(input), false)
              .singletonOrThrow();
      assertThat(wave.getShape()).isEqualTo(new Shape(1, 1, 20L * model.config().hopSize()));
      assertClose(wave.toFloatArray(), vocoder.melToWave(mel).samples(), 1e-5);
    }
  }

  @Test
  void causalNetworkGivesEverySampleAtOnce() {
    GeneratorCheckpoint model = RandomModels.generator(RandomModels.CAUSAL);
    assertThat(new TorchScriptGraph(model, Device.cpu(), Precision.FLOAT32).lag()).isZero();
  }
}
