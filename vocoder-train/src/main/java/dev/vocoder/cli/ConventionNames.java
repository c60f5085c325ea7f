package dev.vocoder.cli;

import dev.vocoder.MelConvention;
import java.util.Iterator;
import java.util.stream.Stream;

/** The labels of the conventions of mel values, for help and completion. */
final class ConventionNames implements Iterable<String> {
  ConventionNames() {}

  @Override
  public Iterator<String> iterator() {
    return Stream.of(MelConvention.values()).map(MelConvention::label).iterator();
  }
}
