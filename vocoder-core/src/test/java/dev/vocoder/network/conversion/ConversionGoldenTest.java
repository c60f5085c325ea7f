package dev.vocoder.network.conversion;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.Device;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.internal.container.torch.PyTorchFile;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.network.NamedBlock;
import dev.vocoder.testing.Golden;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks that convert, against the numbers of public code, with one thread and two. */
class ConversionGoldenTest {
  private static final double TOLERANCE = 2e-5;
  private static final int BANDS = 80;

  private final NDManager manager = TorchEngine.start().newManager(Device.cpu());
  private final ParameterStore store = new ParameterStore(manager, false);
  private final int threadsBefore = TorchEngine.start().threads();

  @AfterEach
  void close() {
    TorchEngine.start().setThreads(threadsBefore);
    manager.close();
  }

  private <N extends NamedBlock> N loaded(N network, String file, String key) {
    StateDict all = StateDict.entry(PyTorchFile.read(Golden.path(path(file))), key, file);
    StateDict weights = StateDict.of(PublicNames.used(all.tensors()));
    weights.requireExactly(BlockWeights.shapes(network), file);
    BlockWeights.set(network, weights, manager);
    return network;
  }

  private static String path(String name) {
    return "conversion/" + name;
  }

  private static NpyArray golden(String name) {
    return NpyArray.read(Golden.path(path(name) + ".npy"));
  }

  /** Returns mels, (batch, bands, frames). */
  private NDArray mels(String name) {
    NpyArray array = golden(name);
    int[] shape = array.shape();
    long batch = shape.length == 3 ? shape[0] : 1;
    return manager.create(array.values(), new Shape(batch, BANDS, shape[shape.length - 1]));
  }

  private static void assertGolden(NDArray actual, String name) {
    long[] shape = Arrays.stream(golden(name).shape()).mapToLong(each -> each).toArray();
    assertThat(squeezed(actual.getShape().getShape())).isEqualTo(squeezed(shape));
    assertClose(actual.toFloatArray(), golden(name).values(), TOLERANCE);
  }

  private static Shape squeezed(long[] shape) {
    return new Shape(Arrays.stream(shape).filter(length -> length != 1).toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "A2B, batch-a, batch-mask-a, a2b-masked",
    "A2B, batch-a, , a2b",
    "B2A, batch-b, batch-mask-b, b2a-masked",
    "A2B, odd, , a2b-odd",
    "A2B, long, , a2b-long",
  })
  void maskCycleGanConvertsAsItsPublicCode(String way, String mel, String mask, String expected) {
    MaskCycleGanGenerator generator =
        loaded(
            MaskCycleGanGenerator.Config.mask(BANDS, 8).build(),
            "maskcyclegan/initial.pth",
            "generator_" + way);
    for (int threads = 1; threads <= 2; threads++) {
      TorchEngine.start().setThreads(threads);
      ConversionConditions conditions =
          mask == null
              ? ConversionConditions.NONE
              : ConversionConditions.masked(mels("maskcyclegan/" + mask));
      NDArray converted = generator.convert(store, mels("maskcyclegan/" + mel), conditions, false);
      assertGolden(converted, "maskcyclegan/" + expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "A, batch-a, score-a",
    "B, batch-b, score-b",
    "A2, batch-a, score-a2",
    "B2, batch-b, score-b2",
    "B, odd, score-b-odd",
  })
  void patchesAreScoredAsByMaskCycleGansPublicCode(String name, String mel, String expected) {
    PatchDiscriminator discriminator =
        loaded(
            new PatchDiscriminator.Config(8, true).build(),
            "maskcyclegan/initial.pth",
            "discriminator_" + name);
    for (int threads = 1; threads <= 2; threads++) {
      TorchEngine.start().setThreads(threads);
      NDArray score =
          discriminator.judge(store, mels("maskcyclegan/" + mel), ConversionConditions.NONE, false);
      assertGolden(score, "maskcyclegan/" + expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void cycleGan2IsThePublicCodes(int threads) {
    TorchEngine.start().setThreads(threads);
    String file = "cyclegan-vc2/tiny.pth";
    MaskCycleGanGenerator generator =
        loaded(
            MaskCycleGanGenerator.Config.cycleGan2(BANDS, 8).build(),
            file,
            "model_genA2B_state_dict");
    NDArray batch = mels("maskcyclegan/batch-a");
    NDArray odd = mels("maskcyclegan/odd");
    assertGolden(
        generator.convert(store, batch, ConversionConditions.NONE, false),
        "cyclegan-vc2/converted");
    assertGolden(
        generator.convert(store, odd, ConversionConditions.NONE, false),
        "cyclegan-vc2/converted-odd");
    PatchDiscriminator discriminator =
        loaded(new PatchDiscriminator.Config(8, true).build(), file, "model_discriminatorA");
    assertGolden(
        discriminator.judge(store, batch, ConversionConditions.NONE, false), "cyclegan-vc2/score");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void cycleGanOf2018IsTheReference(int threads) {
    TorchEngine.start().setThreads(threads);
    String file = "cyclegan-vc1/tiny.pth";
    CycleGanGenerator generator =
        loaded(new CycleGanGenerator.Config(BANDS, 4, 6).build(), file, "generator");
    NDArray batch = mels("maskcyclegan/batch-a");
    NDArray odd = mels("maskcyclegan/odd");
    assertGolden(
        generator.convert(store, batch, ConversionConditions.NONE, false),
        "cyclegan-vc1/converted");
    assertGolden(
        generator.convert(store, odd, ConversionConditions.NONE, false),
        "cyclegan-vc1/converted-odd");
    CycleGanDiscriminator discriminator =
        loaded(new CycleGanDiscriminator.Config(4).build(), file, "discriminator");
    assertGolden(
        discriminator.judge(store, batch, ConversionConditions.NONE, false), "cyclegan-vc1/score");
  }

  /** Returns a row for each item, 1 at its domain. */
  private NDArray code(int... domains) {
    float[] code = new float[domains.length * 3];
    for (int i = 0; i < domains.length; i++) {
      code[i * 3 + domains[i]] = 1;
    }
    return manager.create(code, new Shape(domains.length, 3));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void starGanIsTheReference(int threads) {
    TorchEngine.start().setThreads(threads);
    String file = "stargan-2d/initial.pth";
    StarGanGenerator generator =
        loaded(new StarGanGenerator.Config(BANDS, 3, 4, 5).build(), file, "generator");
    NDArray batch = mels("stargan-2d/batch");
    for (int domain = 0; domain < 3; domain++) {
      ConversionConditions all = ConversionConditions.domain(code(domain, domain, domain, domain));
      assertGolden(generator.convert(store, batch, all, false), "stargan-2d/to-" + domain);
    }
    assertGolden(
        generator.convert(
            store, mels("stargan-2d/short"), ConversionConditions.domain(code(1)), false),
        "stargan-2d/short-to-1");
    StarGanDiscriminator discriminator =
        loaded(new StarGanDiscriminator.Config(BANDS, 3, 4).build(), file, "discriminator");
    ConversionConditions own = ConversionConditions.domain(code(0, 0, 1, 2));
    assertGolden(discriminator.judge(store, batch, own, false), "stargan-2d/score");
    DomainClassifier classifier =
        loaded(new DomainClassifier.Config(BANDS, 3, 4).build(), file, "classifier");
    assertGolden(classifier.apply(store, batch, false), "stargan-2d/class");
  }
}
