package dev.vocoder.train.adversarial;

import static dev.vocoder.internal.engine.TorchFunctions.meanAbsoluteDifference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.loss.AdversarialLoss;
import dev.vocoder.network.conversion.ConversionConditions;
import dev.vocoder.train.TrainingFile;
import dev.vocoder.train.TrainingState;
import dev.vocoder.train.ValidationReport;
import dev.vocoder.train.adversarial.ConditionedNetwork.Input;
import dev.vocoder.train.adversarial.CycleSettings.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * CycleGAN: two generators between two domains of unpaired samples, each held to what the other
 * makes of its work (Zhu et al. 2017); with a second adversarial loss, CycleGAN-VC2's (Kaneko et
 * al. 2019); with masks, MaskCycleGAN-VC's (Kaneko et al. 2021). G translates from A to B, F back,
 * D_X judges domain X:
 *
 * <ul>
 *   <li>adversarial: that D_B takes G(a, mask) for real, and D_A F(b, mask)
 *   <li>second adversarial: that D_A2 takes F(G(a, mask)) for real, and the mirror image
 *   <li>cycle: mean |a - F(G(a, mask))|, and the mirror image
 *   <li>identity: mean |a - F(a)|, and the mirror image
 * </ul>
 *
 * <p>A step updates the generators, then the discriminators. Names in checkpoints are those of
 * MaskCycleGAN-VC's public code.
 */
public final class CycleScheme extends TurnScheme<PairBatch> {
  private static final String POOLS = "pools";

  private final CycleNetworks networks;
  private final CycleSettings settings;
  private final AdversarialLoss loss;
  private final Learner generators;
  private final Learner discriminators;
  private final Map<String, FakePool> pools = new LinkedHashMap<>();
  private final long seed;

  /**
   * Takes over networks.
   *
   * @param manager owns the networks' parameters; closed with this
   * @param networks the networks, which have parameters
   * @param settings what they learn
   * @param seed governs what is drawn from pools
   * @param training the file of a run to resume, for its pools
   * @param validation how the networks are validated
   */
  public CycleScheme(
      NDManager manager,
      CycleNetworks networks,
      CycleSettings settings,
      long seed,
      Optional<TrainingFile> training,
      Function<TrainingState, Optional<ValidationReport>> validation) {
    super(manager, networks.generators(), networks.discriminators(), validation);
    this.networks = networks;
    this.settings = settings;
    this.loss = settings.loss().formula();
    this.seed = seed;
    this.generators =
        learner("optim_g", "generator", settings.generators(), networks.generators().values());
    this.discriminators =
        learner(
            "optim_d",
            "discriminator",
            settings.discriminators(),
            networks.discriminators().values());
    networks
        .discriminators()
        .keySet()
        .forEach(name -> pools.put(name, new FakePool(manager, settings.poolSize())));
    training.ifPresent(
        file -> pools.forEach((name, pool) -> file.weights(POOLS, name).ifPresent(pool::load)));
  }

  @Override
  public Map<String, Object> entries() {
    Map<String, Object> entries = new LinkedHashMap<>();
    if (settings.poolSize() > 0) {
      Map<String, Object> ofAll = new LinkedHashMap<>();
      pools.forEach((name, pool) -> ofAll.put(name, pool.entries()));
      entries.put(POOLS, ofAll);
    }
    return entries;
  }

  @Override
  public Outcome step(List<PairBatch> batch, TrainingState state) {
    return Turns.step(
        manager(),
        batch,
        turns -> {
          turns.take(
              generators,
              List.of(discriminators),
              (scope, part, kept) -> ofGenerators(new Pair(scope, part), kept, state));
          SplittableRandom random =
              new SplittableRandom(seed ^ new SplittableRandom(state.step()).nextLong());
          turns.take(
              discriminators,
              List.of(),
              (scope, part, kept) -> ofDiscriminators(new Pair(scope, part), kept, state, random));
        });
  }

  /** A batch in LibTorch, and what is computed of it. */
  private static final class Pair {
    private final NDManager scope;
    private final NDArray a;
    private final NDArray b;
    private final ConversionConditions ofA;
    private final ConversionConditions ofB;

    Pair(NDManager scope, PairBatch batch) {
      this.scope = scope;
      this.a = batch.a().in(scope);
      this.b = batch.b().in(scope);
      this.ofA = conditions(batch.masks().map(PairBatch.Masks::a));
      this.ofB = conditions(batch.masks().map(PairBatch.Masks::b));
    }

    private ConversionConditions conditions(Optional<Samples> mask) {
      return mask.map(one -> ConversionConditions.masked(one.in(scope)))
          .orElse(ConversionConditions.NONE);
    }
  }

  /** What a domain's discriminators are shown beside its samples. */
  private record Made(NDArray translated, NDArray cycled) {}

