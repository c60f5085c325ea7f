package dev.vocoder.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A run as its builder described it; see {@link TrainerBuilder} for what each setting means. */
record TrainingSettings(
    Path output,
    Start start,
    long steps,
    long checkpointInterval,
    long validationInterval,
    int kept,
    int maxSkippedInARow,
    double maxSkippedShare,
    Map<String, Double> averageDecays,
    OptionalInt threads,
    List<TrainingListener> listeners) {}
