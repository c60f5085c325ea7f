package dev.vocoder.checkpoint;

import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.internal.container.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the config of a model whose tensors some layouts recognise: beside it under a layout's
 * usual name, in its file, or beside it under any name. It is recognised by its keys.
 */
final class ConfigSearch {
  private static final Pattern NAME = Pattern.compile("(?i).*\\.(json|ya?ml)");
  private static final int MAX_FILES = 64;

  /** The keys under which programs save their config with the weights. */
  private static final List<String> KEYS =
      List.of("config", "hyper_parameters", "hparams", "h", "args", "cfg", "model_config");

  private final ModelFile file;
  private final List<CheckpointLayout> layouts;
  private final Map<String, Optional<ConfigFile>> read = new LinkedHashMap<>();

  /**
   * A config.
   *
   * @param layout whose it is
   * @param config what it says
   * @param name what it is called, for messages
   * @param note what should be known of where it was found; empty if that is usual
   * @param inFile whether it is a part of the model's file
   */
  record Found(
      CheckpointLayout layout, ConfigFile config, String name, List<String> note, boolean inFile) {}

  /**
   * Begins a search.
   *
   * @param file an open file
   * @param layouts those that recognise its tensors, the likeliest first
   */
  ConfigSearch(ModelFile file, List<CheckpointLayout> layouts) {
    this.file = file;
    this.layouts = layouts;
  }

  /** Returns whose a config is: the first layout's if none knows its keys. */
  CheckpointLayout owner(ConfigFile config) {
    return layouts.stream()
        .filter(layout -> layout.describes(config))
        .findFirst()
        .orElse(layouts.get(0));
  }

  /**
   * Returns the model's config: one of a usual name whose keys are known, or the one in its file.
   *
   * @throws ConfigException if one of a usual name holds no settings
   */
  Optional<Found> usual() {
    for (CheckpointLayout layout : layouts) {
      for (String name : layout.configNames()) {
        Optional<ConfigFile> config = beside(name);
        if (config.isPresent() && layout.describes(config.get())) {
          return Optional.of(new Found(layout, config.get(), name, List.of(), false));
        }
      }
    }
    return within();
  }

  private Optional<ConfigFile> beside(String name) {
    return read.computeIfAbsent(name, any -> file.configBeside(List.of(name)));
  }

  private Optional<Found> within() {
    if (file.root() instanceof Map<?, ?> root) {
      for (String key : KEYS) {
        if (root.get(key) instanceof Map<?, ?> values) {
          ConfigFile config = within(values);
          for (CheckpointLayout layout : layouts) {
            if (layout.describes(config)) {
              return Optional.of(new Found(layout, config, key, List.of(), true));
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  private ConfigFile within(Map<?, ?> values) {
    try {
      return ConfigFile.of(values, "The config in " + file.path());
    } catch (ConfigException e) {
      throw new CheckpointException("%s: %s".formatted(file.path(), e.getMessage()), e);
    }
  }

  /** Returns configs beside the model of other names, which may be another model's. */
  List<Found> others() {
    Set<String> usual = new LinkedHashSet<>();
    layouts.forEach(layout -> usual.addAll(layout.configNames()));
    List<Found> found = new ArrayList<>();
    file.namesBeside().stream()
        .filter(name -> NAME.matcher(name).matches() && !usual.contains(name))
        .sorted()
        .limit(MAX_FILES)
        .forEach(name -> settings(name).ifPresent(config -> add(found, name, config)));
    return found;
  }

  private void add(List<Found> found, String name, ConfigFile config) {
    for (CheckpointLayout layout : layouts) {
      if (layout.describes(config)) {
        String note = "Its config is %s, by its keys.".formatted(Text.shown(name));
        found.add(new Found(layout, config, Text.shown(name), List.of(note), false));
        return;
      }
    }
  }

  /** Returns what a file says that may be anything. */
  private Optional<ConfigFile> settings(String name) {
    try {
      return file.beside(name).map(content -> ConfigFile.parse(content, name));
    } catch (ConfigException | CheckpointException e) {
      return Optional.empty();
    }
  }

  /** Returns a config that has a usual name but no known keys, for a message about it. */
  Optional<Found> unknown() {
    for (CheckpointLayout layout : layouts) {
      for (String name : layout.configNames()) {
        Optional<ConfigFile> config = beside(name);
        if (config.isPresent()) {
          return Optional.of(new Found(layout, config.get(), name, List.of(), false));
        }
      }
    }
    return Optional.empty();
  }
}
