package dev.vocoder.train.report;

import dev.vocoder.config.ConfigFile;
import dev.vocoder.train.evaluation.ClipScores;
import dev.vocoder.train.evaluation.EvaluationReport;
import dev.vocoder.train.evaluation.Measure;
import dev.vocoder.train.evaluation.Summary;
import dev.vocoder.train.evaluation.SystemScores;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** An evaluation for programs: every value of every clip, under the keys of the measures. */
final class EvaluationJson {
  private EvaluationJson() {}

  static String of(EvaluationReport report) {
    Map<String, Object> measures = new LinkedHashMap<>();
    for (Measure measure : Measure.values()) {
      Map<String, Object> about = new LinkedHashMap<>();
      about.put("title", measure.title());
      about.put("better", measure.better().toString());
      about.put("definition", measure.definition());
      measures.put(measure.key(), about);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("dataset_sha256", report.fingerprint());
    json.put("normalized_peaks", report.normalizedPeaks());
    json.put("measures", measures);
    json.put("systems", report.systems().stream().map(EvaluationJson::system).toList());
    return ConfigFile.text(json);
  }

  private static Map<String, Object> system(SystemScores system) {
    Map<String, Object> summaries = new LinkedHashMap<>();
    system
        .summaries()
        .forEach((measure, summary) -> summaries.put(measure.key(), summary(summary)));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", system.name());
    json.put("mel_format", system.melFormat().toString());
    json.put("sample_rate", system.melFormat().sampleRate());
    json.put("device", system.device().toString());
    json.put("precision", system.precision().name().toLowerCase(Locale.ROOT));
    json.put("means", summaries);
    json.put("clips", system.clips().stream().map(EvaluationJson::clip).toList());
    return json;
  }

  private static Map<String, Object> summary(Summary summary) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("clips", summary.clips());
    json.put("mean", summary.mean());
    summary.interval().ifPresent(half -> json.put("confidence_95", half));
    return json;
  }

  private static Map<String, Object> clip(ClipScores clip) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", clip.clip());
    json.put("seconds", clip.seconds());
    clip.values().forEach((measure, value) -> json.put(measure.key(), value));
    return json;
  }
}
