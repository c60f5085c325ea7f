package dev.vocoder.train.vocoder;

import dev.vocoder.Device;
import dev.vocoder.MelConvention;
import dev.vocoder.MelFormat;
import dev.vocoder.Precision;
import dev.vocoder.internal.data.Batch;
import dev.vocoder.internal.data.Dataset;
import dev.vocoder.internal.data.DatasetCheck;
import dev.vocoder.internal.engine.Bfloat16;
import dev.vocoder.train.TrainerBuilder;
import dev.vocoder.train.TrainingTask;
import dev.vocoder.train.data.Recording;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Describes a run that trains a generator against discriminators, as the reference implementations
 * of HiFi-GAN and MelGAN do. What is not set has the default that its method names. The network to
 * average is called {@code generator}.
 */
public final class VocoderTraining extends TrainerBuilder<VocoderTraining> {
  private TrainingConfig config;
  private List<Recording> training = List.of();
  private List<Recording> validation = List.of();
  private boolean fineTuning;
  private Optional<MelConvention> melValues = Optional.empty();

  private VocoderTraining() {}

  /** Begins to describe a run. */
  public static VocoderTraining builder() {
    return new VocoderTraining();
  }

  @Override
  protected VocoderTraining self() {
    return this;
  }

  /** Sets the networks, losses and optimiser; required. */
  public VocoderTraining config(TrainingConfig value) {
    config = value;
    return this;
  }

  /** Sets what to train on; required. */
  public VocoderTraining training(List<Recording> value) {
    training = List.copyOf(value);
    return this;
  }

  /** Sets the clips to try the generator on, none of them trained on; without any by default. */
  public VocoderTraining validation(List<Recording> value) {
    validation = List.copyOf(value);
    return this;
  }

  /** Leaves recordings as loud as they are, as one does where mels come from an acoustic model. */
  public VocoderTraining fineTuning(boolean value) {
    fineTuning = value;
    return this;
  }

  /**
   * Says what the numbers of predicted mels are; by default what the model's format says. See
   * {@link dev.vocoder.MelSpectrogram#reinterpret}.
   */
  public VocoderTraining melValues(MelConvention value) {
    melValues = Optional.of(value);
    return this;
  }

  @Override
  protected TrainingTask<Batch> task() {
    require(config != null, "there is no config");
    require(!training.isEmpty(), "there are no training recordings");
    require(
        microBatches() >= 1 && config.batchSize() % microBatches() == 0,
        "a batch of %d cannot be divided into %d equal parts"
            .formatted(config.batchSize(), microBatches()));
    MelFormat format = config.networks().melFormat();
    Dataset learntFrom = new Dataset(training, format, !fineTuning, melValues);
    Optional<Dataset> triedOn =
        validation.isEmpty()
            ? Optional.empty()
            : Optional.of(new Dataset(validation, format, !fineTuning, melValues));
    TrainingConfig recipe = config;
    int parts = microBatches();
    Device device = device();
    Precision wanted = precision();
    String command = command();
    return notes -> {
      DatasetCheck check = check("training", learntFrom, notes);
      triedOn.ifPresent(dataset -> check("validation", dataset, notes));
      Precision precision = precision(device, wanted, notes);
      return new VocoderPlan(recipe, learntFrom, check, triedOn, parts, device, precision, command);
    };
  }

  private static DatasetCheck check(String name, Dataset dataset, Consumer<String> notes) {
    DatasetCheck check = DatasetCheck.of(dataset);
    check.faults().forEach(fault -> notes.accept("Unusable for " + name + ": " + fault));
    check.requireUsable();
    check.doubts().forEach(notes);
    return check;
  }

  /** Returns the arithmetic to use: the reduced one only where it is faster, and right. */
  private static Precision precision(Device device, Precision wanted, Consumer<String> notes) {
    if (device.type() == Device.Type.CPU && wanted == Precision.MIXED) {
      Optional<String> obstacle = Bfloat16.obstacle(true);
      if (obstacle.isPresent()) {
        notes.accept(obstacle.get() + "; training in float32.");
        return Precision.FLOAT32;
      }
    }
    return wanted;
  }
}
