package dev.vocoder.train.evaluation.conversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.Device;
import dev.vocoder.internal.engine.Gradients;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.train.StepLosses;
import dev.vocoder.train.TrainingScheme;
import dev.vocoder.train.TrainingState;
import dev.vocoder.train.ValidationReport;
import dev.vocoder.train.optimize.AdamW;
import dev.vocoder.train.optimize.GradientLimit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Trains a {@link SpeakerNetwork} by cross entropy, on the CPU. */
final class SpeakerScheme implements TrainingScheme<SpeakerBatch> {
  private static final String CLASSIFIER = "classifier";
  private static final String LOSS = "cross_entropy";
  private static final AdamW.Settings SETTINGS =
      new AdamW.Settings(1e-3, 0.9, 0.999, AdamW.Settings.EPSILON, AdamW.Settings.WEIGHT_DECAY);

  private final TorchEngine engine = TorchEngine.start();
  private final NDManager manager = engine.newManager(Device.cpu());
  private final SpeakerNetwork network;
  private final AdamW optimizer;

  /**
   * Makes a network of random weights.
   *
   * @param bands the number of mel bands
   * @param speakers how many speakers it tells apart
   * @param seed governs the weights
   */
  SpeakerScheme(int bands, int speakers, long seed) {
    network = new SpeakerNetwork(bands, speakers);
    engine.setSeed(seed);
    network.initialize(manager, DataType.FLOAT32, new Shape(1, bands, 1));
    optimizer = new AdamW(SETTINGS, (initial, step, epoch) -> initial, List.of(network), manager);
  }

  @Override
  public Map<String, SpeakerNetwork> networks() {
    return Map.of(CLASSIFIER, network);
  }

  @Override
  public Set<String> exported() {
    return Set.of(CLASSIFIER);
  }

  @Override
  public Map<String, AdamW> optimizers() {
    return Map.of("optim", optimizer);
  }

  @Override
  public Outcome step(List<SpeakerBatch> batch, TrainingState state) {
    return engine.computeSteadily(() -> ProcessSettings.withGradients(true, () -> learn(batch)));
  }

  private Outcome learn(List<SpeakerBatch> parts) {
    double sum = 0;
    for (SpeakerBatch part : parts) {
      try (NDManager scope = manager.newSubManager()) {
        NDArray loss = loss(part, scope);
        sum += loss.getFloat() / parts.size();
        if (Double.isFinite(sum)) {
          Gradients.backward(TorchFunctions.scaled(loss, 1.0 / parts.size()));
        }
      }
    }
    StepLosses losses = new StepLosses(Map.of(LOSS, sum), Set.of());
    if (!Double.isFinite(sum)) {
      optimizer.clearGradients();
      return new Outcome(losses, false);
    }
    return new Outcome(losses, Double.isFinite(optimizer.step(GradientLimit.NONE)));
  }

  /** Returns the mean over segments of -log p(speaker), p the softmax of the logits. */
  private NDArray loss(SpeakerBatch batch, NDManager scope) {
    ParameterStore store = new ParameterStore(scope, false);
    NDArray statistics = network.statistics(store, batch.mels(scope), true);
    NDArray logits = network.logits(store, statistics.mul(batch.mask(scope)), true);
    NDArray ofSpeaker = logits.logSoftmax(1).mul(batch.speakers(scope));
    return ofSpeaker.sum(new int[] {1}).mean().neg();
  }

  /** Returns the logits of one mel, whatever its length. */
  float[] logits(NormalizedMel mel) {
    return engine.compute(
        1,
        () ->
            ProcessSettings.withGradients(
                false,
                () -> {
                  try (NDManager scope = manager.newSubManager()) {
                    Shape shape = new Shape(1, mel.bands(), mel.frames());
                    NDArray input = scope.create(mel.values(), shape);
                    return network
                        .apply(new ParameterStore(scope, false), input, false)
                        .toFloatArray();
                  }
                }));
  }

  @Override
  public Optional<ValidationReport> validate(TrainingState state) {
    return Optional.empty();
  }

  @Override
  public void close() {
    manager.close();
  }
}
