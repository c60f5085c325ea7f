package dev.vocoder.train.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.Device;
import dev.vocoder.MelFormat;
import dev.vocoder.Precision;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.data.Batch;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.NamedBlock;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.bigvgan.AntiAliasedSnake;
import dev.vocoder.network.bigvgan.BigVganConfig;
import dev.vocoder.network.bigvgan.PeriodicBlock;
import dev.vocoder.network.convnext.ConvNextSizes;
import dev.vocoder.network.hifigan.MultiPeriodConfig;
import dev.vocoder.network.spectrum.SpectrumPadding;
import dev.vocoder.network.univnet.MultiResolutionConfig;
import dev.vocoder.network.vocos.VocosConfig;
import dev.vocoder.testing.Golden;
import dev.vocoder.train.optimize.AdamW;
import dev.vocoder.train.optimize.Schedule;
import dev.vocoder.train.optimize.StepDecay;
import dev.vocoder.train.optimize.WarmUpCosine;
import dev.vocoder.train.vocoder.AdversarialStep.Part;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Three steps of Vocos's and of BigVGAN's recipes against discriminators of periods and of
 * spectrograms. The numbers were computed with PyTorch 1.13 in double precision from the published
 * formulas, on the golden batch, from weights of {@link Random}. As in {@link MelGanStepTest} they
 * are compared twice, with the recipe's epsilon and with one that leaves small gradients small.
 */
class SpectralRecipesStepTest {
  private static final double RELATIVE = 5e-4;
  private static final double SMOOTH = 0.1;

  private static final VocosConfig VOCOS =
      new VocosConfig(new ConvNextSizes(80, 8, 16, 2, true), 1024, 256, SpectrumPadding.SAME);
  private static final BigVganConfig BIGVGAN =
      new BigVganConfig(
          80,
          16,
          List.of(8, 8, 4),
          List.of(16, 16, 8),
          PeriodicBlock.Kind.PAIRED,
          List.of(3, 5),
          List.of(List.of(1, 3), List.of(1, 3)),
          AntiAliasedSnake.Kind.SNAKEBETA,
          true,
          true);

  private static final MelFormat VOCOS_MELS =
      MelFormat.VOCOS.toBuilder().sampleRate(22_050).bands(80).fMax(11_025).build();

  /** What a step came to. */
  private record Losses(
      Map<String, Double> discriminator,
      Map<String, Double> adversarial,
      Map<String, Double> features,
      double mel,
      double norm) {}

  private static Batch batch() {
    return new Batch(
        NpyArray.read(Golden.path("training/batch-wave.npy")).values(),
        NpyArray.read(Golden.path("training/batch-mel.npy")).values(),
        2,
        80);
  }

  private static TrainingConfig vocos(double epsilon) {
    return config(
        VOCOS,
        VOCOS_MELS,
        MultiResolutionConfig.VOCOS.narrowed(16),
        epsilon,
        new WarmUpCosine(0, 10));
  }

  private static TrainingConfig bigVgan(double epsilon) {
    return config(
        BIGVGAN,
        MelFormat.HIFIGAN,
        MultiResolutionConfig.PAPER.narrowed(8),
        epsilon,
        new StepDecay(0.9));
  }

  /** The published recipe with narrow discriminators, and rates that change soon. */
  private static TrainingConfig config(
      GeneratorConfig generator,
      MelFormat mels,
      MultiResolutionConfig spectrograms,
      double epsilon,
      Schedule schedule) {
    TrainingConfig usual = TrainingConfig.published(new VocoderConfig(generator, mels));
    Optimization learning = usual.optimization();
    return usual.toBuilder()
        .discriminators(Map.of("mpd", MultiPeriodConfig.PAPER.narrowed(32), "mrd", spectrograms))
        .optimization(
            new Optimization(
                withEpsilon(learning.generator(), epsilon),
                withEpsilon(learning.discriminator(), epsilon),
                schedule,
                learning.gradientLimit(),
                learning.updateOrder()))
        .batches(2, 4096)
        .build();
  }

  private static AdamW.Settings withEpsilon(AdamW.Settings usual, double epsilon) {
    return new AdamW.Settings(
        usual.learningRate(), usual.beta1(), usual.beta2(), epsilon, usual.weightDecay());
  }

  private static AdversarialStep step(TrainingConfig config) {
    Map<String, StateDict> discriminators = new LinkedHashMap<>();
    config
        .discriminators()
        .forEach((name, sizes) -> discriminators.put(name, weights(sizes.build(), 2.5)));
    return new AdversarialStep(
        config,
        Optional.of(weights(config.networks().generator().build(WeightForm.WEIGHT_NORM), 1)),
        discriminators,
        Device.cpu(),
        Precision.FLOAT32);
  }

