package dev.vocoder.internal.container;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Words from a file, made fit for a message: short, and without control characters. */
public final class Text {
  private static final int MAX_LENGTH = 100;
  private static final int MAX_LISTED = 5;

  private Text() {}

  /** Returns a name as it may be shown. */
  public static String shown(String name) {
    String start = name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) + "…" : name;
    return start.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Co}\\p{Cs}]", "?");
  }

  /** Returns a name in quotes. */
  public static String quoted(String name) {
    return "'" + shown(name) + "'";
  }

  /**
   * Joins words by commas, the last two by a word.
   *
   * @param words one or more
   * @param conjunction such as "and"
   */
  public static String series(List<String> words, String conjunction) {
    int last = words.size() - 1;
    return last == 0
        ? words.get(0)
        : "%s %s %s"
            .formatted(String.join(", ", words.subList(0, last)), conjunction, words.get(last));
  }

  /** Returns the first few names, and how many more there are. */
  public static String listed(Collection<String> names) {
    String first =
        names.stream().limit(MAX_LISTED).map(Text::shown).collect(Collectors.joining(", "));
    return names.size() > MAX_LISTED
        ? "%s and %d more".formatted(first, names.size() - MAX_LISTED)
        : first;
  }
}
