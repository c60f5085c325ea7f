package dev.vocoder.train.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.Device;
import dev.vocoder.MelFormat;
import dev.vocoder.Precision;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.internal.container.DeferredTensor;
import dev.vocoder.internal.data.Batch;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.network.melgan.MelGanConfig;
import dev.vocoder.network.melgan.MelGanDiscriminatorConfig;
import dev.vocoder.testing.Golden;
import dev.vocoder.testing.MelGanGolden;
import dev.vocoder.train.optimize.AdamW;
import dev.vocoder.train.optimize.GradientLimit;
import dev.vocoder.train.vocoder.AdversarialStep.Part;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * MelGAN's steps. The numbers of three of them were computed by the reference implementation in
 * double precision (PyTorch 1.13) from the golden weights on the golden batch, whose mel, divided
 * by ln 10, is taken for MelGAN's. Adam's first steps divide small gradients by themselves, and so
 * make much of their last digits, which each processor rounds otherwise: with the recipe's epsilon
 * only the losses are compared, and the wave with one that is larger than most gradients: so the
 * reference in single precision is within 1e-7 of itself in double.
 */
class MelGanStepTest {
  private static final double RELATIVE = 5e-4;
  private static final String GENERATOR = "melgan/generator-ngf4.pt";
  private static final MelGanConfig SIZES =
      MelGanConfig.reference(80, 64, MelGanConfig.PAPER.upsampleRates(), 3);

  private static Batch batch() {
    float[] mels = NpyArray.read(Golden.path("training/batch-mel.npy")).values();
    for (int i = 0; i < mels.length; i++) {
      mels[i] /= (float) Math.log(10);
    }
    return new Batch(NpyArray.read(Golden.path("training/batch-wave.npy")).values(), mels, 2, 80);
  }

  private static TrainingConfig reference() {
    return TrainingConfig.melGan(SIZES, MelFormat.MELGAN, MelGanDiscriminatorConfig.PAPER)
        .withBatches(2, 4096);
  }

  private static AdversarialStep step(TrainingConfig config, StateDict discriminators) {
    Path file = Golden.path(GENERATOR);
    return new AdversarialStep(
        config,
        Optional.of(VocoderWeights.generator(file, config)),
        Map.of("melgan", discriminators),
        Device.cpu(),
        Precision.FLOAT32);
  }

  @Test
  void everyLossOfThreeStepsIsTheReferences() {
    double[][] expected = { // discriminator, adversarial, 10 times feature matching
      {6.0038108276988265, 0.10828507561067657, 1.0752602478663689},
      {5.79274852432157, 0.10007998102682275, 0.972529470379746},
      {5.65632394056272, 0.028682003760194565, 0.9283506292785039},
    };
    try (AdversarialStep step = step(reference(), MelGanGolden.discriminators())) {
      assertLosses(step, expected);
    }
  }

  @Test
  void whereSmallGradientsMakeSmallStepsLossesAndWaveAreTheReferences() {
    double[][] expected = {
      {6.0038108276988265, -0.0046582274659503035, 1.0741451719726975},
      {6.001733436512323, -0.0037966355760756954, 1.0365580355017856},
      {5.999646517815145, -0.002897205176754892, 1.0056129786364194},
    };
    TrainingConfig config = withEpsilon(reference(), 0.1);
    try (AdversarialStep step = step(config, MelGanGolden.discriminators())) {
      assertLosses(step, expected);
      float[] wave = generated(step);
      double sum = 0;
      for (float sample : wave) {
        sum += Math.abs(sample);
      }
      assertThat(sum / wave.length).isCloseTo(0.0529818699, within(RELATIVE * 0.0529818699));
      float[] start = {-0.01046605f, 0.01862577f, 0.03552783f, 0.06438097f, 0.06697089f};
      float[] later = {-0.06182539f, -0.09432659f, -0.07061108f, -0.01909728f, -0.03305389f};
      for (int i = 0; i < start.length; i++) {
        assertThat(wave[i]).isCloseTo(start[i], within(1e-3f));
        assertThat(wave[4096 + 2000 + i]).isCloseTo(later[i], within(1e-3f));
      }
    }
  }

