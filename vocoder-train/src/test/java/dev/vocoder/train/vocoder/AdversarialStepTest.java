package dev.vocoder.train.vocoder;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vocoder.CheckpointException;
import dev.vocoder.Device;
import dev.vocoder.Precision;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.DeferredTensor;
import dev.vocoder.internal.container.torch.PyTorchFile;
import dev.vocoder.internal.data.Batch;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.network.NamedBlock;
import dev.vocoder.testing.Golden;
import dev.vocoder.testing.SharedData;
import dev.vocoder.train.TrainingFile;
import dev.vocoder.train.TrainingState;
import dev.vocoder.train.optimize.AdamW;
import dev.vocoder.train.optimize.GradientLimit;
import dev.vocoder.train.vocoder.AdversarialStep.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Three steps of the reference implementation, from its own initial weights on its own batch. */
class AdversarialStepTest {
  private static final int SMALLER = 8; // the golden discriminators have an eighth of the channels
  private static final double RELATIVE = 5e-4;

  static TrainingConfig config() {
    VocoderConfig networks = VocoderConfig.read(Golden.path("generator/tiny-v1.config.json"));
    TrainingConfig paper = TrainingConfig.hifiGan(networks.generator(), networks.melFormat());
    return paper.toBuilder().narrowDiscriminators(SMALLER).batches(2, 4096).build();
  }

  static AdversarialStep initial(Precision precision) {
    String generatorFile = "generator/tiny-v1.pth";
    StateDict generator =
        StateDict.entry(PyTorchFile.read(Golden.path(generatorFile)), "generator", generatorFile);
    String file = "discriminator/initial.pth";
    PyTorchFile discriminators = PyTorchFile.read(Golden.path(file));
    return new AdversarialStep(
        config(),
        Optional.of(generator),
        Map.of(
            "mpd", StateDict.entry(discriminators, "mpd", file),
            "msd", StateDict.entry(discriminators, "msd", file)),
        Device.cpu(),
        precision);
  }

  private static NpyArray array(String name) {
    return NpyArray.read(Golden.path("training/" + name + ".npy"));
  }

  static Batch batch() {
    return new Batch(array("batch-wave").values(), array("batch-mel").values(), 2, 80);
  }

  /** Three steps; the reference lets the learning rate fall after the second. */
  private static List<AdversarialLosses> train(AdversarialStep step) {
    AdversarialLosses first = step.run(batch(), Part.BOTH).losses();
    AdversarialLosses second = step.run(batch(), Part.BOTH).losses();
    decay(step.networks().generatorOptimizer());
    decay(step.networks().discriminatorOptimizer());
    AdversarialLosses third = step.run(batch(), Part.BOTH).losses();
    return List.of(first, second, third);
  }

  private static void decay(AdamW optimizer) {
    optimizer.advance(2, 1); // two steps, an epoch
  }

  @Test
  void everyLossOfThreeStepsIsTheReferences() throws IOException {
    JsonObject expected =
        JsonParser.parseString(Files.readString(Golden.path("training/expected.json")))
            .getAsJsonObject();
    try (AdversarialStep step = initial(Precision.FLOAT32)) {
      List<AdversarialLosses> losses = train(step);
      for (int i = 0; i < losses.size(); i++) {
        JsonObject wanted = expected.getAsJsonArray("steps").get(i).getAsJsonObject();
        AdversarialLosses found = losses.get(i);
        for (String network : List.of("mpd", "msd")) {
          assertThat(found.discriminator().get(network))
              .isCloseTo(
                  at(wanted, "discriminator_" + network),
                  relative(wanted, "discriminator_" + network));
          String adversarial = "generator_adversarial_" + network;
          assertThat(found.adversarial().get(network))
              .isCloseTo(at(wanted, adversarial), relative(wanted, adversarial));
          String features = "feature_matching_" + network;
          assertThat(found.featureMatching().get(network))
              .isCloseTo(at(wanted, features), relative(wanted, features));
        }
        assertThat(found.reconstruction().get("mel"))
            .isCloseTo(at(wanted, "mel_times_45"), relative(wanted, "mel_times_45"));
        assertThat(found.generatorTotal())
            .isCloseTo(at(wanted, "generator_total"), relative(wanted, "generator_total"));
      }
      assertClose(generated(step), array("wave-after-3-steps").values(), 1e-3);
    }
  }

