package dev.vocoder.cli;

import dev.vocoder.ConfigException;
import dev.vocoder.MelConvention;
import java.util.Iterator;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The labels of the conventions of mel values, for help and completion. */
final class ConventionNames implements Iterable<String> {
  ConventionNames() {}

  @Override
  public Iterator<String> iterator() {
    return Stream.of(MelConvention.values()).map(MelConvention::label).iterator();
  }

  /** A convention by its label. */
  static final class Converter implements ITypeConverter<MelConvention> {
    Converter() {}

    @Override
    public MelConvention convert(String label) {
      try {
        return MelConvention.named(label);
      } catch (ConfigException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
