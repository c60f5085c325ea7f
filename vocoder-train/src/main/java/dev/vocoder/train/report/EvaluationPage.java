package dev.vocoder.train.report;

import dev.vocoder.MelExtractor;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Waveform;
import dev.vocoder.internal.figure.ColorScale;
import dev.vocoder.internal.figure.Excerpt;
import dev.vocoder.internal.figure.Html;
import dev.vocoder.internal.figure.Page;
import dev.vocoder.internal.figure.SpectrogramFigure;
import dev.vocoder.internal.measure.LogMelDistance;
import dev.vocoder.train.evaluation.EvaluationReport;
import dev.vocoder.train.evaluation.EvaluationReport.ShownClip;
import dev.vocoder.train.evaluation.Measure;
import dev.vocoder.train.evaluation.SystemScores;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The page of an evaluation: the table, what it tells of, and clips to see and to hear. */
record EvaluationPage(EvaluationReport report) {

  String html() {
    Map<String, String> notes = new LinkedHashMap<>();
    for (Measure measure : Measure.values()) {
      notes.put(Html.escape(measure.title()) + ":", Html.escape(measure.definition()));
    }
    for (SystemScores system : report.systems()) {
      notes.put(Html.escape(system.name()) + ":", Html.escape(EvaluationText.about(system)));
    }
    String body =
        """
        <p>%s</p>
        %s<p>%s</p>
        <dl class="notes">
        %s</dl>
        %s\
        """
            .formatted(
                Html.escape(new EvaluationText(report).about()).replace("\u00b1", "&plusmn;"),
                ScoreTable.ofMeans(report).html(),
                Html.escape(EvaluationText.caution()),
                Page.terms(notes),
                clips());
    return new Page("Evaluation", body).html();
  }

  private String clips() {
    StringBuilder html = new StringBuilder();
    if (!report.shown().isEmpty()) {
      html.append("<h2>Clips</h2>\n");
    }
    for (int i = 0; i < report.shown().size(); i++) {
      html.append(clip(report.shown().get(i), ScoreTable.ofClip(report, i)));
    }
    return html.toString();
  }

  private static String clip(ShownClip clip, ScoreTable scores) {
    MelSpectrogram original = mel(clip.original());
    ColorScale colors = ColorScale.of(original);
    StringBuilder figures = new StringBuilder();
    figures.append(
        new SpectrogramFigure(
                "Original", clip.name(), Excerpt.of(clip.original(), original, colors))
            .html());
    clip.generated()
        .forEach(
            (system, wave) ->
                figures.append(
                    new SpectrogramFigure(system, clip.name(), Excerpt.of(wave, mel(wave), colors))
                        .html()));
    return """
    <section>
    <h3>%s</h3>
    <p>%s</p>
    %s<div class="pair">
    %s</div>
    </section>
    """
        .formatted(
            Html.escape(clip.name()),
            String.format(
                Locale.ROOT,
                "Log-mels in 80 bands; colours from %.2f, dark, to %.2f, bright.",
                colors.darkest(),
                colors.brightest()),
            scores.html(),
            figures);
  }

  private static MelSpectrogram mel(Waveform wave) {
    return MelExtractor.of(LogMelDistance.ofFullBand(wave.sampleRate()).format()).extract(wave);
  }
}
