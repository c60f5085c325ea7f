package dev.vocoder.internal.option;

import dev.vocoder.ConfigException;
import dev.vocoder.Device;
import dev.vocoder.MelConvention;
import dev.vocoder.MelFormat;
import dev.vocoder.train.conversion.ConversionRecipe;
import dev.vocoder.train.conversion.ConversionRecipes;
import dev.vocoder.train.vocoder.TrainingConfig;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Values that options take by name. An unknown name is wrong usage. */
public final class NamedValues {
  private NamedValues() {}

  /** Lets a command and those under it read such options. */
  public static void register(CommandLine command) {
    command
        .registerConverter(MelFormat.class, named(MelFormat::named))
        .registerConverter(MelConvention.class, named(MelConvention::named))
        .registerConverter(TrainingConfig.class, named(TrainingConfig::preset))
        .registerConverter(ConversionRecipe.class, named(ConversionRecipes::preset))
        .registerConverter(Device.class, named(Device::parse));
  }

  private static <T> ITypeConverter<T> named(Function<String, T> lookUp) {
    return name -> {
      try {
        return lookUp.apply(name);
      } catch (ConfigException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  /** Names for help and completion. */
  private abstract static class Names implements Iterable<String> {
    private final Collection<String> names;

    Names(Collection<String> names) {
      this.names = List.copyOf(names);
    }

    @Override
    public Iterator<String> iterator() {
      return names.iterator();
    }
  }

  /** The mel formats. */
  public static final class Formats extends Names {
    Formats() {
      super(MelFormat.presets().keySet());
    }
  }

  /** The conventions of mel values. */
  public static final class Conventions extends Names {
    Conventions() {
      super(Stream.of(MelConvention.values()).map(MelConvention::label).toList());
    }
  }

  /** The published recipes. */
  public static final class Recipes extends Names {
    Recipes() {
      super(TrainingConfig.presets().keySet());
    }
  }

  /** The published recipes of voice conversion. */
  public static final class ConversionPresets extends Names {
    ConversionPresets() {
      super(ConversionRecipes.presets().keySet());
    }
  }
}