  /** Returns weights of which each, by its place among the names, has random numbers of its own. */
  private static StateDict weights(NamedBlock network, double height) {
    Map<String, int[]> shapes = new TreeMap<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (NDManager manager = TorchEngine.start().newManager(Device.cpu())) {
      network.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 4096));
      StateDict usual = BlockWeights.get(network);
      BlockWeights.shapes(network)
          .forEach(
              (name, shape) -> {
                if (name.endsWith("filter")) {
                  tensors.put(name, usual.get(name));
                } else if (!name.endsWith("weight_g")) {
                  shapes.put(name.replace("weight_v", "weight"), shape);
                }
              });
    }
    shapes.forEach(
        (name, shape) ->
            tensors.put(name, random(name, shape, tensorsBefore(shapes, name), height)));
    return StateDict.of(tensors).withWeightNorm(BlockWeights.normalizedLayers(network));
  }

  private static int tensorsBefore(Map<String, int[]> shapes, String name) {
    return List.copyOf(shapes.keySet()).indexOf(name);
  }

  private static Tensor random(String name, int[] shape, int seed, double height) {
    int count = 1;
    for (int length : shape) {
      count *= length;
    }
    double middle = name.endsWith("norm.weight") ? 1 : name.endsWith("gamma") ? 0.5 : 0;
    double around = 0.1;
    if (name.endsWith("alpha") || name.endsWith("beta")) {
      around = 0.3;
    } else if (shape.length > 1) {
      around = height / Math.sqrt((double) count / shape[0]);
    }
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (middle + around * (2.0 * random.nextFloat() - 1));
    }
    return new Tensor(shape, values);
  }

  private static void assertSteps(AdversarialStep step, List<Losses> expected) {
    for (int i = 0; i < expected.size(); i++) {
      Losses wanted = expected.get(i);
      AdversarialLosses found = step.run(batch(), Part.BOTH).losses();
      assertLosses(found.discriminator(), wanted.discriminator);
      assertLosses(found.adversarial(), wanted.adversarial);
      assertLosses(found.featureMatching(), wanted.features);
      assertLosses(found.reconstruction(), Map.of("mel", wanted.mel));
      double norm = found.gradientNorms().get("generator");
      assertThat(norm).isCloseTo(wanted.norm, within(5 * RELATIVE * wanted.norm));
      step.networks().generatorOptimizer().advance(i + 1, 0);
      step.networks().discriminatorOptimizer().advance(i + 1, 0);
    }
  }

  private static void assertLosses(Map<String, Double> found, Map<String, Double> wanted) {
    assertThat(found.keySet()).isEqualTo(wanted.keySet());
    wanted.forEach(
        (name, loss) ->
            assertThat(found.get(name)).as(name).isCloseTo(loss, within(RELATIVE * loss)));
  }

  private static void assertWave(AdversarialStep step, double mean, float[] start, float[] later) {
    float[] wave;
    try (NDManager scope = TorchEngine.start().newManager(Device.cpu())) {
      NDArray mels = scope.create(batch().mels(), new Shape(2, 80, 16));
      wave =
          step.networks()
              .generator()
              .apply(new ParameterStore(scope, false), mels, false)
              .toFloatArray();
    }
    double sum = 0;
    for (float sample : wave) {
      sum += Math.abs(sample);
    }
    assertThat(sum / wave.length).isCloseTo(mean, within(RELATIVE * mean));
    for (int i = 0; i < start.length; i++) {
      assertThat(wave[i]).isCloseTo(start[i], within(1e-3f));
      assertThat(wave[4096 + 2000 + i]).isCloseTo(later[i], within(1e-3f));
    }
  }

  private static Losses losses(double[] of, double norm) {
    return new Losses(
        Map.of("mpd", of[0], "mrd", of[1]),
        Map.of("mpd", of[2], "mrd", of[3]),
        Map.of("mpd", of[4], "mrd", of[5]),
        of[6],
        norm);
  }

  @Test
  void threeStepsOfVocossRecipeArePyTorchs() {
    List<Losses> expected =
        List.of(
            losses(
                new double[] {
                  1.989925792,
                  0.2692653016,
                  0.9147936009,
                  0.06623710728,
                  0.2978235923,
                  0.5288248719,
                  99.21630324
                },
                105.2314354),
            losses(
                new double[] {
                  1.985744941,
                  0.2647627416,
                  0.9123965365,
                  0.06667382504,
                  0.2961431323,
                  0.5182109462,
                  98.31643151
                },
                109.7584246),
            losses(
                new double[] {
                  1.980879159,
                  0.2624915631,
                  0.9109473546,
                  0.06663582216,
                  0.2954718685,
                  0.5115903573,
                  97.4332505
                },
                81.14575659));
    try (AdversarialStep step = step(vocos(AdamW.Settings.EPSILON))) {
      assertSteps(step, expected);
      assertWave(
          step,
          0.021191351754404918,
          new float[] {-0.08089991f, 0.04570763f, -0.03519301f, -0.02051442f, -0.01744936f},
          new float[] {-0.01448166f, -0.001072481f, -0.03096368f, 0.01771085f, -0.002466887f});
    }
  }

  @Test
  void whereSmallGradientsMakeSmallStepsVocossWaveIsPyTorchs() {
    List<Losses> expected =
        List.of(
            losses(
                new double[] {
                  1.989925792,
                  0.2692653016,
                  0.9169491955,
                  0.06607235972,
                  0.2970087912,
                  0.5332140835,
                  99.21630324
                },
                105.2377944),
            losses(
                new double[] {
                  1.99001043,
                  0.2668684558,
                  0.9167004683,
                  0.06629029616,
                  0.2951098941,
                  0.5280577834,
                  98.39233823
                },
                106.6371598),
            losses(
                new double[] {
                  1.989242606,
                  0.2663625057,
                  0.9173073156,
                  0.06600507797,
                  0.2936177099,
                  0.5257041345,
                  97.59913862
                },
                82.54368424));
    try (AdversarialStep step = step(vocos(SMOOTH))) {
      assertSteps(step, expected);
      assertWave(
          step,
          0.021306355298920804,
          new float[] {-0.08179244f, 0.04617291f, -0.03514037f, -0.02089997f, -0.0174293f},
          new float[] {-0.01655263f, -0.00369303f, -0.03052102f, 0.016422f, -0.001242992f});
    }
  }

  @Test
  void threeStepsOfBigVgansRecipeArePyTorchs() {
    List<Losses> expected =
        List.of(
            losses(
                new double[] {
                  4.443427892,
                  16.40120864,
                  4.081623315,
                  9.71461069,
                  5.709816406,
                  35.76693601,
                  129.6849668
                },
                605.386608),
            losses(
                new double[] {
                  4.372417208,
                  15.11798881,
                  4.027302935,
                  8.732986571,
                  5.480150669,
                  33.6282788,
                  128.4643288
                },
                586.6341536),
            losses(
                new double[] {
                  4.309979241,
                  14.12572229,
                  3.981721038,
                  7.988992669,
                  5.28971527,
                  31.83808233,
                  127.3146137
                },
                569.0386237));
    try (AdversarialStep step = step(bigVgan(AdamW.Settings.EPSILON))) {
      assertSteps(step, expected);
      assertWave(
          step,
          0.074557003293255,
          new float[] {0.09248856f, 0.02233529f, 0.02031043f, 0.07592402f, 0.02768841f},
          new float[] {0.008503352f, 0.08666475f, 0.1032174f, 0.2828347f, -0.02289432f});
    }
  }

  @Test
  void whereSmallGradientsMakeSmallStepsBigVgansWaveIsPyTorchs() {
    List<Losses> expected =
        List.of(
            losses(
                new double[] {
                  4.443427892,
                  16.40120864,
                  4.127211016,
                  9.73040866,
                  5.711293037,
                  35.79145645,
                  129.6849668
                },
                605.98512),
            losses(
                new double[] {
                  4.406387524,
                  15.17550367,
                  4.111265243,
                  8.783977944,
                  5.489341181,
                  33.72887683,
                  128.4817615
                },
                589.2704101),
            losses(
                new double[] {
                  4.374105417,
                  14.21834751,
                  4.098422044,
                  8.057527392,
                  5.304793558,
                  31.99288722,
                  127.3644456
                },
                571.6183351));
    try (AdversarialStep step = step(bigVgan(SMOOTH))) {
      assertSteps(step, expected);
      assertWave(
          step,
          0.07484269379182029,
          new float[] {0.09263361f, 0.02227114f, 0.02027314f, 0.07610268f, 0.02727036f},
          new float[] {0.00843822f, 0.08703035f, 0.1042001f, 0.2833508f, -0.02356076f});
    }
  }
}
