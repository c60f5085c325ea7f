package dev.vocoder.checkpoint;

import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.VocoderException;
import dev.vocoder.checkpoint.CheckpointLayout.Model;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Decides whose layout a file has: of those that recognise its tensors the one whose config there
 * is, for several ecosystems name the tensors of a HiFi-GAN alike.
 */
final class LayoutChoice {
  private static final ReferenceLayout REFERENCE = new ReferenceLayout();

  private final ModelFile file;
  private final Map<CheckpointLayout, GeneratorSearch.Found> generators = new LinkedHashMap<>();

  /**
   * A model that was read and checked.
   *
   * @param layout whose it is
   * @param model its weights are folded and fit its network
   */
  record Chosen(CheckpointLayout layout, Model model) {

    /** Returns whose layout it is for people; nothing if it is the usual one. */
    String suffix() {
      return layout == REFERENCE ? "" : ", " + layout.name();
    }
  }

  /**
   * Finds what the layouts recognise.
   *
   * @param file an open file
   * @throws CheckpointException if it holds two generators that differ, or one that takes more than
   *     a mel
   */
  LayoutChoice(ModelFile file) {
    this.file = file;
    GeneratorSearch search = new GeneratorSearch(file);
    List<CheckpointLayout> layouts = new ArrayList<>(List.of(REFERENCE));
    ServiceLoader.load(CheckpointLayout.class, CheckpointLayout.class.getClassLoader())
        .forEach(layouts::add);
    for (CheckpointLayout layout : layouts) {
      search.find(layout).ifPresent(found -> generators.put(layout, found));
    }
    for (GeneratorSearch.Found found : generators.values()) {
      if (found.inputs().isPresent()) {
        throw new CheckpointException(
            "%s cannot be vocoded with: %s; give a generator that takes the mel alone."
                .formatted(file.path(), found.inputs().get()));
      }
    }
  }

  /**
   * Reads the model.
   *
   * @param given its config, if the caller knows it
   * @throws CheckpointException if nothing is recognised, or the file holds no usable vocoder
   * @throws ConfigException if the config is missing or makes no vocoder
   */
  Chosen read(Optional<ConfigFile> given) {
    if (generators.isEmpty()) {
      throw Unrecognized.refusal(file);
    }
    ConfigSearch configs = new ConfigSearch(file, List.copyOf(generators.keySet()));
    if (given.isPresent()) {
      return read(configs.owner(given.get()), given);
    }
    List<ConfigSearch.Found> found = configs.find();
    if (found.size() > 1) {
      return ofSeveral(found);
    }
    if (found.size() == 1) {
      return read(found.get(0));
    }
    return configs
        .unknown()
        .map(this::read)
        .orElseGet(() -> read(generators.keySet().iterator().next(), Optional.empty()));
  }

  private Chosen read(ConfigSearch.Found found) {
    Chosen chosen;
    try {
      chosen = read(found.layout(), Optional.of(found.config()));
    } catch (ConfigException e) {
      if (found.inFile()) {
        throw new CheckpointException(e.getMessage(), e); // the fault is in the file
      }
      throw e;
    }
    Model model = chosen.model;
    List<String> notes = new ArrayList<>(model.notes());
    notes.addAll(found.note());
    return new Chosen(
        chosen.layout, new Model(model.vocoder(), model.weights(), notes, model.lacksStatistics()));
  }

  private Chosen read(CheckpointLayout layout, Optional<ConfigFile> config) {
    GeneratorSearch.Found found = generators.get(layout);
    Model model = layout.read(file, found.tensors(), config);
    StateDict weights = Biases.completed(model.weights().folded());
    weights.requireExactly(
        BlockWeights.shapes(model.vocoder().generator().build(WeightForm.FOLDED)),
        file.path().toString());
    List<String> notes = new ArrayList<>(model.notes());
    notes.addAll(found.notes());
    return new Chosen(layout, new Model(model.vocoder(), weights, notes, model.lacksStatistics()));
  }

  /** Takes the one config of several that the tensors fit. */
  private Chosen ofSeveral(List<ConfigSearch.Found> configs) {
    Chosen fitting = null;
    String name = "";
    VocoderException failure = null;
    for (ConfigSearch.Found each : configs) {
      try {
        Chosen chosen = read(each);
        if (fitting != null && !fitting.model.vocoder().equals(chosen.model.vocoder())) {
          throw new ConfigException(
              "%s fits several configs beside it, %s and %s, which differ; name the one that is meant."
                  .formatted(file.path(), name, each.name()));
        }
        fitting = fitting == null ? chosen : fitting;
        name = name.isEmpty() ? each.name() : name;
      } catch (CheckpointException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (fitting == null) {
      throw failure;
    }
    return fitting;
  }

  /** Reads the weights alone, by our names and in the file's form of weight norm. */
  StateDict weights() {
    if (generators.isEmpty()) {
      return file.read(Unrecognized.tensors(file).tensors());
    }
    return Biases.completed(
        generators.containsKey(REFERENCE)
            ? file.read(generators.get(REFERENCE).tensors().tensors())
            : read(Optional.empty()).model.weights());
  }
}
