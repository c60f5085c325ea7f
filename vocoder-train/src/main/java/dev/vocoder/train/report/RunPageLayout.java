package dev.vocoder.train.report;

import dev.vocoder.train.ValidationReport;
import dev.vocoder.train.ValidationReport.Clip;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The page of a run, from its heading to its last clip.
 *
 * @param validation the latest, if there was one
 */
record RunPageLayout(RunStatus status, History history, Optional<ValidationReport> validation) {
  private static final int MAX_CLIPS = 6;

  String html() {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,">
    <title>%1$s</title>
    <style>
    %2$s</style>
    </head>
    <body>
    <h1>%1$s</h1>
    <dl class="facts">
    %3$s</dl>
    <h2>Curves over steps</h2>
    <div class="charts">
    %4$s</div>
    %5$s</body>
    </html>
    """
        .formatted(
            Html.escape(status.run().description()),
            styleSheet(),
            facts(),
            LossCharts.html(history),
            validation.map(RunPageLayout::clips).orElse(""));
  }

  private String facts() {
    StringBuilder html = new StringBuilder();
    status
        .facts()
        .forEach(
            (name, value) ->
                html.append("<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(name, value)));
    return html.toString();
  }

  private static String clips(ValidationReport report) {
    StringBuilder html = new StringBuilder();
    html.append("<h2>Validation at step %s</h2>\n".formatted(report.step()));
    report.clips().stream().limit(MAX_CLIPS).map(RunPageLayout::clip).forEach(html::append);
    return html.toString();
  }

  private static String clip(Clip clip) {
    Excerpt original = Excerpt.ofOriginal(clip);
    ColorScale colors = original.picture().colors();
    String about =
        String.format(
            Locale.ROOT,
            "mel error %.4f; colours from %.2f, dark, to %.2f, bright",
            clip.melError(),
            colors.darkest(),
            colors.brightest());
    return """
    <section>
    <h3>%s</h3>
    <p>%s</p>
    <div class="pair">
    %s%s</div>
    </section>
    """
        .formatted(
            Html.escape(clip.name()),
            about,
            new SpectrogramFigure("Original", clip.name(), original).html(),
            new SpectrogramFigure("Generated", clip.name(), Excerpt.ofGenerated(clip)).html());
  }

  private static String styleSheet() {
    try (InputStream in = RunPageLayout.class.getResourceAsStream("run-page.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the library's jar is damaged", e);
    }
  }
}
