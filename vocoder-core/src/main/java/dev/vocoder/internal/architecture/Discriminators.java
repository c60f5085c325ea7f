package dev.vocoder.internal.architecture;

import dev.vocoder.ConfigException;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.internal.container.Text;
import dev.vocoder.network.DiscriminatorConfig;
import dev.vocoder.network.architecture.Architecture;
import dev.vocoder.network.architecture.DiscriminatorKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The discriminators in a config: every key is optional and the recipe's by default. One whose name
 * is not its kind's stands under {@code named_discriminators}.
 */
public final class Discriminators {
  private static final String NAMES = "discriminators";
  private static final String NAMED = "named_discriminators";
  private static final String DIVISOR = "discriminator_channel_divisor";
  private static final String KIND = "kind";

  private static final List<DiscriminatorKind> KINDS =
      ServiceLoader.load(DiscriminatorKind.class, DiscriminatorKind.class.getClassLoader()).stream()
          .map(ServiceLoader.Provider::get)
          .toList();

  private Discriminators() {}

  /**
   * Reads discriminators.
   *
   * @param config the config
   * @param recipe what it leaves out, such as {@link Architecture#recipe}; it has {@code
   *     discriminators}
   * @return them by name, in the order of the optimiser
   * @throws ConfigException if they make no networks
   */
  public static Map<String, DiscriminatorConfig> read(ConfigFile config, ConfigFile recipe) {
    int divisor = config.integer(DIVISOR, 1);
    if (divisor < 1) {
      throw new ConfigException("%s is %d; give 1 or more.".formatted(DIVISOR, divisor));
    }
    Map<String, DiscriminatorConfig> discriminators = new LinkedHashMap<>();
    for (String name : config.has(NAMES) ? config.texts(NAMES) : recipe.texts(NAMES)) {
      DiscriminatorConfig one = read(config, recipe, name).narrowed(divisor);
      if (discriminators.put(name, one) != null) {
        throw new ConfigException("%s names %s twice.".formatted(NAMES, name));
      }
    }
    if (discriminators.isEmpty()) {
      throw new ConfigException("%s is empty; name at least one.".formatted(NAMES));
    }
    return discriminators;
  }

  private static DiscriminatorConfig read(ConfigFile config, ConfigFile recipe, String name) {
    if (config.has(NAMED) && config.object(NAMED).has(name)) {
      ConfigFile own = config.object(NAMED).object(name);
      DiscriminatorKind kind = kind(own.text(KIND, name));
      return kind.read(own, name.equals(kind.name()) ? usual(kind, recipe) : kind.usual());
    }
    DiscriminatorKind kind = kind(name);
    return config.has(kind.sizesKey())
        ? kind.read(config.object(kind.sizesKey()), usual(kind, recipe))
        : usual(kind, recipe);
  }

  private static DiscriminatorConfig usual(DiscriminatorKind kind, ConfigFile recipe) {
    return recipe.has(kind.sizesKey())
        ? kind.read(recipe.object(kind.sizesKey()), kind.usual())
        : kind.usual();
  }

  private static DiscriminatorKind kind(String name) {
    return KINDS.stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    "There is no discriminator %s; known are %s. One of your own is set from Java, with TrainingConfig.Builder.discriminators."
                        .formatted(
                            name,
                            Text.series(
                                KINDS.stream().map(DiscriminatorKind::name).toList(), "and"))));
  }

  /**
   * Writes discriminators. One of a class that is of no kind is written by its class and {@code
   * toString()}, and refused when that is read.
   *
   * @param discriminators them by name
   * @param keys where the keys go that {@link #read} takes
   */
  public static void write(
      Map<String, DiscriminatorConfig> discriminators, Map<String, Object> keys) {
    keys.put(NAMES, List.copyOf(discriminators.keySet()));
    Map<String, Object> named = new LinkedHashMap<>();
    discriminators.forEach(
        (name, config) -> {
          Optional<DiscriminatorKind> kind =
              KINDS.stream().filter(each -> each.makes(config)).findFirst();
          Map<String, Object> sizes = new LinkedHashMap<>();
          if (kind.isPresent() && kind.get().name().equals(name)) {
            kind.get().write(config, sizes);
            keys.put(kind.get().sizesKey(), sizes);
          } else {
            sizes.put(KIND, kind.map(DiscriminatorKind::name).orElse(config.getClass().getName()));
            kind.ifPresentOrElse(
                each -> each.write(config, sizes),
                () -> sizes.put("description", config.toString()));
            named.put(name, sizes);
          }
        });
    if (!named.isEmpty()) {
      keys.put(NAMED, named);
    }
  }
}