  private Terms ofGenerators(Pair pair, Turns.Kept kept, TrainingState state) {
    Weights weights = settings.weights();
    double identity = weights.identity().at(state);
    Input a = new Input(pair.a, pair.ofA);
    Input b = new Input(pair.b, pair.ofB);
    List<NDArray> ofG = translated(networks.aToB(), pair, a, Input.of(pair.b), identity > 0);
    List<NDArray> ofF = translated(networks.bToA(), pair, b, Input.of(pair.a), identity > 0);
    NDArray madeB = ofG.get(0);
    NDArray madeA = ofF.get(0);
    NDArray cycledA = unmasked(networks.bToA(), pair, madeB);
    NDArray cycledB = unmasked(networks.aToB(), pair, madeA);
    if (settings.fakes() == Fakes.REUSED) {
      kept.keep("a", madeA.stopGradient());
      kept.keep("b", madeB.stopGradient());
      kept.keep("a2", cycledA.stopGradient());
      kept.keep("b2", cycledB.stopGradient());
    }
    double adversarial = weights.adversarial().at(state);
    Terms terms =
        new Terms()
            .add("adversarial/a2b", adversarial, () -> fooled(networks.judgeOfB(), pair, madeB))
            .add("adversarial/b2a", adversarial, () -> fooled(networks.judgeOfA(), pair, madeA));
    double second = weights.secondAdversarial().at(state);
    networks
        .second()
        .ifPresent(
            judges ->
                terms
                    .add("second_adversarial/a", second, () -> fooled(judges.ofA(), pair, cycledA))
                    .add(
                        "second_adversarial/b", second, () -> fooled(judges.ofB(), pair, cycledB)));
    double cycle = weights.cycle().at(state);
    return terms
        .add("cycle/a", cycle, () -> difference(pair.a, cycledA))
        .add("cycle/b", cycle, () -> difference(pair.b, cycledB))
        .add("identity/a", identity, () -> difference(pair.a, ofF.get(1)))
        .add("identity/b", identity, () -> difference(pair.b, ofG.get(1)));
  }

  /**
   * Returns a sample's translation and, for the identity loss, that of a sample that is in the
   * target domain already.
   */
  private static List<NDArray> translated(
      ConditionedNetwork generator, Pair pair, Input sample, Input own, boolean identity) {
    return identity
        ? generator.applyAll(pair.scope, sample, own)
        : generator.applyAll(pair.scope, sample);
  }

  private static NDArray unmasked(ConditionedNetwork generator, Pair pair, NDArray samples) {
    return generator.apply(pair.scope, samples, ConversionConditions.NONE);
  }

  private NDArray fooled(ConditionedNetwork judge, Pair pair, NDArray made) {
    return loss.generator(judge.apply(pair.scope, made, ConversionConditions.NONE));
  }

  private static NDArray difference(NDArray sample, NDArray made) {
    if (!sample.getShape().equals(made.getShape())) { // or it would be broadcast, in silence
      throw new IllegalArgumentException(
          "samples of %s became %s; cut them to lengths that the networks keep"
              .formatted(sample.getShape(), made.getShape()));
    }
    return meanAbsoluteDifference(made, sample);
  }

  private Terms ofDiscriminators(
      Pair pair, Turns.Kept kept, TrainingState state, SplittableRandom random) {
    Made ofA;
    Made ofB;
    if (kept.has("a")) {
      ofA = new Made(kept.get("a"), kept.get("a2"));
      ofB = new Made(kept.get("b"), kept.get("b2"));
    } else {
      NDArray madeB = anew(networks.aToB(), pair, new Input(pair.a, pair.ofA));
      NDArray madeA = anew(networks.bToA(), pair, new Input(pair.b, pair.ofB));
      boolean cycles = networks.second().isPresent();
      ofA = new Made(madeA, cycles ? anew(networks.bToA(), pair, Input.of(madeB)) : madeA);
      ofB = new Made(madeB, cycles ? anew(networks.aToB(), pair, Input.of(madeA)) : madeB);
    }
    double weight = settings.weights().discriminators().at(state) / 2;
    Terms terms = new Terms();
    networks
        .discriminators()
        .forEach(
            (name, judge) -> {
              String of = name.substring(name.indexOf('_') + 1).toLowerCase(Locale.ROOT);
              boolean isOfA = of.startsWith("a");
              Made made = isOfA ? ofA : ofB;
              NDArray fake =
                  pools
                      .get(name)
                      .exchange(of.endsWith("2") ? made.cycled : made.translated, random);
              List<NDArray> scores =
                  judge.applyAll(pair.scope, Input.of(isOfA ? pair.a : pair.b), Input.of(fake));
              terms
                  .add("discriminator_real/" + of, weight, () -> loss.real(scores.get(0)))
                  .add("discriminator_fake/" + of, weight, () -> loss.fake(scores.get(1)));
            });
    return terms;
  }

  private static NDArray anew(ConditionedNetwork generator, Pair pair, Input input) {
    return ProcessSettings.withGradients(
        false, () -> generator.apply(pair.scope, input.samples(), input.conditions()));
  }
}
