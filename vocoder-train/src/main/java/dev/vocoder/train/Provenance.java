package dev.vocoder.train;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a model comes from; a copy lies in every checkpoint, as the dict {@code provenance}.
 *
 * @param config the whole config, as JSON
 * @param melFormat the mels the generator takes, for people
 * @param dataset a fingerprint of the training data
 * @param datasetSummary the training data in a few words
 * @param steps the steps the model was trained for
 * @param seed the seed of all random choices
 * @param start what training began with, however often it was resumed
 * @param precision the arithmetic
 * @param version this library's version
 * @param command how training was called; empty from code
 */
public record Provenance(
    String config,
    String melFormat,
    String dataset,
    String datasetSummary,
    long steps,
    long seed,
    String start,
    String precision,
    String version,
    String command) {

  /** Returns this library's version, for a record of it. */
  public static String currentVersion() {
    String version = Provenance.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  /** Returns the entries as they are written. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("config", config);
    map.put("mel_format", melFormat);
    map.put("dataset_sha256", dataset);
    map.put("dataset", datasetSummary);
    map.put("steps", steps);
    map.put("seed", seed);
    map.put("start", start);
    map.put("precision", precision);
    map.put("library_version", version);
    map.put("command", command);
    return map;
  }

  /** Returns the same for another number of steps. */
  Provenance at(long otherSteps) {
    return new Provenance(
        config,
        melFormat,
        dataset,
        datasetSummary,
        otherSteps,
        seed,
        start,
        precision,
        version,
        command);
  }
}
