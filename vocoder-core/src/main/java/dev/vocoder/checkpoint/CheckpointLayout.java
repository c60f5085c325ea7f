package dev.vocoder.checkpoint;

import dev.vocoder.ConfigException;
import dev.vocoder.config.ConfigFile;
import java.util.List;
import java.util.Optional;

/**
 * How one ecosystem saves its vocoders: how it names tensors, what its config is called and says,
 * and which mels its networks take. Found with {@link java.util.ServiceLoader}, so that others can
 * add theirs. Implementations keep no state.
 */
public interface CheckpointLayout {

  /**
   * What a model's file holds.
   *
   * @param vocoder its network and mels; statistics that the mels are normalised with are part of
   *     the mel format
   * @param weights the network's tensors by our names, in any form of weight norm
   * @param notes what the caller should know, such as what the files do not say; a sentence each
   * @param lacksStatistics whether the network takes normalised mels and nothing tells the
   *     statistics
   */
  record Model(
      VocoderConfig vocoder, StateDict weights, List<String> notes, boolean lacksStatistics) {
    /** Copies the notes. */
    public Model {
      notes = List.copyOf(notes);
    }

    /** Creates a model of which everything is known. */
    public Model(VocoderConfig vocoder, StateDict weights) {
      this(vocoder, weights, List.of(), false);
    }
  }

  /** Returns the ecosystem's name, for people. */
  String name();

  /**
   * Says whether it names tensors as this library does. Such a layout is tried first, and its name
   * is not shown.
   */
  default boolean isOurs() {
    return false;
  }

  /** Returns what the config beside a model is called, the likeliest first. */
  List<String> configNames();

  /**
   * Returns names of layers, one of which is in every generator of this layout: by it the generator
   * is found wherever it lies in a file.
   */
  List<String> landmarks();

  /**
   * Says whether tensors are named as this layout names a generator's, without reading any.
   *
   * @param tensors what lies in a dict of a file under one prefix, without it
   */
  boolean recognizes(TensorIndex tensors);

  /**
   * Says whether the tensors alone tell their network's sizes and mels.
   *
   * @param tensors those of a generator, which this layout recognises
   */
  default boolean opensWithoutConfig(TensorIndex tensors) {
    return false;
  }

  /**
   * Says by its keys whether a config is one of this layout's; several ecosystems name tensors or
   * configs alike.
   *
   * @param config any config
   */
  boolean describes(ConfigFile config);

  /**
   * Reads a model.
   *
   * @param file the open file that it lies in
   * @param generator its tensors, which this layout recognises
   * @param config the model's config, if there is one
   * @throws dev.vocoder.CheckpointException if the file holds no vocoder that can be run
   * @throws ConfigException if the config is needed and missing, or makes no vocoder
   */
  Model read(ModelFile file, TensorIndex generator, Optional<ConfigFile> config);

  /**
   * Returns the config of a model that cannot be read without one.
   *
   * @param file the model's
   * @param config what there is
   * @throws ConfigException if there is none, saying what to put where
   */
  default ConfigFile require(ModelFile file, Optional<ConfigFile> config) {
    return config.orElseThrow(
        () ->
            new ConfigException(
                "No config for %s: there is no %s beside it; put the model's there, or name its file."
                    .formatted(file.path(), configNames().get(0))));
  }
}
