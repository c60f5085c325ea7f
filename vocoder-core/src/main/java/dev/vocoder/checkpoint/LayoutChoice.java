package dev.vocoder.checkpoint;

import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.checkpoint.CheckpointLayout.Model;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.architecture.Architectures;
import dev.vocoder.internal.container.Text;
import dev.vocoder.network.WeightForm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Decides whose layout a file has: of those that recognise its tensors, the one whose config is
 * there, because several ecosystems name the tensors of a HiFi-GAN alike.
 */
final class LayoutChoice {
  private static final CheckpointLayout OURS = ours();
  private static final String OUTPUT = "conv_post.weight"; // of HiFi-GANs and their like

  private final ModelFile file;
  private final GeneratorSearch search;
  private final Map<CheckpointLayout, GeneratorSearch.Found> generators = new LinkedHashMap<>();

  private static CheckpointLayout ours() {
    for (CheckpointLayout layout : layouts()) { // those after it are not loaded
      if (layout.isOurs()) {
        return layout;
      }
    }
    throw new IllegalStateException("no layout of ours");
  }

  private static ServiceLoader<CheckpointLayout> layouts() {
    return ServiceLoader.load(CheckpointLayout.class, CheckpointLayout.class.getClassLoader());
  }

  /**
   * A model that was read and checked.
   *
   * @param layout whose it is
   * @param model its weights are folded and fit its network
   */
  record Chosen(CheckpointLayout layout, Model model) {

    /** Returns whose layout it is for people; nothing if it is the usual one. */
    String suffix() {
      return layout == OURS ? "" : ", " + layout.name();
    }
  }

  /**
   * Begins with what our own layout recognises.
   *
   * @param file an open file
   * @throws CheckpointException if it holds two generators that differ, or one that takes more than
   *     a mel
   */
  LayoutChoice(ModelFile file) {
    this.file = file;
    this.search = new GeneratorSearch(file);
    add(OURS);
  }

  /** Says whether any layout recognises a generator, or several of them, among a file's tensors. */
  static boolean isVocoder(ModelFile file) {
    GeneratorSearch search = new GeneratorSearch(file);
    try {
      for (CheckpointLayout layout : layouts()) {
        if (search.find(layout).isPresent()) {
          return true;
        }
      }
      return false;
    } catch (CheckpointException e) {
      return true; // several that differ
    }
  }

  private void add(CheckpointLayout layout) {
    Optional<GeneratorSearch.Found> found = search.find(layout);
    if (found.isPresent() && found.get().inputs().isPresent()) {
      throw new CheckpointException(
          "%s cannot be vocoded with: %s; give a generator that makes a wave of the mel alone."
              .formatted(file.path(), found.get().inputs().get()));
    }
    found.ifPresent(generator -> generators.put(layout, generator));
  }

