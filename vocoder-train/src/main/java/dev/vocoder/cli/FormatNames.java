package dev.vocoder.cli;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The names of the mel formats, for help and completion. */
final class FormatNames implements Iterable<String> {
  FormatNames() {}

  @Override
  public Iterator<String> iterator() {
    return MelFormat.presets().keySet().iterator();
  }

  /** A format by its name. */
  static final class Converter implements ITypeConverter<MelFormat> {
    Converter() {}

    @Override
    public MelFormat convert(String name) {
      try {
        return MelFormat.named(name);
      } catch (ConfigException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
