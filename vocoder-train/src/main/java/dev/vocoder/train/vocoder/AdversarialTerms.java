package dev.vocoder.train.vocoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.internal.loss.AdversarialLoss;
import dev.vocoder.internal.loss.DifferentiableMel;
import dev.vocoder.internal.loss.FeatureMatchingLoss;
import dev.vocoder.internal.loss.MelLoss;
import dev.vocoder.internal.loss.MultiResolutionStftLoss;
import dev.vocoder.internal.loss.MultiScaleMelLoss;
import dev.vocoder.internal.loss.WaveLoss;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.Discriminator.Comparison;
import dev.vocoder.network.Discriminator.Pass;
import dev.vocoder.network.Judgement;
import dev.vocoder.train.vocoder.Optimization.UpdateOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The terms of both losses as functions of waves: what a config weighs, and by how much. */
final class AdversarialTerms {
  private final LossSettings weights;
  private final boolean keepsJudgements;
  private final AdversarialLoss objective;
  private final Map<String, WeightedWaveLoss> waveLosses = new LinkedHashMap<>();

  private record WeightedWaveLoss(WaveLoss loss, double weight) {}

  /**
   * Prepares the losses.
   *
   * @param config the run
   * @param manager owns their windows and filters
   */
  AdversarialTerms(TrainingConfig config, NDManager manager) {
    weights = config.losses();
    keepsJudgements =
        config.optimization().updateOrder() == UpdateOrder.ALTERNATING_WITH_KEPT_FEATURES;
    objective = weights.objective().loss();
    if (weights.mel() > 0) {
      DifferentiableMel mel = new DifferentiableMel(config.lossMelFormat(), manager);
      waveLosses.put("mel", new WeightedWaveLoss(new MelLoss(mel), weights.mel()));
    }
    if (weights.multiScaleMel() > 0) {
      WaveLoss mels = new MultiScaleMelLoss(config.networks().melFormat().sampleRate(), manager);
      waveLosses.put("multi_scale_mel", new WeightedWaveLoss(mels, weights.multiScaleMel()));
    }
    if (weights.stft() > 0) {
      WaveLoss stft = new MultiResolutionStftLoss(weights.stftResolutions(), manager);
      waveLosses.put("stft", new WeightedWaveLoss(stft, weights.stft()));
    }
  }

  /**
   * Returns the discriminators' terms.
   *
   * @param discriminators the networks by name
   * @param store where parameters' values come from
   * @param real recorded waves, (batch, 1, samples)
   * @param generated as many, detached from the generator
   */
  DiscriminatorTerms ofDiscriminators(
      Map<String, Discriminator> discriminators,
      ParameterStore store,
      NDArray real,
      NDArray generated) {
    Map<String, NDArray> losses = new LinkedHashMap<>();
    Map<String, List<Judgement>> ofReal = new LinkedHashMap<>();
    discriminators.forEach(
        (name, network) -> {
          List<Comparison> comparisons = network.compare(store, real, generated);
          if (keepsJudgements) {
            ofReal.put(name, comparisons.stream().map(Comparison::ofReal).toList());
          }
          NDArray loss =
              comparisons.stream()
                  .map(parts -> objective.discriminator(parts.real(), parts.generated()))
                  .reduce(NDArray::add)
                  .orElseThrow();
          double factor = weights.judging().factor(name, comparisons.size());
          losses.put(name, TorchFunctions.scaled(loss, factor * weights.discriminator()));
        });
    return new DiscriminatorTerms(losses, ofReal);
  }

  /**
   * Returns the generator's terms.
   *
   * @param discriminators the networks that judge it, by name; none to learn from waves alone
   * @param store where parameters' values come from
   * @param real recorded waves, (batch, 1, samples)
   * @param generated as many, the generator's
   * @param ofReal what discriminators said of the recorded waves; those not named are asked
   */
  GeneratorTerms ofGenerator(
      Map<String, Discriminator> discriminators,
      ParameterStore store,
      NDArray real,
      NDArray generated,
      Map<String, List<Judgement>> ofReal) {
    Map<String, NDArray> adversarial = new LinkedHashMap<>();
    Map<String, NDArray> features = new LinkedHashMap<>();
    if (weights.adversarial() + weights.featureMatching() > 0) {
      discriminators.forEach(
          (name, network) -> {
            List<Judgement> before =
                ofReal.containsKey(name)
                    ? ofReal.get(name)
                    : ProcessSettings.withGradients(
                        false, () -> network.judge(store, real, Pass.TRAINING));
            List<Judgement> now = network.judge(store, generated, Pass.TRAINING);
            double factor = weights.judging().factor(name, now.size());
            adversarial.put(
                name, TorchFunctions.scaled(adversarial(now), factor * weights.adversarial()));
            NDArray distance =
                new FeatureMatchingLoss(weights.judging().firstMap(name)).of(before, now);
            features.put(name, TorchFunctions.scaled(distance, factor * weights.featureMatching()));
          });
    }
    Map<String, NDArray> reconstruction = new LinkedHashMap<>();
    waveLosses.forEach(
        (name, term) ->
            reconstruction.put(
                name, TorchFunctions.scaled(term.loss.of(real, generated), term.weight)));
    return new GeneratorTerms(adversarial, features, reconstruction);
  }

  private NDArray adversarial(List<Judgement> judgements) {
    return judgements.stream()
        .map(judgement -> objective.generator(judgement.score()))
        .reduce(NDArray::add)
        .orElseThrow();
  }
}
