package dev.vocoder.internal.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vocoder.Device;
import dev.vocoder.MelFormat;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.internal.container.torch.PyTorchFile;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.Discriminator.Pass;
import dev.vocoder.network.DiscriminatorConfig;
import dev.vocoder.network.Judgement;
import dev.vocoder.network.hifigan.MultiPeriodConfig;
import dev.vocoder.network.hifigan.MultiScaleConfig;
import dev.vocoder.network.melgan.MelGanConfig;
import dev.vocoder.network.melgan.MelGanDiscriminatorConfig;
import dev.vocoder.testing.Golden;
import dev.vocoder.testing.MelGanGolden;
import dev.vocoder.train.vocoder.LossSettings;
import dev.vocoder.train.vocoder.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference's losses of its own discriminators, an eighth as wide as the paper's. */
class DiscriminatorLossTest {
  private static final int SMALLER = 8;
  private static final String WEIGHTS = "discriminator/initial.pth";

  @ParameterizedTest
  @ValueSource(strings = {"mpd", "msd"})
  void theLossesOfTheGoldenWavesAreTheReferences(String name) throws IOException {
    DiscriminatorConfig sizes =
        name.equals("mpd") ? MultiPeriodConfig.PAPER : MultiScaleConfig.PAPER;
    Discriminator network = sizes.narrowed(SMALLER).build();
    JsonObject expected =
        JsonParser.parseString(Files.readString(Golden.path("discriminator/expected.json")))
            .getAsJsonObject()
            .getAsJsonObject(name);
    try (NDManager manager = TorchEngine.start().newManager(Device.cpu())) {
      PyTorchFile file = PyTorchFile.read(Golden.path(WEIGHTS));
      BlockWeights.set(network, StateDict.entry(file, name, WEIGHTS), manager);
      List<Judgement> real = judge(network, manager, "real");
      List<Judgement> fake = judge(network, manager, "fake");
      LeastSquaresLoss objective = new LeastSquaresLoss();
      NDArray discriminator = manager.create(0f);
      NDArray generator = manager.create(0f);
      for (int part = 0; part < real.size(); part++) {
        NDArray score = fake.get(part).score();
        discriminator = discriminator.add(objective.discriminator(real.get(part).score(), score));
        generator = generator.add(objective.generator(score));
      }
      NDArray features = new FeatureMatchingLoss().of(real, fake);
      assertLoss(discriminator.getFloat(), expected, "discriminator_loss");
      assertLoss(generator.getFloat(), expected, "generator_loss");
      assertLoss(2 * features.getFloat(), expected, "feature_loss_times_2");
    }
  }

  @Test
  void theLossesOfMelGansDiscriminatorAreTheReferences() throws IOException {
    JsonObject expected =
        JsonParser.parseString(Files.readString(Golden.path("melgan/expected.json")))
            .getAsJsonObject();
    Discriminator network = MelGanDiscriminatorConfig.PAPER.build();
    LossSettings settings =
        TrainingConfig.melGan(MelGanConfig.PAPER, MelFormat.MELGAN, MelGanDiscriminatorConfig.PAPER)
            .losses();
    try (NDManager manager = TorchEngine.start().newManager(Device.cpu())) {
      BlockWeights.set(network, MelGanGolden.discriminators(), manager);
      List<Judgement> real = judge(network, manager, "real");
      List<Judgement> fake = judge(network, manager, "fake");
      AdversarialLoss objective = settings.objective().loss();
      double discriminator = 0;
      double generator = 0;
      for (int part = 0; part < real.size(); part++) {
        NDArray score = fake.get(part).score();
        discriminator += objective.discriminator(real.get(part).score(), score).getFloat();
        generator += objective.generator(score).getFloat();
      }
      double features = new FeatureMatchingLoss().of(real, fake).getFloat();
      assertLoss(discriminator, expected, "hinge_discriminator_loss");
      assertLoss(generator, expected, "hinge_generator_loss");
      // The reference weighs the sum of this by 10 once more.
      assertLoss(settings.featureMatching() / 10 * features, expected, "feature_loss");
    }
  }

  private static List<Judgement> judge(Discriminator network, NDManager manager, String wave) {
    float[] samples = NpyArray.read(Golden.path("discriminator/" + wave + ".npy")).values();
    NDArray waves = manager.create(samples, new Shape(1, 1, samples.length));
    return network.judge(new ParameterStore(manager, false), waves, Pass.FIXED);
  }

  private static void assertLoss(double loss, JsonObject expected, String name) {
    double wanted = expected.get(name).getAsDouble();
    assertThat(loss).as(name).isCloseTo(wanted, within(1e-4 * wanted));
  }
}
