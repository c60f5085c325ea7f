package dev.vocoder.train.report;

import dev.vocoder.internal.figure.ColorScale;
import dev.vocoder.internal.figure.Excerpt;
import dev.vocoder.internal.figure.Html;
import dev.vocoder.internal.figure.Page;
import dev.vocoder.internal.figure.SpectrogramFigure;
import dev.vocoder.train.ValidationReport;
import dev.vocoder.train.ValidationReport.Clip;
import dev.vocoder.train.ValidationReport.Rendering;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The page of a run, from its heading to its last clip.
 *
 * @param validation the latest, if there was one
 */
record RunPageLayout(RunStatus status, History history, Optional<ValidationReport> validation) {
  private static final int MAX_CLIPS = 6;

  String html() {
    String body =
        """
        <dl class="facts">
        %s</dl>
        <h2>Curves over steps</h2>
        <div class="charts">
        %s</div>
        %s\
        """
            .formatted(
                Page.terms(status.facts()),
                LossCharts.html(history),
                validation.map(RunPageLayout::clips).orElse(""));
    return new Page(status.run().description(), body).html();
  }

  private static String clips(ValidationReport report) {
    StringBuilder html = new StringBuilder();
    html.append("<h2>Validation at step %s</h2>\n".formatted(report.step()));
    report.clips().stream().limit(MAX_CLIPS).map(RunPageLayout::clip).forEach(html::append);
    return html.toString();
  }

  private static String clip(Clip clip) {
    ColorScale colors = ColorScale.of(clip.original().mel());
    String about =
        String.format(
            Locale.ROOT,
            "mel error %.4f; colours from %.2f, dark, to %.2f, bright",
            clip.error(),
            colors.darkest(),
            colors.brightest());
    return """
    <section>
    <h3>%s</h3>
    <p>%s</p>
    <div class="pair">
    %s</div>
    </section>
    """
        .formatted(
            Html.escape(clip.name()),
            about,
            Stream.concat(Stream.of(clip.original()), clip.made().stream())
                .map(one -> figure(clip, one))
                .collect(Collectors.joining()));
  }

  private static String figure(Clip clip, Rendering one) {
    String title = one.name().substring(0, 1).toUpperCase(Locale.ROOT) + one.name().substring(1);
    return new SpectrogramFigure(title, clip.name(), Excerpt.ofMade(clip, one)).html();
  }
}
