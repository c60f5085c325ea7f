package dev.vocoder.internal.architecture;

import dev.vocoder.ConfigException;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.internal.container.Text;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.architecture.Architecture;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** All architectures on the class path. */
public final class Architectures {
  private static final List<Architecture> ALL =
      ServiceLoader.load(Architecture.class, Architecture.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  private Architectures() {}

  /** Returns all. */
  public static Stream<Architecture> all() {
    return ALL.stream();
  }

  /**
   * Returns the architecture of a config: the one that owns it, or the one it names.
   *
   * @throws ConfigException if it names one that is not there
   */
  public static Architecture of(ConfigFile config) {
    boolean isNamed = config.has(Architecture.KEY); // known, also where another key tells
    return all()
        .filter(each -> each.owns(config))
        .findFirst()
        .orElseGet(() -> isNamed ? named(config) : usual());
  }

  /**
   * Returns the architecture that a config names, though another may own it.
   *
   * @throws ConfigException if it is not there
   */
  public static Architecture named(ConfigFile config) {
    if (!config.has(Architecture.KEY)) {
      return usual();
    }
    String name = config.text(Architecture.KEY);
    return all()
        .filter(each -> each.name().equals(Optional.of(name)))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    "%s is %s; known are %s."
                        .formatted(Architecture.KEY, name, Text.series(names(), "and"))));
  }

  private static List<String> names() {
    return all().flatMap(each -> each.name().stream()).sorted().toList();
  }

  /** Returns the architecture of configs that name none. */
  public static Architecture usual() {
    return all().filter(Architecture::isUsual).findFirst().orElseThrow();
  }

  /**
   * Returns the architecture of a generator.
   *
   * @throws IllegalStateException if none makes it
   */
  public static Architecture of(GeneratorConfig generator) {
    return all()
        .filter(each -> each.makes(generator))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no keys for " + generator.architecture()));
  }
}
