package dev.vocoder.train.conversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.network.conversion.ConversionConditions;
import dev.vocoder.network.conversion.ConversionGenerator;
import dev.vocoder.train.TrainingState;
import dev.vocoder.train.ValidationReport;
import dev.vocoder.train.adversarial.ConditionedNetwork;
import java.util.ArrayList;
import java.util.List;

/**
 * Converts recordings that are not trained on into another voice and back. The losses of training
 * tell little; how much of an utterance comes back tells whether its words are still there.
 */
final class ConversionValidation {
  private static final int MAX_FRAMES = 1024;

  private final List<List<VoiceCorpus.Mel>> voices;
  private final int bands;

  /**
   * Prepares to try generators.
   *
   * @param voices the mels of each voice's recordings, by the statistics of what is trained on
   * @param bands the number of mel bands
   */
  ConversionValidation(List<List<VoiceCorpus.Mel>> voices, int bands) {
    this.voices = voices;
    this.bands = bands;
  }

  /**
   * Tries generators.
   *
   * @param manager of the device they are on
   * @param generators one for all voices, told by a code, or one into each of two
   * @param state how far the run is
   */
  ValidationReport run(
      NDManager manager, List<ConditionedNetwork> generators, TrainingState state) {
    List<Double> errors = new ArrayList<>();
    for (int from = 0; from < voices.size(); from++) {
      for (int into = 0; into < voices.size(); into++) {
        if (from != into) {
          for (VoiceCorpus.Mel mel : voices.get(from)) {
            errors.add(cycleError(manager, generators, mel, from, into));
          }
        }
      }
    }
    double mean = errors.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    boolean isBest = state.bestError().isEmpty() || mean < state.bestError().getAsDouble();
    return new ValidationReport(state.step(), mean, isBest, List.of());
  }

  /** Returns the mean absolute difference between a mel and itself there and back. */
  private double cycleError(
      NDManager manager,
      List<ConditionedNetwork> generators,
      VoiceCorpus.Mel mel,
      int from,
      int into) {
    int frames =
        Math.min(MAX_FRAMES, mel.frames())
            / ConversionGenerator.Config.FRAME_MULTIPLE
            * ConversionGenerator.Config.FRAME_MULTIPLE;
    float[] values = new float[bands * frames];
    mel.copy(0, frames, values, 0);
    return ProcessSettings.withGradients(
        false,
        () ->
            TorchEngine.start()
                .compute(
                    1,
                    () -> {
                      try (NDManager scope = manager.newSubManager()) {
                        NDArray source = scope.create(values, new Shape(1, bands, frames));
                        NDArray converted = converted(scope, generators, source, into);
                        NDArray cycled = converted(scope, generators, converted, from);
                        return (double)
                            TorchFunctions.meanAbsoluteDifference(source, cycled).getFloat();
                      }
                    }));
  }

  private NDArray converted(
      NDManager scope, List<ConditionedNetwork> generators, NDArray mel, int into) {
    ParameterStore store = new ParameterStore(scope, false);
    if (generators.size() > 1) {
      return generators.get(into).call().apply(store, mel, ConversionConditions.NONE, false);
    }
    float[] code = new float[voices.size()];
    code[into] = 1;
    return generators
        .get(0)
        .call()
        .apply(
            store,
            mel,
            ConversionConditions.domain(scope.create(code, new Shape(1, code.length))),
            false);
  }
}
