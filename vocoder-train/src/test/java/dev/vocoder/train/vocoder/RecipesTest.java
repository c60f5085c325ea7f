package dev.vocoder.train.vocoder;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vocoder.ConfigException;
import dev.vocoder.Device;
import dev.vocoder.MelFormat;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.torch.PyTorchFile;
import dev.vocoder.internal.data.Batch;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.bigvgan.AntiAliasedSnake;
import dev.vocoder.network.bigvgan.BigVganConfig;
import dev.vocoder.network.bigvgan.PeriodicBlock;
import dev.vocoder.network.convnext.ConvNextSizes;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.MultiPeriodConfig;
import dev.vocoder.network.hifigan.ResidualBlock;
import dev.vocoder.network.istftnet.IstftNetConfig;
import dev.vocoder.network.spectrum.SpectrumPadding;
import dev.vocoder.network.univnet.MultiResolutionConfig;
import dev.vocoder.network.vocos.VocosConfig;
import dev.vocoder.network.vocos.WaveNextConfig;
import dev.vocoder.testing.RandomModels;
import dev.vocoder.testing.SharedData;
import dev.vocoder.train.Start;
import dev.vocoder.train.StepReport;
import dev.vocoder.train.TrainingListener;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.optimize.AdamW;
import dev.vocoder.train.optimize.EpochDecay;
import dev.vocoder.train.optimize.GradientLimit;
import dev.vocoder.train.optimize.Schedule;
import dev.vocoder.train.optimize.StepDecay;
import dev.vocoder.train.optimize.WarmUpCosine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The recipes of Vocos, WaveNeXt, BigVGAN and iSTFTNet: what they say, run, saved and resumed. */
class RecipesTest {
  private static final int BANDS = 20;
  private static final int HOP = 64;
  private static final int FRAMES = 12; // enough for every discriminator at any hop

  @TempDir Path folder;

  private static TrainingConfig small(GeneratorConfig generator) {
    MelFormat mels = TrainingFixture.config().networks().melFormat();
    return TrainingConfig.published(new VocoderConfig(generator, mels)).toBuilder()
        .narrowDiscriminators(32)
        .batches(2, 2048)
        .seed(1)
        .build();
  }

  /** Returns a small run of each recipe, each with a schedule that has gone far in six steps. */
  static List<TrainingConfig> runs() {
    ConvNextSizes backbone = new ConvNextSizes(BANDS, 8, 16, 2, true);
    BigVganConfig bigVgan =
        new BigVganConfig(
            BANDS,
            8,
            List.of(8, 8),
            List.of(16, 16),
            PeriodicBlock.Kind.PAIRED,
            List.of(3),
            List.of(List.of(1, 2)),
            AntiAliasedSnake.Kind.SNAKEBETA,
            true,
            true);
    HifiGanConfig stages =
        HifiGanConfig.reference(
            BANDS,
            8,
            List.of(4, 4),
            List.of(8, 8),
            ResidualBlock.Kind.SINGLE,
            List.of(3),
            List.of(List.of(1, 2)));
    return List.of(
        with(
            small(new VocosConfig(backbone, 256, HOP, SpectrumPadding.SAME)),
            new WarmUpCosine(2, 5, 0.1)),
        with(small(new WaveNextConfig(backbone, 34, HOP)), new WarmUpCosine(0, 4)),
        with(small(bigVgan), new StepDecay(0.5)),
        with(small(new IstftNetConfig(stages, 16, 4)), new EpochDecay(0.5)));
  }

  private static TrainingConfig with(TrainingConfig config, Schedule schedule) {
    return config.toBuilder().optimization(config.optimization().withSchedule(schedule)).build();
  }

  private VocoderTraining run(
      TrainingConfig config, List<Recording> recordings, String name, int steps) {
    return TrainingFixture.trainer(recordings, folder.resolve(name), steps).config(config);
  }

