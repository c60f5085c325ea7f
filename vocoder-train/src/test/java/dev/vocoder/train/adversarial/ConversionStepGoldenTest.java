package dev.vocoder.train.adversarial;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vocoder.Device;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.internal.container.torch.PyTorchFile;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.network.NamedBlock;
import dev.vocoder.network.conversion.ConversionConditions;
import dev.vocoder.network.conversion.ConversionDiscriminator;
import dev.vocoder.network.conversion.ConversionGenerator;
import dev.vocoder.network.conversion.DomainClassifier;
import dev.vocoder.network.conversion.MaskCycleGanGenerator;
import dev.vocoder.network.conversion.PatchDiscriminator;
import dev.vocoder.network.conversion.PublicNames;
import dev.vocoder.network.conversion.StarGanDiscriminator;
import dev.vocoder.network.conversion.StarGanGenerator;
import dev.vocoder.testing.Golden;
import dev.vocoder.train.StepLosses;
import dev.vocoder.train.TrainingScheme.Outcome;
import dev.vocoder.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Three steps of voice conversion's schemes, against public code's numbers. */
class ConversionStepGoldenTest {
  private static final double LOSS_PERCENT = 1e-3;
  private static final double AFTER = 2e-4;
  private static final int BANDS = 80;

  private final NDManager manager = TorchEngine.start().newManager(Device.cpu());

  private static String path(String name) {
    return "conversion/" + name;
  }

  private <N extends NamedBlock> N loaded(N network, String file, String key) {
    StateDict all = StateDict.entry(PyTorchFile.read(Golden.path(path(file))), key, file);
    StateDict weights = StateDict.of(PublicNames.used(all.tensors()));
    weights.requireExactly(BlockWeights.shapes(network), file);
    BlockWeights.set(network, weights, manager);
    return network;
  }

  private static Samples samples(String name) {
    NpyArray array = NpyArray.read(Golden.path(path(name + ".npy")));
    int[] shape = array.shape();
    return new Samples(array.values(), new Shape(BANDS, shape[shape.length - 1]));
  }

  private static JsonArray steps(String name) throws IOException {
    return JsonParser.parseString(Files.readString(Golden.path(path(name))))
        .getAsJsonObject()
        .getAsJsonArray("steps");
  }

  private static TrainingState state(int step) {
    return new TrainingState(step, 0, step, 0, OptionalDouble.empty());
  }

  private static void assertLoss(Outcome outcome, String name, double weight, double expected) {
    StepLosses losses = outcome.losses();
    assertThat(outcome.applied()).isTrue();
    assertThat(losses.named().get(name) / weight)
        .as(name)
        .isCloseTo(expected, withinPercentage(LOSS_PERCENT));
  }

  private void assertAfter(
      ConditionedNetwork network, String input, ConversionConditions told, String name) {
    NDArray result = network.apply(manager, samples(input).in(manager), told);
    assertClose(
        result.toFloatArray(), NpyArray.read(Golden.path(path(name + ".npy"))).values(), AFTER);
  }

  private ConditionedNetwork generator(String way) {
    ConversionGenerator network =
        loaded(
            MaskCycleGanGenerator.Config.mask(BANDS, 8).build(),
            "maskcyclegan/initial.pth",
            "generator_" + way);
    return new ConditionedNetwork(network, network::convert);
  }

  private ConditionedNetwork judge(String name) {
    ConversionDiscriminator network =
        loaded(
            new PatchDiscriminator.Config(8, true).build(),
            "maskcyclegan/initial.pth",
            "discriminator_" + name);
    return new ConditionedNetwork(network, network::judge);
  }

  @Test
  void threeStepsOfMaskCycleGanAreItsPublicCodes() throws IOException {
    CycleNetworks networks =
        new CycleNetworks(
            generator("A2B"),
            generator("B2A"),
            judge("A"),
            judge("B"),
            Optional.of(new CycleNetworks.Second(judge("A2"), judge("B2"))));
    CycleSettings settings =
        new CycleSettings(
            GanLoss.LEAST_SQUARES,
            new CycleSettings.Weights(
                Weight.of(1), Weight.of(1), Weight.of(10), Weight.of(5), Weight.of(0.5)),
            LearningSettings.adam(2e-4),
            LearningSettings.adam(1e-4),
            Fakes.FRESH,
            0);
    PairBatch batch =
        new PairBatch(
            samples("maskcyclegan/batch-a"),
            samples("maskcyclegan/batch-b"),
            Optional.of(
                new PairBatch.Masks(
                    samples("maskcyclegan/batch-mask-a"), samples("maskcyclegan/batch-mask-b"))));
    JsonArray steps = steps("maskcyclegan/expected.json");
    try (CycleScheme scheme =
        new CycleScheme(
            manager, networks, settings, 1, Optional.empty(), state -> Optional.empty())) {
      for (int i = 0; i < steps.size(); i++) {
        Outcome outcome = scheme.step(List.of(batch), state(i));
        JsonObject of = steps.get(i).getAsJsonObject().getAsJsonObject("generator");
        assertLoss(outcome, "adversarial/a2b", 1, of.get("adversarial_a2b").getAsDouble());
        assertLoss(outcome, "adversarial/b2a", 1, of.get("adversarial_b2a").getAsDouble());
        for (String domain : List.of("a", "b")) {
          assertLoss(
              outcome,
              "second_adversarial/" + domain,
              1,
              of.get("second_adversarial_" + domain).getAsDouble());
          assertLoss(outcome, "cycle/" + domain, 10, of.get("cycle_" + domain).getAsDouble());
          assertLoss(outcome, "identity/" + domain, 5, of.get("identity_" + domain).getAsDouble());
        }
        assertLoss(outcome, "generator", 1, of.get("total").getAsDouble());
        JsonObject ofJudges = steps.get(i).getAsJsonObject().getAsJsonObject("discriminator");
        for (String domain : List.of("a", "b", "a2", "b2")) {
          assertLoss(
              outcome,
              "discriminator_real/" + domain,
              0.25,
              ofJudges.get("real_" + domain).getAsDouble());
          assertLoss(
              outcome,
              "discriminator_fake/" + domain,
              0.25,
              ofJudges.get("fake_" + domain).getAsDouble());
        }
        assertLoss(outcome, "discriminator", 1, ofJudges.get("total").getAsDouble());
      }
      ConversionConditions none = ConversionConditions.NONE;
      assertAfter(networks.aToB(), "maskcyclegan/batch-a", none, "maskcyclegan/after3.a2b");
      assertAfter(networks.aToB(), "maskcyclegan/long", none, "maskcyclegan/after3.a2b-long");
      assertAfter(networks.judgeOfA(), "maskcyclegan/batch-a", none, "maskcyclegan/after3.score-a");
      assertAfter(
          networks.second().orElseThrow().ofB(),
          "maskcyclegan/batch-b",
          none,
          "maskcyclegan/after3.score-b2");
    }
  }