  private static double at(JsonObject losses, String key) {
    return losses.get(key).getAsDouble();
  }

  private static Offset<Double> relative(JsonObject losses, String key) {
    return within(RELATIVE * at(losses, key));
  }

  private static float[] generated(AdversarialStep step) {
    try (NDManager scope = TorchEngine.start().newManager(Device.cpu())) {
      NDArray mels = scope.create(batch().mels(), new Shape(2, 80, 16));
      return step.networks()
          .generator()
          .apply(new ParameterStore(scope, false), mels, false)
          .toFloatArray();
    }
  }

  @Test
  void theStateAfterThreeStepsIsTheReferences() {
    Path discriminatorFile = SharedData.path("golden/training/do_00000003.pth");
    Path generatorFile = SharedData.path("golden/training/g_00000003.pth");
    PyTorchFile saved = PyTorchFile.read(discriminatorFile);
    try (AdversarialStep step = initial(Precision.FLOAT32)) {
      train(step);
      assertNear(
          step.networks().generator(),
          StateDict.entry(PyTorchFile.read(generatorFile), "generator", "g"));
      step.networks()
          .discriminators()
          .forEach((name, network) -> assertNear(network, StateDict.entry(saved, name, "do")));
      Map<?, ?> root = (Map<?, ?>) saved.root();
      assertMoments(step.networks().generatorOptimizer(), (Map<?, ?>) root.get("optim_g"));
      assertMoments(step.networks().discriminatorOptimizer(), (Map<?, ?>) root.get("optim_d"));
    }
  }

  /**
   * Adam turns the sign of a gradient near zero into a full step, so that single ones may stray.
   */
  private static void assertNear(NamedBlock network, StateDict expected) {
    StateDict actual = BlockWeights.get(network);
    assertThat(actual.names()).containsExactlyElementsOf(expected.names());
    for (String name : expected.names()) {
      float[] a = actual.get(name).values();
      float[] b = expected.get(name).values();
      assertThat(meanDifference(a, b)).as(name).isLessThanOrEqualTo(1e-5);
      assertClose(a, b, 3 * 2 * 2e-4);
    }
  }

  private static double meanDifference(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum / a.length;
  }

  private static void assertMoments(AdamW optimizer, Map<?, ?> expected) {
    Map<?, ?> actual = (Map<?, ?>) optimizer.state().get("state");
    Map<?, ?> wanted = (Map<?, ?>) expected.get("state");
    assertThat(actual).hasSameSizeAs(wanted);
    for (int i = 0; i < actual.size(); i++) {
      Map<?, ?> entry = (Map<?, ?>) actual.get(i);
      Map<?, ?> wantedEntry = (Map<?, ?>) wanted.get((long) i);
      for (String key : List.of("step", "exp_avg", "exp_avg_sq")) {
        float[] a = ((DeferredTensor) entry.get(key)).values().get();
        float[] b = ((Tensor) wantedEntry.get(key)).values();
        double size = 0;
        for (float value : b) {
          size = Math.max(size, Math.abs(value));
        }
        assertClose(a, b, 1e-2 * size + 1e-12);
      }
    }
  }

