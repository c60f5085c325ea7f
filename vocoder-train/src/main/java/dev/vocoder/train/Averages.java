package dev.vocoder.train;

import dev.vocoder.TrainingException;
import dev.vocoder.internal.optimize.MovingAverage;
import dev.vocoder.internal.optimize.NetworkWeights;
import dev.vocoder.network.NamedBlock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The moving averages that a run keeps of its networks' weights, by network. Where one is of an
 * exported network, the generators' file holds the average, and the training file, under {@value
 * #TRAINED}, the weights that are trained; all averages are under {@value #AVERAGES}.
 */
final class Averages {
  private static final String AVERAGES = "averages";
  private static final String TRAINED = "trained";

  private final TrainingScheme<?> scheme;
  private final Map<String, MovingAverage> averages = new LinkedHashMap<>();

  private Averages(TrainingScheme<?> scheme) {
    this.scheme = scheme;
  }

  /**
   * Begins to average the weights as they are.
   *
   * @param scheme the networks
   * @param decays what is kept of each average at a step, by the network's name
   * @throws TrainingException if there is no network of such a name
   */
  static Averages of(TrainingScheme<?> scheme, Map<String, Double> decays) {
    Averages begun = new Averages(scheme);
    new TreeMap<>(decays)
        .forEach(
            (name, decay) -> {
              NamedBlock network = scheme.networks().get(name);
              if (network == null) {
                throw new TrainingException(
                    "There is no network %s to average; known are %s."
                        .formatted(name, String.join(", ", scheme.networks().keySet())));
              }
              begun.averages.put(name, new MovingAverage(decay, network));
            });
    return begun;
  }

  /**
   * Goes on with the averages of a saved run, and gives its networks, which a scheme opens with the
   * weights that users get, those that were trained. A network that was not averaged before begins
   * with its weights.
   */
  static Averages resumed(TrainingScheme<?> scheme, Map<String, Double> decays, TrainingFile file) {
    scheme
        .networks()
        .forEach(
            (name, network) ->
                file.weights(TRAINED, name)
                    .ifPresent(
                        saved ->
                            NetworkWeights.load(
                                NetworkWeights.of(network), saved, which(file, TRAINED, name))));
    Averages resumed = of(scheme, decays);
    resumed.averages.forEach(
        (name, average) ->
            file.weights(AVERAGES, name)
                .ifPresent(saved -> average.load(saved, which(file, AVERAGES, name))));
    return resumed;
  }

  private static String which(TrainingFile file, String entry, String network) {
    return "%s, %s.%s".formatted(file.name(), entry, network);
  }

  /** Moves every average towards its network's weights. */
  void update() {
    averages.values().forEach(MovingAverage::update);
  }

  /** Makes a call while the networks have the averages for weights. */
  <T> T inPlace(Supplier<T> call) {
    Supplier<T> whole = call;
    for (MovingAverage average : averages.values()) {
      Supplier<T> inner = whole;
      whole = () -> average.inPlace(inner);
    }
    return whole.get();
  }

  /** Returns what a training file holds of them; nothing where nothing is averaged. */
  Map<String, Object> entries() {
    Map<String, Object> ofAverages = new LinkedHashMap<>();
    Map<String, Object> trained = new LinkedHashMap<>();
    averages.forEach(
        (name, average) -> {
          ofAverages.put(name, average.entries());
          if (scheme.exported().contains(name)) {
            NamedBlock network = scheme.networks().get(name);
            trained.put(name, NetworkWeights.entries(NetworkWeights.of(network)));
          }
        });
    Map<String, Object> entries = new LinkedHashMap<>();
    if (!ofAverages.isEmpty()) {
      entries.put(AVERAGES, ofAverages);
      entries.put(TRAINED, trained);
    }
    return entries;
  }
}
