package dev.vocoder.config;

import dev.vocoder.ConfigException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The text of a config as people and editors leave it: in UTF-8 or UTF-16, with a byte-order mark,
 * with comments and trailing commas in its JSON.
 */
final class ConfigText {
  private static final String MARK = "\ufeff";

  /** White space and comments, of JavaScript's two kinds and of Python's. */
  private static final Pattern BEGINNING =
      Pattern.compile("(?:\\s|//[^\\n]*+|#[^\\n]*+|/\\*(?s:.*?)\\*/)*+");

  private ConfigText() {}

  /**
   * Returns the text of a file.
   *
   * @param bytes its content
   * @param name the file, for messages
   * @throws ConfigException if it is no text
   */
  static String decode(byte[] bytes, String name) {
    String text = decode(bytes);
    String unmarked = text.startsWith(MARK) ? text.substring(1) : text;
    if (unmarked.indexOf('\0') >= 0) {
      throw new ConfigException(
          "%s is not a text but a binary file; pass the model's config, JSON or YAML."
              .formatted(name));
    }
    return unmarked;
  }

  private static String decode(byte[] bytes) {
    int first = bytes.length > 0 ? bytes[0] & 0xff : -1;
    int second = bytes.length > 1 ? bytes[1] & 0xff : -1;
    // Windows writes UTF-16 with a mark; without one, every other byte of ASCII is zero.
    if ((first == 0xff && second == 0xfe) || (first > 0 && second == 0)) {
      return new String(bytes, StandardCharsets.UTF_16LE);
    }
    if ((first == 0xfe && second == 0xff) || (first == 0 && second > 0)) {
      return new String(bytes, StandardCharsets.UTF_16BE);
    }
    try {
      return strictly(StandardCharsets.UTF_8, bytes);
    } catch (CharacterCodingException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1); // an accent in a comment or path
    }
  }

  private static String strictly(Charset charset, byte[] bytes) throws CharacterCodingException {
    return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** Says whether a text is JSON, which begins with a brace after white space and comments. */
  static boolean isJson(String text) {
    var beginning = BEGINNING.matcher(text);
    int start = beginning.lookingAt() ? beginning.end() : 0;
    return text.startsWith("{", start);
  }

  /**
   * Returns JSON with its comments and trailing commas blanked, so that every other character stays
   * at its line and column.
   */
  static String plainJson(String text) {
    StringBuilder plain = new StringBuilder(text);
    int comma = -1; // the last one, if nothing but blanks and comments follow it
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      int end = at + 1;
      if (c == '"' || c == '\'') {
        end = endOfString(text, at);
        comma = -1;
      } else if (c == '#' || text.startsWith("//", at)) {
        end = endOr(text.indexOf('\n', at), text);
        blank(plain, at, end);
      } else if (text.startsWith("/*", at)) {
        int close = text.indexOf("*/", at + 2);
        end = close < 0 ? text.length() : close + 2;
        blank(plain, at, end);
      } else if (c == ',') {
        comma = at;
      } else if (c == '}' || c == ']') {
        if (comma >= 0) {
          plain.setCharAt(comma, ' ');
        }
        comma = -1;
      } else if (!Character.isWhitespace(c)) {
        comma = -1;
      }
      at = end;
    }
    return plain.toString();
  }

  private static int endOr(int index, String text) {
    return index < 0 ? text.length() : index;
  }

  private static int endOfString(String text, int start) {
    for (int i = start + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == text.charAt(start)) {
        return i + 1;
      }
    }
    return text.length();
  }

  private static void blank(StringBuilder text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '\n' && text.charAt(i) != '\r') {
        text.setCharAt(i, ' ');
      }
    }
  }
}