  @Test
  void theReferencesOwnCheckpointIsResumed() {
    Path name = SharedData.path("golden/training/do_00000003.pth");
    Path generator = SharedData.path("golden/training/g_00000003.pth");
    TrainingFile saved = TrainingFile.read(name);
    assertThat(TrainingState.of(saved).step()).isEqualTo(3);
    try (AdversarialStep ours = initial(Precision.FLOAT32);
        AdversarialStep resumed =
            new AdversarialStep(
                config(),
                Optional.of(VocoderWeights.generator(generator, config())),
                VocoderWeights.discriminators(saved, config()),
                Device.cpu(),
                Precision.FLOAT32)) {
      Map<?, ?> root = (Map<?, ?>) saved.content().root();
      resumed.networks().generatorOptimizer().load(root.get("optim_g"), "optim_g");
      resumed.networks().discriminatorOptimizer().load(root.get("optim_d"), "optim_d");
      assertThat(resumed.networks().generatorOptimizer().learningRate()).isEqualTo(2e-4 * 0.999);
      train(ours);
      for (int step = 0; step < 2; step++) { // the second depends on the moments
        Map<String, Double> wanted = ours.run(batch(), Part.BOTH).losses().named();
        Map<String, Double> found = resumed.run(batch(), Part.BOTH).losses().named();
        wanted.forEach(
            (loss, value) ->
                assertThat(found.get(loss)).as(loss).isCloseTo(value, within(RELATIVE * value)));
      }
    }
  }

  @Test
  void aCheckpointOfOtherNetworksIsRefused() {
    try (AdversarialStep step = initial(Precision.FLOAT32)) {
      Map<String, Object> state = step.networks().generatorOptimizer().state();
      assertThatThrownBy(() -> step.networks().discriminatorOptimizer().load(state, "optim_d"))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("optim_d");
      assertThatThrownBy(() -> step.networks().generatorOptimizer().load(List.of(), "optim_g"))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("optim_g is not the state of an AdamW");
    }
  }

  @Test
  void gradientsAreClippedAsPyTorchDoes() {
    try (AdversarialStep step = initial(Precision.FLOAT32)) {
      AdversarialStep.Outcome outcome = step.run(batch(), Part.BOTH);
      double norm = outcome.losses().gradientNorms().get("generator");
      TrainingConfig plain = config();
      TrainingConfig clipped =
          plain.toBuilder()
              .optimization(
                  plain.optimization().withGradientLimit(new GradientLimit(norm / 4, false)))
              .build();
      StateDict generator = BlockWeights.get(step.networks().generator());
      try (AdversarialStep limited =
              new AdversarialStep(
                  clipped, Optional.of(generator), Map.of(), Device.cpu(), Precision.FLOAT32);
          AdversarialStep free =
              new AdversarialStep(
                  plain, Optional.of(generator), Map.of(), Device.cpu(), Precision.FLOAT32)) {
        limited.run(batch(), Part.GENERATOR);
        free.run(batch(), Part.GENERATOR);
        float[] small = firstMoment(limited);
        float[] large = firstMoment(free);
        double whole = free.run(batch(), Part.GENERATOR).losses().gradientNorms().get("generator");
        assertThat(whole).isGreaterThan(norm / 4);
        double ratio = small[0] / large[0];
        assertThat(ratio).isLessThan(0.9);
        for (int i = 0; i < small.length; i++) {
          assertThat((double) small[i]).isCloseTo(ratio * large[i], within(1e-6));
        }
      }
    }
  }

  private static float[] firstMoment(AdversarialStep step) {
    Map<?, ?> state = (Map<?, ?>) step.networks().generatorOptimizer().state().get("state");
    Map<?, ?> entry = (Map<?, ?>) state.get(0);
    return ((DeferredTensor) entry.get("exp_avg")).values().get();
  }

  @Test
  void mixedPrecisionTracksFloat32() {
    try (AdversarialStep full = initial(Precision.FLOAT32);
        AdversarialStep mixed = initial(Precision.MIXED)) {
      List<AdversarialLosses> expected = train(full);
      List<AdversarialLosses> actual = train(mixed);
      for (int i = 0; i < expected.size(); i++) {
        Map<String, Double> wanted = expected.get(i).named();
        actual
            .get(i)
            .named()
            .forEach(
                (name, loss) -> {
                  assertThat(loss)
                      .as(name)
                      .isCloseTo(
                          wanted.get(name),
                          within((name.startsWith("gradient") ? 0.05 : 0.02) * wanted.get(name)));
                });
      }
      assertThat(actual).isNotEqualTo(expected);
    }
  }
}
