package dev.vocoder.train.evaluation.conversion;

import dev.vocoder.config.ConfigFile;
import dev.vocoder.train.evaluation.conversion.ConversionReport.ConversionSystem;
import dev.vocoder.train.evaluation.conversion.ConversionReport.VoiceRecordings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/** An evaluation of converters for programs: every number, and which gates it passes. */
final class ConversionJson {
  private ConversionJson() {}

  /** Returns a report as JSON. */
  static String of(ConversionReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("voices", report.voices().stream().map(ConversionJson::voice).toList());
    json.put("classifier_accuracies", report.classifiers());
    json.put("systems", report.systems().stream().map(ConversionJson::system).toList());
    return ConfigFile.text(json);
  }

  private static Map<String, Object> voice(VoiceRecordings voice) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", voice.name());
    json.put("training", voice.training());
    json.put("held_out", voice.heldOut());
    json.put("dataset_sha256", voice.fingerprint());
    return json;
  }

  private static Map<String, Object> system(ConversionSystem system) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", system.name());
    json.put("directions", system.scores().stream().map(ConversionJson::scores).toList());
    return json;
  }

  private static Map<String, Object> scores(ConversionScores scores) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("from", scores.from());
    json.put("to", scores.to());
    json.put("utterances", scores.utterances());
    json.put("called_target", scores.calledTarget());
    json.put("cepstral_correlation", scores.content().correlation());
    json.put("cepstral_correlation_mismatched", scores.content().mismatched());
    json.put("retrieval", scores.content().retrieval());
    json.put("energy_correlation", scores.content().energy());
    put(json, "f0_source", scores.pitch().source());
    put(json, "f0_converted", scores.pitch().converted());
    put(json, "f0_target", scores.pitch().target());
    put(json, "f0_share_of_the_way", scores.pitch().share());
    put(json, "f0_correlation", scores.pitch().contour());
    Map<String, Object> gates = new LinkedHashMap<>();
    for (ConversionGate gate : ConversionGate.values()) {
      gate.passes(scores).ifPresent(passes -> gates.put(gate.key(), passes));
    }
    json.put("passes", gates);
    return json;
  }

  private static void put(Map<String, Object> json, String key, OptionalDouble value) {
    value.ifPresent(number -> json.put(key, number));
  }
}
