package dev.vocoder.train.vocoder;

import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.NamedBlock;
import dev.vocoder.network.WeightForm;
import dev.vocoder.train.TrainingFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The weights that training begins with, read from files and checked against a config. */
final class VocoderWeights {
  private VocoderWeights() {}

  /** Reads a generator's weights, normalised as training wants them. */
  static StateDict generator(Path file, TrainingConfig config) {
    StateDict saved = GeneratorCheckpoint.readWeights(file);
    return fitting(
        saved, config.networks().generator().build(WeightForm.WEIGHT_NORM), file.toString());
  }

  /** Reads the weights of all discriminators. */
  static Map<String, StateDict> discriminators(TrainingFile file, TrainingConfig config) {
    Map<String, StateDict> weights = new LinkedHashMap<>();
    config
        .discriminators()
        .forEach(
            (key, sizes) -> {
              Discriminator network = sizes.build();
              StateDict saved = StateDict.entry(file.content(), key, file.name().toString());
              weights.put(key, fitting(saved, network, file.name() + ", " + key));
            });
    return weights;
  }

  private static StateDict fitting(StateDict saved, NamedBlock network, String name) {
    StateDict weights = saved.withWeightNorm(BlockWeights.normalizedLayers(network));
    weights.requireExactly(BlockWeights.shapes(network), name);
    return weights;
  }
}
