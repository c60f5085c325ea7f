package dev.vocoder.internal.inference;

import dev.vocoder.MelFormat;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.network.Reach;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a checkpoint holds, told without starting the engine.
 *
 * @param fileKind what kind of file it is
 * @param architecture the name of the network
 * @param parameters the number of its weights and biases
 * @param melFormat the mels it takes
 * @param reach how many mel frames before and after its own a sample depends on; the latter are
 *     what a stream waits for
 * @param details the sizes of the network, a line each
 * @param notes what its files do not say and is assumed, a sentence each
 * @param provenance where the model comes from, as our trainer wrote it; empty for other files
 */
public record ModelDescription(
    String fileKind,
    String architecture,
    long parameters,
    MelFormat melFormat,
    Reach reach,
    List<String> details,
    List<String> notes,
    Map<String, String> provenance) {

  /**
   * Describes a checkpoint.
   *
   * @param checkpoint the model's file
   * @param config its config, or empty to look beside it
   * @throws dev.vocoder.CheckpointException if the file is not a usable checkpoint
   * @throws dev.vocoder.ConfigException if the config is missing or makes no vocoder
   */
  public static ModelDescription of(Path checkpoint, Optional<Path> config) {
    GeneratorCheckpoint model = GeneratorCheckpoint.read(checkpoint, config);
    return new ModelDescription(
        model.fileKind(),
        model.config().architecture(),
        model.parameterCount(),
        model.melFormat(),
        model.config().locality().reach(),
        model.config().details(),
        notes(model),
        model.provenance());
  }

  private static List<String> notes(GeneratorCheckpoint model) {
    List<String> notes = new ArrayList<>(model.notes());
    if (model.lacksStatistics()) {
      notes.add("The statistics its mels are normalised with are not beside it.");
    }
    return notes;
  }
}
