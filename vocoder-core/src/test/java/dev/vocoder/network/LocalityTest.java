package dev.vocoder.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.melgan.MelGanConfig;
import dev.vocoder.network.multiband.MultiBandConfig;
import dev.vocoder.network.multiband.PqmfFilters;
import dev.vocoder.testing.Golden;
import dev.vocoder.testing.RandomModels;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a network's program tells of its lengths, against formulas written out by hand. */
class LocalityTest {

  /** The published generators, those of the tests, and 50 of random sizes of each architecture. */
  private static List<GeneratorConfig> configs() {
    List<GeneratorConfig> configs = new ArrayList<>(RandomModels.architectures());
    configs.addAll(List.of(HifiGanConfig.V1, HifiGanConfig.V2, HifiGanConfig.V3));
    configs.addAll(List.of(MelGanConfig.PAPER, MelGanConfig.KERAS));
    for (Function<Random, GeneratorConfig> sizes :
        List.<Function<Random, GeneratorConfig>>of(
            LocalityTest::hifiGan, LocalityTest::melGan, LocalityTest::multiBand)) {
      Random random = new Random(1);
      for (int i = 0; i < 50; i++) {
        configs.add(sizes.apply(random));
      }
    }
    return configs;
  }

  private static HifiGanConfig hifiGan(Random random) {
    Padding padding = padding(random);
    List<Integer> rates = integers(random, 1 + random.nextInt(4), 1, 8);
    int blocks = 1 + random.nextInt(3);
    HifiGanConfig config =
        new HifiGanConfig(
            1 + random.nextInt(80),
            16 << random.nextInt(3),
            rates,
            kernels(random, rates, padding),
            choice(random, dev.vocoder.network.hifigan.ResidualBlock.Kind.values()),
            integers(random, blocks, 0, 6).stream().map(half -> 2 * half + 1).toList(),
            IntStream.range(0, blocks)
                .mapToObj(i -> integers(random, 1 + random.nextInt(3), 1, 12))
                .toList(),
            padding,
            0.1f,
            false);
    return padding.causal() || random.nextBoolean() ? config : config.withEqualCuts();
  }

  private static MelGanConfig melGan(Random random) {
    return melGan(random, 1);
  }

  private static MelGanConfig melGan(Random random, int outputs) {
    Padding padding = padding(random);
    List<Integer> rates = integers(random, 1 + random.nextInt(4), 1, 8);
    return new MelGanConfig(
        1 + random.nextInt(80),
        16 << random.nextInt(3),
        rates,
        kernels(random, rates, padding),
        choice(random, dev.vocoder.network.melgan.ResidualBlock.Kind.values()),
        integers(random, 1 + random.nextInt(4), 1, 81),
        padding,
        0.2f,
        random.nextBoolean(),
        outputs);
  }

  private static MultiBandConfig multiBand(Random random) {
    int subBands = 2 + random.nextInt(4);
    return new MultiBandConfig(
        melGan(random, subBands), random.nextBoolean() ? PqmfFilters.TAPS : 8 + 2 * subBands);
  }

  private static Padding padding(Random random) {
    PaddingMode mode = choice(random, PaddingMode.values());
    boolean replicates = random.nextBoolean();
    return random.nextInt(3) > 0
        ? new Padding(mode, false, PaddingMode.ZEROS)
        : Padding.causal(mode, replicates ? PaddingMode.REPLICATE : PaddingMode.ZEROS);
  }

  private static List<Integer> kernels(Random random, List<Integer> rates, Padding padding) {
    return rates.stream()
        .map(rate -> padding.causal() ? 2 * rate : rate + random.nextInt(2 * rate))
        .toList();
  }

  private static List<Integer> integers(Random random, int count, int from, int to) {
    return random.ints(count, from, to + 1).boxed().toList();
  }

  private static <T> T choice(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  @Test
  void reachLengthsAndLeastFramesAreThoseOfTheFormulas() throws IOException {
    List<String> found = new ArrayList<>();
    for (GeneratorConfig config : configs()) {
      Reach reach = config.locality().reach();
      found.add(
          "%d before, %d after, context %d, least %d, hop %d, %d more"
              .formatted(
                  reach.before(),
                  reach.after(),
                  config.contextFrames(),
                  config.leastFrames(),
                  config.hopSize(),
                  config.extraSamples()));
    }
    assertThat(found)
        .containsExactlyElementsOf(Files.readAllLines(Golden.path("locality/formulas.txt")));
  }
}
