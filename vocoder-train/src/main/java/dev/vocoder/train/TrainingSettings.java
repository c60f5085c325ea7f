package dev.vocoder.train;

import dev.vocoder.Device;
import dev.vocoder.Precision;
import dev.vocoder.train.data.Dataset;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** A run as its builder described it; see {@link Trainer.Builder} for what each setting means. */
record TrainingSettings(
    TrainingConfig config,
    Dataset training,
    Optional<Dataset> validation,
    Path output,
    Start start,
    long steps,
    long checkpointInterval,
    long validationInterval,
    int kept,
    int maxSkippedInARow,
    double maxSkippedShare,
    Device device,
    Precision precision,
    OptionalInt threads,
    String command,
    List<TrainingListener> listeners) {

  void tell(Consumer<TrainingListener> event) {
    listeners.forEach(event);
  }
}
