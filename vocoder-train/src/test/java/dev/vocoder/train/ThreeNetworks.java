package dev.vocoder.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.Device;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.internal.container.torch.PyTorchFile;
import dev.vocoder.internal.engine.Gradients;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.network.Generator;
import dev.vocoder.network.WeightForm;
import dev.vocoder.train.optimize.AdamW;
import dev.vocoder.train.optimize.Cutoff;
import dev.vocoder.train.optimize.EpochDecay;
import dev.vocoder.train.optimize.GradientLimit;
import dev.vocoder.train.optimize.LinearDecay;
import dev.vocoder.train.optimize.Schedule;
import dev.vocoder.train.optimize.WarmUpCosine;
import dev.vocoder.train.vocoder.TrainingFixture;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Another way to train than vocoders', of the shape that voice conversion has: two networks for
 * users, one beside them, an optimiser with a schedule of its own for each, and a loss whose weight
 * changes. Each learns to be silent on mels of one value.
 */
final class ThreeNetworks implements TrainingScheme<Float> {
  static final double RATE = 1e-3;
  private static final Map<String, Schedule> SCHEDULES = new LinkedHashMap<>();
  private static final int FRAMES = 4;

  static {
    SCHEDULES.put("forth", new EpochDecay(0.5));
    SCHEDULES.put("back", new LinearDecay(2, 4));
    SCHEDULES.put("beside", new WarmUpCosine(2, 6));
  }

  private final NDManager manager = TorchEngine.start().newManager(Device.cpu());
  private final Map<String, Generator> networks = new LinkedHashMap<>();
  private final Map<String, AdamW> optimizers = new LinkedHashMap<>();

  private ThreeNetworks(Optional<Path> exported, Optional<TrainingFile> rest) {
    TorchEngine.start().setSeed(1);
    AdamW.Settings settings = new AdamW.Settings(RATE, 0.5, 0.999, 1e-8, 0);
    SCHEDULES.forEach(
        (name, schedule) -> {
          Generator network = TrainingFixture.GENERATOR.build(WeightForm.WEIGHT_NORM);
          Optional<PyTorchFile> file =
              name.equals("beside")
                  ? rest.map(TrainingFile::content)
                  : exported.map(PyTorchFile::read);
          if (file.isPresent()) {
            BlockWeights.set(network, StateDict.entry(file.get(), name, "checkpoint"), manager);
          } else {
            network.initialize(manager, DataType.FLOAT32, new Shape(1, 20, 1));
          }
          networks.put(name, network);
          optimizers.put("optim_" + name, new AdamW(settings, schedule, List.of(network), manager));
        });
  }

  @Override
  public Map<String, Generator> networks() {
    return networks;
  }

  @Override
  public Set<String> exported() {
    return Set.of("forth", "back");
  }

  @Override
  public Map<String, AdamW> optimizers() {
    return optimizers;
  }

  @Override
  public Outcome step(List<Float> batch, TrainingState state) {
    Map<String, Double> losses = new LinkedHashMap<>();
    losses.put("weight", new Cutoff(2).at(5, state.step(), state.epoch()));
    try (NDManager scope = manager.newSubManager()) {
      networks.forEach(
          (name, network) -> {
            NDArray mel = scope.full(new Shape(1, 20, FRAMES), batch.get(0));
            NDArray loss =
                ProcessSettings.withGradients(
                    true,
                    () ->
                        network.apply(new ParameterStore(scope, false), mel, true).square().mean());
            Gradients.backward(loss);
            losses.put("silence/" + name, (double) loss.getFloat());
            optimizers.get("optim_" + name).step(GradientLimit.NONE);
          });
    }
    return new Outcome(new StepLosses(losses, Set.of()), true);
  }

  @Override
  public Optional<ValidationReport> validate(TrainingState state) {
    return Optional.empty();
  }

  @Override
  public void close() {
    manager.close();
  }

  /** Describes a run of it. */
  static final class Description extends TrainerBuilder<Description> {
    @Override
    protected Description self() {
      return this;
    }

    @Override
    protected TrainingTask<Float> task() {
      return notes -> new Plan();
    }
  }

  private static final class Plan implements TrainingPlan<Float> {
    @Override
    public String config() {
      return "{}";
    }

    @Override
    public String description() {
      return "three networks";
    }

    @Override
    public Provenance provenance(String start) {
      return new Provenance("{}", "", "", "", 0, 1, start, "float32", "", "");
    }

    @Override
    public TrainingScheme<Float> open(Optional<Path> generators, Optional<TrainingFile> training) {
      return new ThreeNetworks(generators, training);
    }

    @Override
    public BatchSource<Float> batches(long epoch, int position) {
      return new Values(epoch * 3 + position);
    }
  }

  /** Values that are never the same twice, three an epoch. */
  private static final class Values implements BatchSource<Float> {
    private long next;

    Values(long next) {
      this.next = next;
    }

    @Override
    public List<Float> next() {
      next++;
      return List.of(-4 + 0.1f * next);
    }

    @Override
    public int batchesPerEpoch() {
      return 3;
    }

    @Override
    public void close() {}
  }
}
