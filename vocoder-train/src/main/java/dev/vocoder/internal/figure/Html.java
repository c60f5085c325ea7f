package dev.vocoder.internal.figure;

import java.util.Base64;
import java.util.Locale;

/** Text as HTML and SVG need it. */
public final class Html {
  private Html() {}

  /** Returns text so that none of it is markup, in elements and in quoted attributes. */
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** Returns a file's bytes as an address that needs no file. */
  public static String dataUri(String type, byte[] bytes) {
    return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
  }

  /** Returns a length in a drawing, to a tenth of its unit. */
  public static String length(double length) {
    return String.format(Locale.ROOT, "%.1f", length);
  }
}
