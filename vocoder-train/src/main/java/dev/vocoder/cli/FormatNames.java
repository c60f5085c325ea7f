package dev.vocoder.cli;

import dev.vocoder.MelFormat;
import java.util.Iterator;

/** The names of the mel formats, for help and completion. */
final class FormatNames implements Iterable<String> {
  FormatNames() {}

  @Override
  public Iterator<String> iterator() {
    return MelFormat.presets().keySet().iterator();
  }
}