  @ParameterizedTest
  @EnumSource(Fakes.class)
  void threeStepsOfStarGanAreTheReferences(Fakes fakes) throws IOException {
    String file = "stargan-2d/initial.pth";
    StarGanGenerator generator =
        loaded(new StarGanGenerator.Config(BANDS, 3, 4, 5).build(), file, "generator");
    StarGanDiscriminator judge =
        loaded(new StarGanDiscriminator.Config(BANDS, 3, 4).build(), file, "discriminator");
    DomainClassifier classifier =
        loaded(new DomainClassifier.Config(BANDS, 3, 4).build(), file, "classifier");
    StarNetworks networks =
        new StarNetworks(
            new ConditionedNetwork(generator, generator::convert),
            new ConditionedNetwork(judge, judge::judge),
            Optional.of(
                new ConditionedNetwork(
                    classifier,
                    (store, mel, told, training) -> classifier.apply(store, mel, training))),
            3);
    StarSettings settings =
        new StarSettings(
            GanLoss.CROSS_ENTROPY,
            new StarSettings.Weights(Weight.of(1), Weight.of(1), Weight.of(10), Weight.of(5)),
            LearningSettings.adam(2e-4),
            LearningSettings.adam(1e-4),
            LearningSettings.adam(1e-4),
            fakes);
    DomainBatch batch =
        new DomainBatch(samples("stargan-2d/batch"), List.of(0, 0, 1, 2), List.of(1, 2, 0, 1));
    JsonArray steps = steps("stargan-2d/expected.json");
    try (StarScheme scheme =
        new StarScheme(manager, networks, settings, state -> Optional.empty())) {
      for (int i = 0; i < steps.size(); i++) {
        Outcome outcome = scheme.step(List.of(batch), state(i));
        JsonObject step = steps.get(i).getAsJsonObject();
        assertLoss(
            outcome,
            "classification/real",
            1,
            step.getAsJsonObject("classifier").get("classification").getAsDouble());
        JsonObject ofJudge = step.getAsJsonObject("discriminator");
        assertLoss(outcome, "discriminator/real", 1, ofJudge.get("real").getAsDouble());
        assertLoss(outcome, "discriminator/fake", 1, ofJudge.get("fake").getAsDouble());
        assertLoss(outcome, "discriminator", 1, ofJudge.get("total").getAsDouble());
        JsonObject of = step.getAsJsonObject("generator");
        assertLoss(outcome, "adversarial/generator", 1, of.get("adversarial").getAsDouble());
        assertLoss(outcome, "classification/fake", 1, of.get("classification").getAsDouble());
        assertLoss(outcome, "cycle", 10, of.get("cycle").getAsDouble());
        assertLoss(outcome, "identity", 5, of.get("identity").getAsDouble());
        assertLoss(outcome, "generator", 1, of.get("total").getAsDouble());
      }
      assertAfter(
          networks.generator(), "stargan-2d/batch", codes(1, 1, 1, 1), "stargan-2d/after3.to-1");
      assertAfter(
          networks.generator(), "stargan-2d/short", codes(1), "stargan-2d/after3.short-to-1");
      assertAfter(
          networks.discriminator(),
          "stargan-2d/batch",
          codes(0, 0, 1, 2),
          "stargan-2d/after3.score");
      assertAfter(
          networks.classifier().orElseThrow(),
          "stargan-2d/batch",
          ConversionConditions.NONE,
          "stargan-2d/after3.class");
    }
  }

  private ConversionConditions codes(int... domains) {
    float[] codes = new float[domains.length * 3];
    for (int i = 0; i < domains.length; i++) {
      codes[i * 3 + domains[i]] = 1;
    }
    return ConversionConditions.domain(manager.create(codes, new Shape(domains.length, 3)));
  }
}