  private static TrainingConfig withEpsilon(TrainingConfig config, double epsilon) {
    Optimization usual = config.optimization();
    return config.toBuilder()
        .optimization(
            new Optimization(
                withEpsilon(usual.generator(), epsilon),
                withEpsilon(usual.discriminator(), epsilon),
                usual.schedule(),
                usual.gradientLimit(),
                usual.updateOrder()))
        .build();
  }

  private static AdamW.Settings withEpsilon(AdamW.Settings usual, double epsilon) {
    return new AdamW.Settings(
        usual.learningRate(), usual.beta1(), usual.beta2(), epsilon, usual.weightDecay());
  }

  private static void assertLosses(AdversarialStep step, double[][] expected) {
    for (double[] wanted : expected) {
      AdversarialLosses losses = step.run(batch(), Part.BOTH).losses();
      assertLoss(losses.discriminator().get("melgan"), wanted[0]);
      assertLoss(losses.adversarial().get("melgan"), wanted[1]);
      assertLoss(losses.featureMatching().get("melgan"), wanted[2]);
      assertLoss(losses.named().get("generator"), wanted[1] + wanted[2]);
    }
  }

  private static void assertLoss(double found, double wanted) {
    // The adversarial loss is the small difference of large scores of either sign.
    assertThat(found).isCloseTo(wanted, within(RELATIVE * Math.max(1, Math.abs(wanted))));
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
  void learningTogetherTheGeneratorKnowsNothingOfTheDiscriminatorsStep() {
    TrainingConfig keras =
        TrainingConfig.kerasMelGan(SIZES, MelFormat.MELGAN, MelGanDiscriminatorConfig.PAPER)
            .withBatches(2, 4096);
    StateDict initial = MelGanGolden.discriminators();
    try (AdversarialStep together = step(keras, initial);
        AdversarialStep alone = step(keras, initial)) {
      AdversarialLosses both = together.run(batch(), Part.BOTH).losses();
      AdversarialLosses discriminators = alone.run(batch(), Part.DISCRIMINATORS).losses();
      assertThat(both.discriminator()).isEqualTo(discriminators.discriminator());
      AdversarialLosses after = alone.run(batch(), Part.BOTH).losses();
      assertThat(after.adversarial()).isNotEqualTo(both.adversarial());
      // Means over three scales and their six layers, the features ten times.
      assertThat(both.adversarial().get("melgan")).isBetween(0.5, 2.0);
    }
  }

  @Test
  void everyGradientIsClippedByItself() {
    TrainingConfig plain = reference();
    double limit = 1e-3;
    TrainingConfig clipped =
        plain.toBuilder()
            .optimization(plain.optimization().withGradientLimit(new GradientLimit(limit, true)))
            .build();
    StateDict initial = MelGanGolden.discriminators();
    try (AdversarialStep free = step(plain, initial);
        AdversarialStep limited = step(clipped, initial)) {
      free.run(batch(), Part.BOTH);
      limited.run(batch(), Part.BOTH);
      List<float[]> large = firstMoments(free);
      List<float[]> small = firstMoments(limited);
      int scaled = 0;
      for (int i = 0; i < large.size(); i++) {
        double norm = 2 * norm(large.get(i)); // the first moment is half the first gradient
        double factor = Math.min(1, limit / norm);
        scaled += factor < 1 ? 1 : 0;
        // LibTorch sums up to five million squares in single precision.
        assertThat(2 * norm(small.get(i))).isCloseTo(factor * norm, within(1e-3 * limit));
      }
      assertThat(scaled).isBetween(1, large.size() - 1);
    }
  }

  private static List<float[]> firstMoments(AdversarialStep step) {
    Map<?, ?> state = (Map<?, ?>) step.networks().discriminatorOptimizer().state().get("state");
    return state.values().stream()
        .map(entry -> ((DeferredTensor) ((Map<?, ?>) entry).get("exp_avg")).values().get())
        .toList();
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }
}
