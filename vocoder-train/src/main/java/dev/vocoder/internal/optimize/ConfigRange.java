package dev.vocoder.internal.optimize;

import dev.vocoder.ConfigException;

/** Refuses numbers of a config that are out of range, all in the same words. */
public final class ConfigRange {
  private ConfigRange() {}

  /**
   * Does nothing if a number is in its range.
   *
   * @param holds whether it is
   * @param key the config's key
   * @param found the number
   * @param wanted the range, in words
   * @throws ConfigException if it is not
   */
  public static void require(boolean holds, String key, double found, String wanted) {
    if (!holds) {
      String number = found == Math.rint(found) ? Long.toString((long) found) : "" + found;
      throw new ConfigException("%s is %s; give %s.".formatted(key, number, wanted));
    }
  }
}
