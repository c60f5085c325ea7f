package dev.vocoder.train.vocoder;

import ai.djl.ndarray.NDArray;
import dev.vocoder.Device;
import dev.vocoder.Precision;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.internal.data.Batch;
import dev.vocoder.internal.engine.Gradients;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.Judgement;
import dev.vocoder.train.optimize.AdamW;
import dev.vocoder.train.vocoder.Optimization.UpdateOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The step that trains a generator against discriminators (HiFi-GAN, section 2.4): waves are
 * generated once; the discriminators learn from them detached; the generator learns from what the
 * discriminators say, updated or not ({@link UpdateOrder}).
 *
 * <p>A batch in several parts makes the step of the whole, in the memory of one: each network's
 * gradients are accumulated over the parts before it is updated, and the generator computes each
 * part once for either turn. Losses that are means over equal parts are the batch's, up to
 * rounding. Two are not means: the spectral convergence of the multi-resolution distance, a ratio
 * of norms, and spectral norm, whose estimate moves with each part.
 *
 * <p>All native memory is freed by {@link #close}. Not thread-safe.
 */
public final class AdversarialStep implements AutoCloseable {

  /** What a step trains. */
  public enum Part {
    /** The generator alone, by the losses between waves: it finds its voice first. */
    GENERATOR,
    /** The discriminators alone: they learn to judge a generator that is already good. */
    DISCRIMINATORS,
    /** First the discriminators, then the generator. */
    BOTH
  }

  /** What a step came to. */
  public record Outcome(AdversarialLosses losses, boolean applied) {}

  /** What a batch's part came to: its losses, and what is kept of it for the turn after this. */
  private record Learnt<K>(AdversarialLosses losses, boolean finite, K kept) {}

  /** What a turn came to, and what is kept of each part of the batch. */
  private record Turn<K>(Outcome outcome, List<K> kept) {}

  private final TrainingConfig config;
  private final TorchEngine engine = TorchEngine.start();
  private final VocoderNetworks networks;
  private final AdversarialTerms terms;

  /**
   * Prepares networks and optimisers.
   *
   * @param config the run
   * @param generatorWeights the generator's weights in the form that training wants; empty for
   *     random ones
   * @param discriminatorWeights each discriminator's weights by its name; those not named start
   *     random
   * @param device where to compute
   * @param precision the arithmetic of the convolutions
   */
  public AdversarialStep(
      TrainingConfig config,
      Optional<StateDict> generatorWeights,
      Map<String, StateDict> discriminatorWeights,
      Device device,
      Precision precision) {
    this.config = config;
    networks =
        new VocoderNetworks(config, generatorWeights, discriminatorWeights, device, precision);
    terms = new AdversarialTerms(config, networks.manager());
  }

  /** Returns what the step trains. */
  public VocoderNetworks networks() {
    return networks;
  }

  /**
   * Makes a step with a batch in one part.
   *
   * @param batch the waves and their mels
   * @param part what to train
   * @return the losses, and whether everything was updated
   */
  public Outcome run(Batch batch, Part part) {
    return run(List.of(batch), part);
  }

  /**
   * Makes a step. A network whose loss or gradient is infinite or not a number is not updated, and
   * neither is one whose turn comes after it.
   *
   * @param batches the waves and their mels, in parts of equal size
   * @param part what to train
   * @return the losses, means over the parts, and whether everything was updated
   */
  public Outcome run(List<Batch> batches, Part part) {
    return networks.manager().getDevice().isGpu()
        ? computed(batches, part)
        : engine.computeSteadily(() -> computed(batches, part));
  }

  private Outcome computed(List<Batch> batches, Part part) {
    return ProcessSettings.withGradients(
        true,
        () -> {
          try (MicroBatches parts = new MicroBatches(networks.manager(), batches)) {
            return switch (part) {
              case GENERATOR -> trainGenerator(parts, Map.of(), List.of()).outcome;
              case DISCRIMINATORS -> trainDiscriminators(parts, this::generatedAsInUse).outcome;
              case BOTH ->
                  config.optimization().updateOrder() == UpdateOrder.SIMULTANEOUS
                      ? generatorFirst(parts)
                      : discriminatorsFirst(parts);
            };
          }
        });
  }

  private Outcome discriminatorsFirst(MicroBatches parts) {
    Turn<Map<String, List<Judgement>>> first = trainDiscriminators(parts, this::generatedOnce);
    return first.outcome.applied
        ? both(first.outcome, trainGenerator(parts, networks.discriminators(), first.kept).outcome)
        : first.outcome;
  }

  private Outcome generatorFirst(MicroBatches parts) {
    Turn<NDArray> first = trainGenerator(parts, networks.discriminators(), List.of());
    return first.outcome.applied
        ? both(
            first.outcome,
            trainDiscriminators(parts, segments -> first.kept.get(segments.number())).outcome)
        : first.outcome;
  }

  private static Outcome both(Outcome first, Outcome second) {
    return new Outcome(first.losses.and(second.losses), second.applied);
  }

  /** Returns waves for the discriminators alone to judge. */
  private NDArray generatedAsInUse(Segments segments) {
    return withoutGradients(() -> segments.generated(networks.generator(), false));
  }

  /** Returns waves for both turns, from which the generator can learn if the segments stay. */
  private NDArray generatedOnce(Segments segments) {
    return ProcessSettings.withGradients(
        segments.stay(), () -> segments.generated(networks.generator(), true));
  }

  private static <T> T withoutGradients(Supplier<T> computation) {
    return ProcessSettings.withGradients(false, computation);
  }

  /** Trains the discriminators, and keeps what they said of recorded waves. */
  private Turn<Map<String, List<Judgement>>> trainDiscriminators(
      MicroBatches parts, Function<Segments, NDArray> generated) {
    return update(
        networks.discriminatorOptimizer(),
        AdversarialLosses.DISCRIMINATOR,
        parts.each(
            segments -> {
              DiscriminatorTerms found =
                  terms.ofDiscriminators(
                      networks.discriminators(),
                      segments.store(),
                      segments.real(),
                      generated.apply(segments).stopGradient());
              found.ofReal().values().forEach(all -> all.forEach(parts::keep));
              boolean finite = learn(found.sum(), parts.count());
              return new Learnt<>(found.values(), finite, found.ofReal());
            }));
  }

  /** Trains the generator, and keeps the waves that it made, detached. */
  private Turn<NDArray> trainGenerator(
      MicroBatches parts,
      Map<String, Discriminator> discriminators,
      List<Map<String, List<Judgement>>> ofReal) {
    // The discriminators' own gradients are not needed, and would leak into their next step.
    networks.discriminatorOptimizer().setGradientsEnabled(discriminators.isEmpty());
    try {
      return update(
          networks.generatorOptimizer(),
          AdversarialLosses.GENERATOR,
          parts.each(
              segments -> {
                NDArray generated = segments.generated(networks.generator(), true);
                GeneratorTerms found =
                    terms.ofGenerator(
                        discriminators,
                        segments.store(),
                        segments.real(),
                        generated,
                        ofReal.isEmpty() ? Map.of() : ofReal.get(segments.number()));
                boolean finite = learn(found.sum(), parts.count());
                return new Learnt<>(found.values(), finite, parts.keep(generated.stopGradient()));
              }));
    } finally {
      networks.discriminatorOptimizer().setGradientsEnabled(true);
    }
  }

  /** Adds a part's gradient to that of the parts before it, unless its loss is no number. */
  private static boolean learn(NDArray loss, int parts) {
    if (!Float.isFinite(loss.getFloat())) {
      return false;
    }
    Gradients.backward(parts == 1 ? loss : TorchFunctions.scaled(loss, 1.0 / parts));
    return true;
  }

  private <K> Turn<K> update(AdamW optimizer, String name, List<Learnt<K>> parts) {
    AdversarialLosses losses = AdversarialLosses.mean(parts.stream().map(Learnt::losses).toList());
    List<K> kept = parts.stream().map(Learnt::kept).toList();
    if (!parts.stream().allMatch(Learnt::finite)) {
      optimizer.clearGradients();
      return new Turn<>(new Outcome(losses, false), kept);
    }
    double norm = optimizer.step(config.optimization().gradientLimit());
    return new Turn<>(
        new Outcome(losses.withGradientNorm(name, norm), Double.isFinite(norm)), kept);
  }

  @Override
  public void close() {
    networks.close();
  }
}
