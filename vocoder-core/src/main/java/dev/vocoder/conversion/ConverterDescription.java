package dev.vocoder.conversion;

import dev.vocoder.CheckpointException;
import dev.vocoder.MelFormat;
import dev.vocoder.Voice;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.checkpoint.ProvenanceEntries;
import dev.vocoder.checkpoint.TensorIndex;
import dev.vocoder.network.conversion.ConversionGenerator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a converter's file holds, told without starting the engine and without the voices that a
 * public file lacks.
 *
 * @param fileKind what kind of file it is
 * @param generator the sizes of each of its networks
 * @param sizes the same by the names that a config has for them, but for the bands
 * @param networks the names of its networks
 * @param parameters the number of weights and biases of all of them
 * @param melFormat the mels it takes and makes; empty for a public file, which does not say
 * @param voices its voices' names; none for a public file
 * @param provenance where it comes from, as our trainer wrote it; empty for other files
 */
public record ConverterDescription(
    String fileKind,
    ConversionGenerator.Config generator,
    Map<String, Object> sizes,
    List<String> networks,
    long parameters,
    Optional<MelFormat> melFormat,
    List<String> voices,
    Map<String, String> provenance) {

  /**
   * Describes a file.
   *
   * @param path as for {@link ConverterCheckpoint#read}
   * @return its description; empty if it is no converter
   * @throws CheckpointException if it cannot be read, or is a converter that is not usable
   */
  public static Optional<ConverterDescription> of(Path path) {
    try (ModelFile file = ModelFile.open(path)) {
      if (ConverterCheckpoint.ownConfig(file, ProvenanceEntries.of(file)).isPresent()) {
        return Optional.of(of(ConverterCheckpoint.read(path, List.of())));
      }
      Map<String, TensorIndex> ofPublicCode = PublicGenerators.in(file);
      if (ofPublicCode.isEmpty()) {
        return Optional.empty();
      }
      ConversionGenerator.Config generator =
          PublicGenerators.config(ofPublicCode.values().iterator().next(), path.toString());
      return Optional.of(
          new ConverterDescription(
              file.kind() + ", public code",
              generator,
              GeneratorKeys.sizes(generator),
              List.copyOf(ofPublicCode.keySet()),
              ConverterCheckpoint.parameterCount(
                  ConverterCheckpoint.weights(file, ofPublicCode, generator)),
              Optional.empty(),
              List.of(),
              Map.of()));
    }
  }

  private static ConverterDescription of(ConverterCheckpoint converter) {
    ConverterConfig config = converter.config();
    return new ConverterDescription(
        converter.fileKind(),
        config.generator(),
        GeneratorKeys.sizes(config.generator()),
        config.networks(),
        converter.parameterCount(),
        Optional.of(config.melFormat()),
        config.voices().stream().map(Voice::name).toList(),
        converter.provenance());
  }
}
