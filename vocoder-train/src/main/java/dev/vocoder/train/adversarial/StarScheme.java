package dev.vocoder.train.adversarial;

import static dev.vocoder.internal.engine.TorchFunctions.meanAbsoluteDifference;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.loss.AdversarialLoss;
import dev.vocoder.network.conversion.ConversionConditions;
import dev.vocoder.train.TrainingState;
import dev.vocoder.train.ValidationReport;
import dev.vocoder.train.adversarial.ConditionedNetwork.Input;
import dev.vocoder.train.adversarial.StarSettings.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * StarGAN: one generator among many domains of unpaired samples (Choi et al. 2018), with a
 * classifier of its own and the identity loss as StarGAN-VC has it (Kameoka et al. 2018). G(x, t)
 * is sample x of domain c translated into t:
 *
 * <ul>
 *   <li>the classifier: cross entropy of C(x) and c
 *   <li>the discriminator: that D(x, c) is real and D(G(x, t), t) is not
 *   <li>the generator, adversarial: that D takes G(x, t) for real; classification: cross entropy of
 *       C(G(x, t)) and t; cycle: mean |x - G(G(x, t), c)|; identity: mean |x - G(x, c)|
 * </ul>
 *
 * <p>They learn in this order, each with the others as they are by then.
 */
public final class StarScheme extends TurnScheme<DomainBatch> {
  static final String GENERATOR = "generator";
  private static final String DISCRIMINATOR = "discriminator";
  private static final String CLASSIFIER = "classifier";
  private static final String MADE = "made";

  private final StarNetworks networks;
  private final StarSettings settings;
  private final AdversarialLoss loss;
  private final Learner generator;
  private final Learner discriminator;
  private final Optional<Learner> classifier;

  /**
   * Takes over networks.
   *
   * @param manager owns the networks' parameters; closed with this
   * @param networks the networks, which have parameters
   * @param settings what they learn
   * @param validation how the generator is validated
   */
  public StarScheme(
      NDManager manager,
      StarNetworks networks,
      StarSettings settings,
      Function<TrainingState, Optional<ValidationReport>> validation) {
    super(manager, Map.of(GENERATOR, networks.generator()), opponents(networks), validation);
    this.networks = networks;
    this.settings = settings;
    this.loss = settings.loss().formula();
    generator = learner("optim_g", GENERATOR, settings.generator(), List.of(networks.generator()));
    discriminator =
        learner(
            "optim_d", DISCRIMINATOR, settings.discriminator(), List.of(networks.discriminator()));
    classifier =
        networks
            .classifier()
            .map(one -> learner("optim_c", CLASSIFIER, settings.classifier(), List.of(one)));
  }

  private static Map<String, ConditionedNetwork> opponents(StarNetworks networks) {
    Map<String, ConditionedNetwork> opponents = new LinkedHashMap<>();
    opponents.put(DISCRIMINATOR, networks.discriminator());
    networks.classifier().ifPresent(one -> opponents.put(CLASSIFIER, one));
    return opponents;
  }

  /** A batch in LibTorch. */
  private final class Arrays {
    private final NDManager scope;
    private final NDArray samples;
    private final NDArray own; // codes, (batch, domains)
    private final NDArray target;

    Arrays(NDManager scope, DomainBatch batch) {
      this.scope = scope;
      this.samples = batch.samples().in(scope);
      this.own = codes(scope, batch.domains());
      this.target = codes(scope, batch.targets());
    }

    private NDArray codes(NDManager manager, List<Integer> domains) {
      float[] codes = new float[domains.size() * networks.domains()];
      for (int i = 0; i < domains.size(); i++) {
        codes[i * networks.domains() + domains.get(i)] = 1;
      }
      return manager.create(codes, new Shape(domains.size(), networks.domains()));
    }

    Input real() {
      return new Input(samples, ConversionConditions.domain(own));
    }

    Input into(NDArray other, NDArray code) {
      return new Input(other, ConversionConditions.domain(code));
    }
  }

  @Override
  public Outcome step(List<DomainBatch> batch, TrainingState state) {
    return Turns.step(
        manager(),
        batch,
        turns -> {
          boolean reused = settings.fakes() == Fakes.REUSED && turns.isWhole();
          classifier.ifPresent(
              learner ->
                  turns.take(
                      learner,
                      List.of(),
                      (scope, part, kept) -> ofClassifier(new Arrays(scope, part))));
          turns.take(
              discriminator,
              List.of(),
              (scope, part, kept) -> ofDiscriminator(new Arrays(scope, part), kept, reused));
          turns.take(
              generator,
              classifier.map(one -> List.of(discriminator, one)).orElse(List.of(discriminator)),
              (scope, part, kept) -> ofGenerator(new Arrays(scope, part), kept, state));
        });
  }

  private Terms ofClassifier(Arrays arrays) {
    return new Terms()
        .add("classification/real", 1, () -> classified(arrays, arrays.samples, arrays.own));
  }

  /**
   * Returns the cross entropy between what the classifier says and a code, the mean over positions.
   */
  private NDArray classified(Arrays arrays, NDArray samples, NDArray code) {
    NDArray logits =
        networks.classifier().orElseThrow().apply(arrays.scope, samples, ConversionConditions.NONE);
    long batch = logits.getShape().get(0);
    NDArray likelihoods = logits.reshape(batch, networks.domains(), -1).logSoftmax(1);
    return likelihoods.mul(code.expandDims(2)).sum(new int[] {1}).mean().neg();
  }

  private Terms ofDiscriminator(Arrays arrays, Turns.Kept kept, boolean reused) {
    NDArray made =
        reused
            ? kept.keep(MADE, translated(arrays))
            : ProcessSettings.withGradients(false, () -> translated(arrays));
    List<NDArray> scores =
        networks
            .discriminator()
            .applyAll(arrays.scope, arrays.real(), arrays.into(made.stopGradient(), arrays.target));
    return new Terms()
        .add("discriminator/real", 1, () -> loss.real(scores.get(0)))
        .add("discriminator/fake", 1, () -> loss.fake(scores.get(1)));
  }

  private NDArray translated(Arrays arrays) {
    return networks
        .generator()
        .apply(arrays.scope, arrays.samples, ConversionConditions.domain(arrays.target));
  }

  private Terms ofGenerator(Arrays arrays, Turns.Kept kept, TrainingState state) {
    Weights weights = settings.weights();
    NDArray made = kept.has(MADE) ? kept.get(MADE) : translated(arrays);
    Terms terms =
        new Terms()
            .add(
                "adversarial/generator",
                weights.adversarial().at(state),
                () ->
                    loss.generator(
                        networks
                            .discriminator()
                            .apply(
                                arrays.scope, made, ConversionConditions.domain(arrays.target))));
    if (classifier.isPresent()) {
      terms.add(
          "classification/fake",
          weights.classification().at(state),
          () -> classified(arrays, made, arrays.target));
    }
    double cycle = weights.cycle().at(state);
    double identity = weights.identity().at(state);
    List<NDArray> back =
        identity > 0
            ? networks
                .generator()
                .applyAll(arrays.scope, arrays.into(made, arrays.own), arrays.real())
            : networks.generator().applyAll(arrays.scope, arrays.into(made, arrays.own));
    return terms
        .add("cycle", cycle, () -> meanAbsoluteDifference(back.get(0), arrays.samples))
        .add("identity", identity, () -> meanAbsoluteDifference(back.get(1), arrays.samples));
  }
}
