package dev.vocoder.network.conversion;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import dev.vocoder.ConfigException;
import dev.vocoder.Device;
import dev.vocoder.internal.engine.Gradients;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.network.NamedBlock;
import dev.vocoder.network.conversion.MaskCycleGanGenerator.Config.Gating;
import dev.vocoder.testing.ArrayValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConversionNetworkTest {
  private static final int BANDS = 16;

  private final NDManager manager = TorchEngine.start().newManager(Device.cpu());
  private final ParameterStore store = new ParameterStore(manager, false);

  @BeforeEach
  void seed() {
    manager.getEngine().setRandomSeed(3);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private <N extends NamedBlock> N initialized(N network) {
    network.initialize(manager, DataType.FLOAT32, new Shape(1, BANDS, 8));
    return network;
  }

  private static long parameters(NamedBlock network) {
    return network.namedParameters().values().stream()
        .mapToLong(parameter -> parameter.getShape().size())
        .sum();
  }

  private NDArray code(float... shares) {
    return manager.create(shares, new Shape(shares.length / 2, 2));
  }

  @Test
  void networksHaveTheParametersOfThePapers() {
    assertThat(parameters(MaskCycleGanGenerator.Config.PUBLIC.build()))
        .isBetween(24_450_000L, 24_550_000L);
    MaskCycleGanGenerator.Config halving =
        new MaskCycleGanGenerator.Config(80, 256, 6, true, Gating.HALVING, 0);
    assertThat(parameters(halving.build())).isBetween(16_400_000L, 16_500_000L);
    CycleGanGenerator.Config first = new CycleGanGenerator.Config(80, 128, 6);
    assertThat(parameters(first.build())).isBetween(38_400_000L, 38_600_000L);
    assertThat(parameters(new StarGanGenerator.Config(80, 3, 32, 5).build()))
        .isBetween(1_950_000L, 2_050_000L);
    assertThat(parameters(new StarGanDiscriminator.Config(80, 3, 32).build()))
        .isBetween(165_000L, 175_000L);
    assertThat(parameters(new DomainClassifier.Config(80, 3, 8).build()))
        .isBetween(34_500L, 35_500L);
  }

  @ParameterizedTest
  @EnumSource(Gating.class)
  void lengthsAreRaisedToAMultipleOfFour(Gating gating) {
    MaskCycleGanGenerator.Config config =
        new MaskCycleGanGenerator.Config(BANDS, 8, 1, false, gating, 0);
    MaskCycleGanGenerator generator = initialized(config.build());
    for (int frames : new int[] {5, 8, 10, 23}) {
      NDArray mel = manager.randomNormal(new Shape(2, BANDS, frames));
      Shape expected = new Shape(2, BANDS, (frames + 3) / 4 * 4L);
      assertThat(generator.convert(store, mel, ConversionConditions.NONE, false).getShape())
          .isEqualTo(expected);
      assertThat(generator.getOutputShapes(new Shape[] {mel.getShape()})).containsExactly(expected);
      assertThat(generator.forward(store, new NDList(mel), false).head().getShape())
          .isEqualTo(expected);
    }
  }

  @Test
  void aModulatedGeneratorConvertsByDomain() {
    MaskCycleGanGenerator.Config config =
        new MaskCycleGanGenerator.Config(BANDS, 8, 2, false, Gating.SELF, 2);
    assertThat(config.conditioning()).isEqualTo(Conditioning.MODULATION);
    MaskCycleGanGenerator modulated = initialized(config.build());
    MaskCycleGanGenerator single =
        initialized(new MaskCycleGanGenerator.Config(BANDS, 8, 2, false, Gating.SELF, 0).build());
    // Two domains: that of the single generator, and one whose factors are half as large.
    Map<String, Parameter> others = single.namedParameters();
    modulated
        .namedParameters()
        .forEach(
            (name, parameter) -> {
              NDArray own = others.get(name).getArray();
              boolean same = own.getShape().equals(parameter.getShape());
              ArrayValues.set(
                  parameter.getArray(), (same ? own : own.stack(own.mul(0.5))).toFloatArray());
            });
    NDArray mel = manager.randomNormal(new Shape(1, BANDS, 12));
    float[] expected = single.convert(store, mel, ConversionConditions.NONE, false).toFloatArray();
    NDArray first = modulated.convert(store, mel, ConversionConditions.domain(code(1, 0)), false);
    NDArray second = modulated.convert(store, mel, ConversionConditions.domain(code(0, 1)), false);
    assertClose(first.toFloatArray(), expected, 1e-6);
    assertThat(first.sub(second).abs().max().getFloat()).isGreaterThan(0.01f);
    NDArray both =
        modulated.convert(
            store, mel.concat(mel), ConversionConditions.domain(code(0, 1, 1, 0)), false);
    assertClose(both.get(0).toFloatArray(), second.toFloatArray(), 1e-5);
    assertClose(both.get(1).toFloatArray(), first.toFloatArray(), 1e-5);
  }

  @Test
  void aCodeChangesWhatStarGanMakes() {
    StarGanGenerator generator = initialized(new StarGanGenerator.Config(BANDS, 2, 4, 3).build());
    NDArray mel = manager.randomNormal(new Shape(1, BANDS, 40));
    NDArray first = generator.convert(store, mel, ConversionConditions.domain(code(1, 0)), false);
    NDArray second = generator.convert(store, mel, ConversionConditions.domain(code(0, 1)), false);
    assertThat(first.sub(second).abs().mean().getFloat()).isGreaterThan(0.01f);
  }

  /** Returns a pass of every network, in every variant, over two mels. */
  private Map<NamedBlock, Supplier<NDArray>> passes() {
    NDArray mel = manager.randomNormal(new Shape(2, BANDS, 32));
    ConversionConditions conditions =
        new ConversionConditions(
            Optional.of(mel.gt(0).toType(DataType.FLOAT32, false)), Optional.of(code(1, 0, 0, 1)));
    Map<NamedBlock, Supplier<NDArray>> networks = new LinkedHashMap<>();
    for (ConversionGenerator.Config config :
        List.of(
            MaskCycleGanGenerator.Config.mask(BANDS, 4),
            MaskCycleGanGenerator.Config.modulated(BANDS, 4, 2),
            new MaskCycleGanGenerator.Config(BANDS, 8, 1, false, Gating.HALVING, 0),
            new CycleGanGenerator.Config(BANDS, 2, 1),
            new StarGanGenerator.Config(BANDS, 2, 2, 3))) {
      ConversionGenerator generator = initialized(config.build());
      networks.put(generator, () -> generator.convert(store, mel, conditions, true));
    }
    ConversionGenerator unmasked = initialized(MaskCycleGanGenerator.Config.mask(BANDS, 4).build());
    networks.put(unmasked, () -> unmasked.convert(store, mel, ConversionConditions.NONE, true));
    for (ConversionDiscriminator.Config config :
        List.of(
            new PatchDiscriminator.Config(4, false),
            new PatchDiscriminator.Config(4, true),
            new CycleGanDiscriminator.Config(2),
            new StarGanDiscriminator.Config(BANDS, 2, 3))) {
      ConversionDiscriminator discriminator = initialized(config.build());
      networks.put(discriminator, () -> discriminator.judge(store, mel, conditions, true));
    }
    DomainClassifier classifier = initialized(new DomainClassifier.Config(BANDS, 2, 2).build());
    networks.put(classifier, () -> classifier.apply(store, mel, true));
    return networks;
  }

  @Test
  void everyParameterOfEveryNetworkTakesAGradient() {
    passes().forEach(this::assertGradients);
  }

  @Test
  void aPassLeavesNothingButItsResult() {
    passes()
        .forEach(
            (network, pass) -> {
              int before = manager.getManagedArrays().size();
              NDArray result = pass.get();
              assertThat(manager.getManagedArrays())
                  .as("%s", network.getClass())
                  .hasSize(before + 1)
                  .contains(result);
            });
  }

  private void assertGradients(NamedBlock network, Supplier<NDArray> pass) {
    ProcessSettings.withGradients(
        true,
        () -> {
          NDArray output = pass.get();
          NDArray weights = manager.randomNormal(output.getShape());
          Gradients.backward(output, weights);
          network
              .namedParameters()
              .forEach(
                  (name, parameter) -> {
                    // One before an instance norm may be 0, but is there.
                    NDArray gradient = parameter.getArray().getGradient();
                    assertThat(gradient.isNaN().any().getBoolean()).as(name).isFalse();
                    if (name.endsWith("weight")) {
                      assertThat(gradient.abs().max().getFloat()).as(name).isGreaterThan(0);
                    }
                  });
          return null;
        });
  }

  @Test
  void discriminatorsScorePatches() {
    NDArray mel = manager.randomNormal(new Shape(3, BANDS, 61));
    NDArray plain =
        initialized(new PatchDiscriminator.Config(4, false).build())
            .judge(store, mel, ConversionConditions.NONE, false);
    assertThat(plain.getShape()).isEqualTo(new Shape(3, 1, 2, 8));
    NDArray other =
        initialized(new CycleGanDiscriminator.Config(2).build())
            .judge(store, mel, ConversionConditions.NONE, false);
    assertThat(other.getShape()).isEqualTo(new Shape(3, 1, 4, 4));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    ConversionGenerator generator =
        initialized(new StarGanGenerator.Config(BANDS, 2, 2, 3).build());
    ConversionConditions one = ConversionConditions.domain(code(1, 0));
    assertRefused(generator, new Shape(1, BANDS + 1, 8), one, "give (batch, 16 bands, frames)");
    assertRefused(generator, new Shape(1, BANDS, 4), one, "needs 8 or more");
    assertRefused(generator, new Shape(1, BANDS, 9), one, "multiple of 4");
    assertRefused(generator, new Shape(2, BANDS, 8), one, "a row for each mel");
    assertRefused(generator, new Shape(1, BANDS, 8), ConversionConditions.NONE, "there is no code");
    ConversionGenerator single = initialized(MaskCycleGanGenerator.Config.mask(BANDS, 4).build());
    assertRefused(single, new Shape(1, BANDS, 4), ConversionConditions.NONE, "needs 5 or more");
  }

  @Test
  void judgesRefuseWhatDoesNotFit() {
    StarGanDiscriminator judge = initialized(new StarGanDiscriminator.Config(BANDS, 2, 3).build());
    NDArray mel = manager.ones(new Shape(1, BANDS, 16));
    assertThatThrownBy(() -> judge.judge(store, mel, ConversionConditions.NONE, false))
        .hasMessageContaining("there is no code; give (1, 2)");
    DomainClassifier classifier = initialized(new DomainClassifier.Config(BANDS, 2, 2).build());
    assertThatThrownBy(() -> classifier.apply(store, mel, false))
        .hasMessageContaining("16 frames; the network needs 32 or more");
  }

  private void assertRefused(
      ConversionGenerator generator, Shape mel, ConversionConditions conditions, String message) {
    NDArray ones = manager.ones(mel);
    assertThatThrownBy(() -> generator.convert(store, ones, conditions, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void sizesThatMakeNoNetworkAreRefused() {
    assertUnusable(() -> MaskCycleGanGenerator.Config.mask(82, 8), "82 mel bands");
    assertUnusable(() -> MaskCycleGanGenerator.Config.mask(80, 7), "7 channels");
    assertUnusable(
        () -> new MaskCycleGanGenerator.Config(80, 6, 6, true, Gating.HALVING, 0), "6 channels");
    assertUnusable(
        () -> new MaskCycleGanGenerator.Config(80, 8, 0, true, Gating.SELF, 0), "0 residual");
    assertUnusable(() -> MaskCycleGanGenerator.Config.modulated(80, 8, -1), "-1 domains");
    assertUnusable(() -> new PatchDiscriminator.Config(3, true), "3 channels");
    assertUnusable(() -> new CycleGanGenerator.Config(80, 0, 6), "the width is 0");
    assertUnusable(() -> new CycleGanDiscriminator.Config(1 << 20), "the width is 1048576");
    assertUnusable(() -> new StarGanGenerator.Config(81, 3, 32, 5), "81 mel bands");
    assertUnusable(() -> new StarGanGenerator.Config(80, 1, 32, 5), "1 domains");
    assertUnusable(() -> new StarGanGenerator.Config(80, 3, 32, 0), "latent channels is 0");
    assertUnusable(() -> new StarGanDiscriminator.Config(0, 3, 32), "0 mel bands");
    assertUnusable(() -> new DomainClassifier.Config(84, 3, 8), "84 mel bands");
  }

  private static void assertUnusable(Supplier<?> config, String message) {
    assertThatThrownBy(config::get)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Unusable")
        .hasMessageContaining(message);
  }
}
