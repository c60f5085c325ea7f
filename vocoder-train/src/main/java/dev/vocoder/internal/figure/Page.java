package dev.vocoder.internal.figure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A page of HTML that needs no other file, light or dark as its reader has it.
 *
 * @param title its heading, plain text
 * @param body what follows the heading, HTML
 */
public record Page(String title, String body) {

  public String html() {
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
    %3$s</body>
    </html>
    """
        .formatted(Html.escape(title), styleSheet(), body);
  }

  /** Returns the inside of a list of terms, of names and values that are HTML. */
  public static String terms(Map<String, String> terms) {
    StringBuilder html = new StringBuilder();
    terms.forEach(
        (name, value) -> html.append("<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(name, value)));
    return html.toString();
  }

  private static String styleSheet() {
    try (InputStream in = Page.class.getResourceAsStream("page.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the library's jar is damaged", e);
    }
  }
}