  private List<Recording> recordings() {
    try {
      return TrainingFixture.recordings(Files.createDirectory(folder.resolve("wavs")), 4);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("runs")
  void whatIsStoppedAndResumedIsTheSame(TrainingConfig config) {
    List<Recording> recordings = recordings();
    List<StepReport> straight = new ArrayList<>();
    List<StepReport> halves = new ArrayList<>();
    run(config, recordings, "straight", 6).listener(reportsTo(straight)).build().run();
    run(config, recordings, "halves", 3).listener(reportsTo(halves)).build().run();
    run(TrainingConfig.read(folder.resolve("halves/config.json")), recordings, "halves", 6)
        .start(new Start.Resume())
        .listener(reportsTo(halves))
        .build()
        .run();
    Schedule schedule = config.optimization().schedule();
    double rate = config.optimization().generator().learningRate();
    for (int step = 0; step < 6; step++) {
      StepReport report = straight.get(step);
      assertThat(report.applied()).isTrue();
      assertThat(report.learningRate()).isEqualTo(schedule.at(rate, step, report.epoch()));
      assertThat(halves.get(step).learningRate()).isEqualTo(report.learningRate());
      assertThat(halves.get(step).losses().named()).isEqualTo(report.losses().named());
    }
    Map<String, Tensor> weights = saved("straight").tensors();
    StateDict resumed = saved("halves");
    weights.forEach((name, tensor) -> assertClose(resumed.get(name).values(), tensor.values(), 0));
  }

  private StateDict saved(String run) {
    Path file = folder.resolve(run).resolve("g_00000006");
    return StateDict.entry(PyTorchFile.read(file), "generator", run);
  }

  private static TrainingListener reportsTo(List<StepReport> reports) {
    return new TrainingListener() {
      @Override
      public void stepped(StepReport report) {
        reports.add(report);
      }
    };
  }

  @ParameterizedTest
  @MethodSource("runs")
  void aTrainedGeneratorIsAFileOfItsFamily(TrainingConfig config) {
    List<Recording> recordings = recordings();
    run(config, recordings, "run", 6)
        .training(recordings.subList(0, 3))
        .validation(recordings.subList(3, 4))
        .average("generator", 0.9)
        .build()
        .run();
    GeneratorConfig generator = config.networks().generator();
    boolean normalizes = !(generator instanceof VocosConfig || generator instanceof WaveNextConfig);
    assertThat(saved("run").names().stream().anyMatch(name -> name.endsWith("weight_g")))
        .isEqualTo(normalizes);
    Path file = folder.resolve("run/g_00000006");
    try (Vocoder vocoder = Vocoder.load(file)) {
      assertThat(vocoder.melToWave(RandomModels.mel(5, vocoder.melFormat())).length())
          .isEqualTo(5 * HOP);
    }
    run(config, recordings, "second", 1)
        .start(new Start.Networks(file, Optional.empty(), 0))
        .build()
        .run();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vocos-mel-center",
        "vocos-f5",
        "wavenext",
        "bigvgan-v1",
        "bigvgan-v1-published",
        "bigvgan-v2",
        "istftnet-c8c8i"
      })
  void trainingStartsFromThePublicFiles(String name) {
    Path model = SharedData.path("golden/formats/" + name);
    GeneratorCheckpoint file = GeneratorCheckpoint.read(model, Optional.empty());
    TrainingConfig config =
        TrainingConfig.published(new VocoderConfig(file.config(), file.melFormat())).toBuilder()
            .narrowDiscriminators(32)
            .batches(1, Math.toIntExact(file.config().samplesOf(FRAMES)))
            .build();
    try (AdversarialStep step =
        new AdversarialStep(
            config,
            Optional.of(VocoderWeights.generator(model, config)),
            Map.of(),
            Device.cpu(),
            Precision.FLOAT32)) {
      StateDict begun = BlockWeights.get(step.networks().generator()).folded();
      assertThat(begun.names()).containsExactlyInAnyOrderElementsOf(file.weights().names());
      file.weights()
          .tensors()
          .forEach((key, saved) -> assertClose(begun.get(key).values(), saved.values(), 1e-6));
      float[] wave = new float[config.segmentSize()];
      for (int i = 0; i < wave.length; i++) {
        wave[i] = 0.3f * (float) Math.sin(0.05 * i);
      }
      float[] mel = RandomModels.mel(FRAMES, file.melFormat()).values();
      Batch batch = new Batch(wave, mel, 1, file.melFormat().bands());
      assertThat(step.run(batch, AdversarialStep.Part.BOTH).applied()).isTrue();
    }
  }

  @Test
  void vocosIsTrainedAsItsFirstCodeDoes() {
    TrainingConfig vocos = TrainingConfig.preset("vocos-24k");
    VocosConfig generator = (VocosConfig) vocos.networks().generator();
    assertThat(generator.backbone()).isEqualTo(VocosConfig.MEL_24KHZ.backbone());
    assertThat(List.copyOf(vocos.discriminators().values()))
        .containsExactly(MultiPeriodConfig.PAPER, MultiResolutionConfig.VOCOS);
    assertThat(vocos.losses().objective())
        .isEqualTo(LossSettings.AdversarialObjective.CLIPPED_HINGE);
    assertThat(vocos.losses().judging())
        .isEqualTo(new Judging(true, Map.of("mrd", 0.1), Map.of("mpd", 1)));
    assertThat(vocos.losses().featureMatching()).isEqualTo(1);
    assertThat(vocos.losses().mel()).isEqualTo(45);
    assertThat(vocos.optimization())
        .isEqualTo(
            new Optimization(
                new AdamW.Settings(2e-4, 0.9, 0.999, 1e-8, 0.01),
                new AdamW.Settings(2e-4, 0.9, 0.999, 1e-8, 0.01),
                new WarmUpCosine(0, 1_000_000),
                GradientLimit.NONE,
                Optimization.UpdateOrder.ALTERNATING));
    assertThat(vocos.batchSize()).isEqualTo(16);
    assertThat(vocos.segmentSize()).isEqualTo(16_384);
  }

  @Test
  void bigVganIsTrainedAsItsPublishedConfigSays() {
    TrainingConfig bigVgan = TrainingConfig.preset("bigvgan-24k-base");
    assertThat(bigVgan.networks().generator()).isEqualTo(BigVganConfig.BASE_24KHZ);
    assertThat(bigVgan.networks().melFormat().fMax()).isEqualTo(12_000);
    assertThat(List.copyOf(bigVgan.discriminators().values()))
        .containsExactly(MultiResolutionConfig.PAPER, MultiPeriodConfig.PAPER);
    assertThat(bigVgan.losses())
        .isEqualTo(
            new LossSettings(LossSettings.AdversarialObjective.LEAST_SQUARES, 1, 1, 2, 45, 0));
    assertThat(bigVgan.optimization())
        .isEqualTo(
            new Optimization(
                new AdamW.Settings(1e-4, 0.8, 0.99, 1e-8, 0.01),
                new AdamW.Settings(1e-4, 0.8, 0.99, 1e-8, 0.01),
                new StepDecay(0.9999996),
                new GradientLimit(1000, false),
                Optimization.UpdateOrder.ALTERNATING));
    assertThat(bigVgan.batchSize()).isEqualTo(32);
    assertThat(bigVgan.segmentSize()).isEqualTo(8192);
  }

  @Test
  void theReferencesOwnKeysOfBigVganAreTaken() throws IOException {
    String whole =
        """
        {"resblock": "1", "batch_size": 4, "learning_rate": 0.0001, "adam_b1": 0.8,
         "adam_b2": 0.99, "lr_decay": 0.9999996, "upsample_rates": [4, 4, 2, 2, 2, 2],
         "upsample_kernel_sizes": [8, 8, 4, 4, 4, 4], "upsample_initial_channel": 64,
         "resblock_kernel_sizes": [3], "resblock_dilation_sizes": [[1, 3, 5]],
         "use_tanh_at_final": false, "activation": "snakebeta", "snake_logscale": true,
         "mpd_reshapes": [2, 13], "resolutions": [[512, 50, 240]],
         "discriminator_channel_mult": 0.5, "use_multiscale_melloss": true, "lambda_melloss": 15,
         "clip_grad_norm": 500, "segment_size": 65536, "num_mels": 100, "n_fft": 1024,
         "hop_size": 256, "win_size": 1024, "sampling_rate": 24000, "fmin": 0, "fmax": null,
         "fmax_for_loss": null, "use_cqtd_instead_of_mrd": true}
        """;
    Path file = Files.writeString(folder.resolve("config.json"), whole);
    TrainingConfig config = TrainingConfig.read(file);
    assertThat(config.losses().multiScaleMel()).isEqualTo(15);
    assertThat(config.losses().mel()).isZero();
    assertThat(config.optimization().gradientLimit()).isEqualTo(new GradientLimit(500, false));
    assertThat(config.optimization().schedule()).isEqualTo(new StepDecay(0.9999996));
    MultiPeriodConfig periods = (MultiPeriodConfig) config.discriminators().get("mpd");
    assertThat(periods.periods()).containsExactly(2, 13);
    assertThat(periods.channels()).containsExactly(16, 64, 256, 512, 512);
    MultiResolutionConfig spectrograms = (MultiResolutionConfig) config.discriminators().get("mrd");
    assertThat(spectrograms.resolutions()).hasSize(1);
    assertThat(spectrograms.layers().get(0).channels()).isEqualTo(16);
    assertThat(TrainingConfig.unknownKeys(file))
        .containsExactly("its key use_cqtd_instead_of_mrd is unknown here and changes nothing.");
    Files.writeString(file, whole.replace("0.9999996", "0.999"));
    assertThat(TrainingConfig.read(file).optimization().schedule())
        .isEqualTo(new EpochDecay(0.999));
    Files.writeString(file, config.toJson());
    assertThat(TrainingConfig.read(file)).isEqualTo(config);
    assertThat(TrainingConfig.unknownKeys(file)).isEmpty();
  }

  private Schedule schedule(String preset, String... keys) throws IOException {
    JsonObject config =
        JsonParser.parseString(TrainingConfig.preset(preset).toJson()).getAsJsonObject();
    List.of("lr_schedule", "lr_decay", "lr_warm_up_steps", "lr_last_step", "lr_floor")
        .forEach(config::remove);
    for (int i = 0; i < keys.length; i += 2) {
      config.add(keys[i], JsonParser.parseString(keys[i + 1]));
    }
    Path file = Files.writeString(folder.resolve("config.json"), config.toString());
    TrainingConfig read = TrainingConfig.read(file);
    Files.writeString(file, read.toJson());
    assertThat(TrainingConfig.read(file)).isEqualTo(read);
    return read.optimization().schedule();
  }

  @Test
  void aConfigSaysHowLearningRatesChange() throws IOException {
    assertThat(schedule("hifigan-v1")).isEqualTo(new EpochDecay(0.999));
    assertThat(schedule("hifigan-v1", "lr_schedule", "step_decay", "lr_decay", "0.9"))
        .isEqualTo(new StepDecay(0.9));
    assertThat(schedule("hifigan-v1", "lr_schedule", "cosine", "lr_last_step", "500"))
        .isEqualTo(new WarmUpCosine(0, 500));
    assertThat(schedule("vocos-24k", "lr_warm_up_steps", "7", "lr_floor", "0.1"))
        .isEqualTo(new WarmUpCosine(7, 1_000_000, 0.1));
    assertThat(schedule("vocos-24k", "lr_decay", "0.99")).isEqualTo(new EpochDecay(0.99));
  }

  @ParameterizedTest
  @CsvSource({
    "cosine, lr_floor, 0, lr_schedule is cosine but lr_last_step is missing",
    "step_decay, lr_floor, 0, lr_schedule is step_decay but lr_decay is missing",
    "linear, lr_floor, 0, lr_schedule is linear; known are epoch_decay",
    "epoch_decay, lr_decay, 2, lr_decay is 2; give more than 0 and at most 1",
    "cosine, lr_last_step, 0, lr_last_step is 0; give more than 0 of warm-up"
  })
  void aScheduleThatIsNoneIsRefused(String kind, String key, String value, String words) {
    assertThatThrownBy(
            () -> schedule("hifigan-v1", "lr_schedule", "\"%s\"".formatted(kind), key, value))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(words.replace(" but", ", but"));
  }

  @Test
  void whatIsSaidOfADiscriminatorThatIsNotThereIsToldOrDropped() throws IOException {
    TrainingConfig vocos = TrainingConfig.preset("vocos-24k");
    TrainingConfig alone =
        vocos.toBuilder().discriminators(Map.of("mpd", MultiPeriodConfig.PAPER)).build();
    assertThat(alone.losses().judging().weights()).isEmpty();
    assertThat(alone.losses().judging().firstMaps()).isEqualTo(Map.of("mpd", 1));
    String misspelt = vocos.toJson().replace("\"mrd\": 0.1", "\"mdr\": 0.1");
    Path file = Files.writeString(folder.resolve("config.json"), misspelt);
    assertThat(TrainingConfig.unknownKeys(file))
        .containsExactly(
            "its key discriminator_weights.mdr is unknown here and changes nothing; is"
                + " discriminator_weights.mpd meant?");
    assertThatThrownBy(() -> new Judging(false, Map.of("mpd", -1.0), Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("The discriminator mpd has the weight -1.0; give 0 or more.");
    assertThatThrownBy(() -> new Judging(false, Map.of(), Map.of("mpd", -1)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("feature maps of mpd are matched from -1 on");
  }
}