  /**
   * Adds what other layouts recognise; most files are ours or the references' and open without
   * this.
   */
  private void addOthers() {
    for (CheckpointLayout layout : layouts()) {
      if (!layout.isOurs()) {
        add(layout);
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
    if (!generators.isEmpty()) {
      ConfigSearch configs = configs();
      boolean isOurs = given.map(OURS::describes).orElseGet(() -> configs.usual().isPresent());
      if (isOurs) {
        return given.isPresent() ? read(OURS, given) : read(configs.usual().get());
      }
    }
    addOthers();
    if (generators.isEmpty()) {
      throw Unrecognized.refusal(file);
    }
    ConfigSearch configs = configs();
    if (given.isPresent()) {
      return read(configs.owner(given.get()), given);
    }
    Optional<ConfigSearch.Found> usual = configs.usual();
    if (usual.isPresent()) {
      return read(usual.get());
    }
    List<ConfigSearch.Found> others = configs.others();
    Optional<Chosen> fitting = fitting(others);
    if (fitting.isPresent()) {
      return fitting.get();
    }
    Optional<ConfigSearch.Found> unknown = configs.unknown();
    if (unknown.isEmpty() && !others.isEmpty() && !opensWithout()) {
      throw new ConfigException(
          "No config for %s: there is no %s beside it, and its tensors do not fit %s; put the model's there, or name its file."
              .formatted(
                  file.path(),
                  first().configNames().get(0),
                  Text.listed(others.stream().map(ConfigSearch.Found::name).toList())));
    }
    return unknown.map(this::read).orElseGet(() -> read(first(), Optional.empty()));
  }

  private ConfigSearch configs() {
    return new ConfigSearch(file, List.copyOf(generators.keySet()));
  }

  private CheckpointLayout first() {
    return generators.keySet().iterator().next();
  }

  /** Says whether the tensors tell the sizes of their network by themselves. */
  private boolean opensWithout() {
    return first().opensWithoutConfig(generators.get(first()).tensors());
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
    return checked(layout, layout.read(file, generators.get(layout).tensors(), config));
  }

  private Chosen checked(CheckpointLayout layout, Model model) {
    StateDict weights = weights(model);
    Map<String, int[]> shapes = shapes(model);
    requireWave(weights, shapes);
    weights.requireExactly(shapes, file.path().toString());
    List<String> notes = new ArrayList<>(model.notes());
    notes.addAll(generators.get(layout).notes());
    return new Chosen(layout, new Model(model.vocoder(), weights, notes, model.lacksStatistics()));
  }

  /** Refuses a network of several outputs that its config takes for one of a wave. */
  private void requireWave(StateDict weights, Map<String, int[]> shapes) {
    int[] expected = shapes.get(OUTPUT);
    if (expected != null && expected[0] == 1 && weights.names().contains(OUTPUT)) {
      int[] found = weights.get(OUTPUT).shape();
      if (found.length == expected.length && found[0] > 1) {
        throw new CheckpointException(
            "%s cannot be vocoded with: it makes %d channels, such as the spectrum of an iSTFTNet, and no wave; give an iSTFTNet's config, which has gen_istft_n_fft, if it is one."
                .formatted(file.path(), found[0]));
      }
    }
  }

  private static StateDict weights(Model model) {
    return completed(model.weights().folded());
  }

  /** Returns weights with what a file may leave out, as its values are known. */
  private static StateDict completed(StateDict weights) {
    StateDict completed = Biases.completed(weights);
    Map<String, Tensor> missing = new LinkedHashMap<>();
    Architectures.all().forEach(each -> missing.putAll(each.buffers(completed.names())));
    missing.keySet().removeAll(completed.names());
    return missing.isEmpty() ? completed : completed.with(missing);
  }

  private static Map<String, int[]> shapes(Model model) {
    return BlockWeights.shapes(model.vocoder().generator().build(WeightForm.FOLDED));
  }

  /**
   * Takes, of the configs whose names do not say that they belong to the model, the one that the
   * tensors fit.
   *
   * @throws ConfigException if several fit and differ, or the only one makes no vocoder
   */
  private Optional<Chosen> fitting(List<ConfigSearch.Found> configs) {
    List<ConfigSearch.Found> fitting =
        configs.stream().filter(each -> fits(each, configs.size() == 1)).toList();
    Optional<Chosen> first = fitting.stream().findFirst().map(this::read);
    for (ConfigSearch.Found other : fitting) {
      if (!read(other).model.vocoder().equals(first.get().model.vocoder())) {
        throw new ConfigException(
            "%s fits several configs beside it, %s and %s, which differ; name the one that is meant."
                .formatted(file.path(), fitting.get(0).name(), other.name()));
      }
    }
    return first;
  }

  private boolean fits(ConfigSearch.Found config, boolean isOnly) {
    CheckpointLayout layout = config.layout();
    try {
      Model model =
          layout.read(file, generators.get(layout).tensors(), Optional.of(config.config()));
      return weights(model).hasShapes(shapes(model));
    } catch (ConfigException e) {
      if (isOnly) {
        throw e;
      }
      return false;
    }
  }

  /** Reads the weights alone, by our names and in the file's form of weight norm. */
  StateDict weights() {
    if (generators.isEmpty()) {
      addOthers();
    }
    if (generators.isEmpty()) {
      return file.read(Unrecognized.tensors(file).tensors());
    }
    return completed(
        generators.containsKey(OURS)
            ? file.read(generators.get(OURS).tensors().tensors())
            : read(Optional.empty()).model.weights());
  }
}
