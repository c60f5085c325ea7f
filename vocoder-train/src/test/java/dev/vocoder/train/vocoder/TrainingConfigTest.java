package dev.vocoder.train.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.internal.loss.MultiResolutionStftLoss.Resolution;
import dev.vocoder.network.ConvolutionSizes;
import dev.vocoder.network.Discriminator;
import dev.vocoder.network.DiscriminatorConfig;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.hifigan.MultiPeriodConfig;
import dev.vocoder.network.hifigan.MultiScaleConfig;
import dev.vocoder.network.melgan.MelGanDiscriminatorConfig;
import dev.vocoder.network.vocos.VocosConfig;
import dev.vocoder.train.optimize.AdamW;
import dev.vocoder.train.optimize.EpochDecay;
import dev.vocoder.train.optimize.GradientLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingConfigTest {
  private static final String REFERENCE =
      """
      {"resblock": "1", "num_gpus": 0, "batch_size": 16, "learning_rate": 0.0002,
       "adam_b1": 0.8, "adam_b2": 0.99, "lr_decay": 0.999, "seed": 1234,
       "upsample_rates": [8, 8, 2, 2], "upsample_kernel_sizes": [16, 16, 4, 4],
       "upsample_initial_channel": 512, "resblock_kernel_sizes": [3, 7, 11],
       "resblock_dilation_sizes": [[1, 3, 5], [1, 3, 5], [1, 3, 5]],
       "segment_size": 8192, "num_mels": 80, "num_freq": 1025, "n_fft": 1024,
       "hop_size": 256, "win_size": 1024, "sampling_rate": 22050, "fmin": 0, "fmax": 8000,
       "num_workers": 4}
      """;

  @TempDir Path folder;

  private TrainingConfig read(String json) {
    try {
      return TrainingConfig.read(Files.writeString(folder.resolve("config.json"), json));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private TrainingConfig with(String keys) {
    return read(REFERENCE.replace("\"num_gpus\": 0", keys));
  }

  @Test
  void aSegmentIsAsLongAsTheGeneratorMakesIt() {
    String odd = REFERENCE.replace("[16, 16, 4, 4]", "[16, 16, 4, 5]");
    assertThatThrownBy(() -> read(odd))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "segment_size is 8192; give 1 more than a multiple of the hop, 256, as the generator"
                + " makes them, up to 4194304.");
    assertThat(read(odd.replace("8192", "8193")).segmentFrames()).isEqualTo(32);
    TrainingConfig exact = read(odd.replace("\"num_gpus\": 0", "\"output_padding\": true"));
    assertThat(exact.networks().generator().samplesOf(32)).isEqualTo(8192);
    assertThat(exact.segmentFrames()).isEqualTo(32);
  }

  @Test
  void aSegmentOfACentredVocosHasAFrameMore() {
    Map<String, Object> keys = new VocoderConfig(VocosConfig.MEL_24KHZ, MelFormat.VOCOS).toMap();
    TrainingConfig centered = read(ConfigFile.text(keys));
    assertThat(centered.segmentSize()).isEqualTo(16384);
    assertThat(centered.segmentFrames()).isEqualTo(65);
    assertThat(centered.networks().generator().samplesOf(65)).isEqualTo(16384);
    keys.put("istft_padding", "same");
    TrainingConfig config = read(ConfigFile.text(keys));
    assertThat(config.segmentFrames()).isEqualTo(64);
    assertThat(config.networks().generator().samplesOf(64)).isEqualTo(16384);
    assertThat(config.discriminators().keySet()).containsExactly("mpd", "mrd");
  }

  @Test
  void melsOfASegmentThatHaveTooFewFramesAreRefused() {
    MelFormat aligned = MelFormat.VOCOS.toBuilder().framing(MelFormat.Framing.ALIGNED).build();
    Map<String, Object> keys = new VocoderConfig(VocosConfig.MEL_24KHZ, aligned).toMap();
    assertThatThrownBy(() -> read(ConfigFile.text(keys)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(
            "makes a segment of 65 frames, but the mel of a segment has 64", "centred frames");
  }

  @Test
  void theReferencesConfigIsTheReferencesRecipe() {
    TrainingConfig config = read(REFERENCE);
    assertThat(config.discriminators().keySet()).containsExactly("msd", "mpd");
    assertThat(config.discriminators().get("mpd")).isEqualTo(MultiPeriodConfig.PAPER);
    assertThat(config.discriminators().get("msd")).isEqualTo(MultiScaleConfig.PAPER);
    assertThat(config.losses())
        .isEqualTo(
            new LossSettings(LossSettings.AdversarialObjective.LEAST_SQUARES, 1, 1, 2, 45, 0));
    assertThat(config.optimization())
        .isEqualTo(
            new Optimization(
                new AdamW.Settings(2e-4, 0.8, 0.99, 1e-8, 0.01),
                new AdamW.Settings(2e-4, 0.8, 0.99, 1e-8, 0.01),
                0.999,
                GradientLimit.NONE,
                Optimization.UpdateOrder.ALTERNATING));
    assertThat(config.optimization().generator())
        .isEqualTo(new AdamW.Settings(0.0002, 0.8, 0.99, 1e-8, 0.01));
    assertThat(config.lossMelFormat().fMax()).isEqualTo(11_025);
    assertThat(config.networks().melFormat().fMax()).isEqualTo(8000);
    assertThat(config.batchSize()).isEqualTo(16);
    assertThat(config.optimization().schedule()).isEqualTo(new EpochDecay(0.999));
    assertThat(config.adversarialStart()).isZero();
    assertThat(config).isEqualTo(TrainingConfig.preset("hifigan-v1"));
  }

  @Test
  void everythingElseIsAKeyToo() {
    TrainingConfig config =
        with(
            """
            "discriminator_channel_divisor": 4, "adversarial_loss": "hinge",
            "lambda_discriminator": 0.25, "lambda_adversarial": 0.5, "lambda_feature_matching": 10, "lambda_mel": 0,
            "lambda_stft": 3, "stft_resolutions": [[4096, 512, 4096], [512, 128, 400]], "adversarial_start_step": 1000, "gradient_norm_limit": 5,
            "gradient_norm_of_each": true, "lambda_multi_scale_mel": 2.5, "mean_of_discriminator_parts": true,
            "discriminator_weights": {"mpd": 0.5}, "first_matched_feature_maps": {"msd": 2, "mpd": 0},
            "discriminator_learning_rate": 0.001, "turns": "kept",
            "multi_period_discriminator":
              {"periods": [2, 13], "channels": [16, 64], "kernel_size": 3, "stride": 2,
               "norm": "spectral"},
            "multi_scale_discriminator":
              {"norms": ["none", "weight"], "channels": [32, 64], "kernel_sizes": [15, 9],
               "strides": [1, 4], "groups": [1, 4]}
            """);
    assertThat(config.losses())
        .isEqualTo(
            new LossSettings(
                LossSettings.AdversarialObjective.HINGE,
                0.25,
                0.5,
                10,
                0,
                3,
                List.of(new Resolution(4096, 512, 4096), new Resolution(512, 128, 400)),
                2.5,
                new Judging(true, Map.of("mpd", 0.5), Map.of("msd", 2))));
    assertThat(config.adversarialStart()).isEqualTo(1000);
    assertThat(config.optimization().updateOrder())
        .isEqualTo(Optimization.UpdateOrder.ALTERNATING_WITH_KEPT_FEATURES);
    assertThat(config.optimization().generator().learningRate()).isEqualTo(0.0002);
    assertThat(config.optimization().discriminator().learningRate()).isEqualTo(0.001);
    assertThat(config.optimization().gradientLimit()).isEqualTo(new GradientLimit(5, true));
    assertThat(config.discriminators().get("mpd"))
        .isEqualTo(
            new MultiPeriodConfig(List.of(2, 13), List.of(4, 16), 3, 2, WeightForm.SPECTRAL_NORM));
    assertThat(config.discriminators().get("msd"))
        .isEqualTo(
            new MultiScaleConfig(
                List.of(WeightForm.FOLDED, WeightForm.WEIGHT_NORM),
                List.of(new ConvolutionSizes(8, 15, 1, 1), new ConvolutionSizes(16, 9, 4, 4))));
    assertThat(read(config.toJson())).isEqualTo(config);
  }

  @Test
  void segmentsAreLongEnoughForTheSpectrogramsThatJudgeThem() {
    TrainingConfig config =
        with(
            """
            "discriminators": ["mpd", "mrd"], "discriminator_channel_divisor": 8,
            "multi_resolution_discriminator": {"resolutions": [[4096, 256, 4096]]}
            """);
    assertThat(config.discriminators().get("mrd").leastSamples()).isEqualTo(1921);
    assertThat(read(config.toJson())).isEqualTo(config);
    assertThat(config.withBatches(1, 2048).segmentSize()).isEqualTo(2048);
    assertThatThrownBy(() -> config.withBatches(1, 1792))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("segment_size is 1792; give at least 1921");
  }

  @Test
  void theTopOfTheLossIsSpelledInBothWays() {
    assertThat(with("\"fmax_for_loss\": 7000").lossMelFormat().fMax()).isEqualTo(7000);
    assertThat(with("\"fmax_loss\": 7000").lossMelFormat().fMax()).isEqualTo(7000);
  }

  @Test
  void whatIsWrittenIsRead() {
    TrainingConfig config = read(REFERENCE);
    assertThat(read(config.toJson())).isEqualTo(config);
    assertThat(read(TrainingFixture.config().toJson())).isEqualTo(TrainingFixture.config());
  }

  @Test
  void everyPresetIsReadFromWhatItWrites() {
    assertThat(TrainingConfig.presets().keySet())
        .containsExactly(
            "bigvgan-24k-base",
            "hifigan-v1",
            "hifigan-v2",
            "hifigan-v3",
            "istftnet-v1",
            "melgan",
            "keras-melgan",
            "vocos-24k");
    TrainingConfig.presets()
        .forEach((name, preset) -> assertThat(read(preset.toJson())).as(name).isEqualTo(preset));
    assertThatThrownBy(() -> TrainingConfig.preset("wavenet"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no preset wavenet; known are bigvgan-24k-base, hifigan-v1");
  }

  @Test
  void everythingThatCanBeSetIsReadFromWhatIsWritten() {
    TrainingConfig usual = TrainingConfig.preset("hifigan-v2");
    MelFormat mels = usual.networks().melFormat();
    MelFormat lossMels =
        mels.toBuilder()
            .fftSize(2048)
            .windowSize(1200)
            .hopSize(300)
            .bands(128)
            .fMin(20)
            .fMax(10_000)
            .framing(MelFormat.Framing.CENTERED)
            .logScale(MelFormat.LogScale.LOG10)
            .dynamicRange(5)
            .build();
    Optimization apart =
        new Optimization(
            new AdamW.Settings(1e-4, 0.5, 0.9, 1e-7, 0),
            new AdamW.Settings(3e-4, 0.6, 0.95, 1e-6, 0.02),
            0.98,
            new GradientLimit(Double.POSITIVE_INFINITY, true),
            Optimization.UpdateOrder.SIMULTANEOUS);
    TrainingConfig config =
        usual.toBuilder()
            .lossMelFormat(lossMels)
            .optimization(apart)
            .discriminators(
                Map.of(
                    "wide", MultiPeriodConfig.PAPER.narrowed(2),
                    "narrow", MultiPeriodConfig.PAPER.narrowed(8),
                    "msd", MelGanDiscriminatorConfig.PAPER.narrowed(4)))
            .seed(Long.MIN_VALUE + 1)
            .adversarialStart(1L << 40)
            .build();
    assertThat(read(config.toJson())).isEqualTo(config);
  }

  @Test
  void aLossWithoutTheLimitsOfTheGeneratorsMelsIsReadToo() {
    TrainingConfig keras = TrainingConfig.preset("keras-melgan");
    MelFormat limited =
        keras.networks().melFormat().toBuilder()
            .normalization(Optional.of(MelFormat.Normalization.of(new float[80], ones(80))))
            .build();
    TrainingConfig config =
        TrainingConfig.melGan(
            keras.networks().generator(), limited, MelGanDiscriminatorConfig.PAPER);
    assertThat(read(config.toJson())).isEqualTo(config);
    MelFormat free =
        limited.withoutNormalization().toBuilder().dynamicRange(Double.POSITIVE_INFINITY).build();
    TrainingConfig other = config.toBuilder().lossMelFormat(free).build();
    assertThat(read(other.toJson())).isEqualTo(other);
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** A discriminator that no config can name. */
  private record OwnConfig(int channels) implements DiscriminatorConfig {
    @Override
    public Discriminator build() {
      throw new AssertionError("not built here");
    }

    @Override
    public DiscriminatorConfig narrowed(int divisor) {
      return new OwnConfig(channels / divisor);
    }
  }

  @Test
  void aDiscriminatorOfAUsersOwnIsWrittenAndRefusedByName() {
    TrainingConfig config =
        TrainingConfig.preset("hifigan-v2").toBuilder()
            .discriminators(Map.of("mine", new OwnConfig(16)))
            .build();
    assertThat(config.toJson())
        .contains("\"discriminators\": [", "\"mine\"")
        .contains("TrainingConfigTest$OwnConfig\"", "OwnConfig[channels");
    assertThatThrownBy(() -> read(config.toJson()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("config.json: There is no discriminator " + OwnConfig.class.getName())
        .hasMessageContaining("set from Java, with TrainingConfig.Builder.discriminators");
  }

  @Test
  void noValueOfAnyKeyEndsInAnInternalError() {
    JsonObject whole =
        JsonParser.parseString(TrainingConfig.preset("melgan").toJson()).getAsJsonObject();
    whole.add(
        "multi_period_discriminator",
        JsonParser.parseString(
            "{\"periods\": [2], \"channels\": [4], \"kernel_size\": 5, \"stride\": 3, \"norm\":"
                + " \"weight\"}"));
    whole.add("discriminators", JsonParser.parseString("[\"mpd\", \"melgan\", \"mine\"]"));
    whole.add(
        "named_discriminators",
        JsonParser.parseString(
            "{\"mine\": {\"kind\": \"msd\", \"norms\": [\"none\"], \"channels\": [4],"
                + " \"kernel_sizes\": [3], \"strides\": [1], \"groups\": [1]}}"));
    whole.add(
        "loss_mel",
        JsonParser.parseString("{\"n_fft\": 2048, \"dynamic_range\": 5, \"scale\": \"htk\"}"));
    int[] tried = {0};
    replaceEach(
        whole,
        () -> {
          tried[0]++;
          try {
            read(whole.toString());
          } catch (ConfigException e) {
            assertThat(e).hasMessageContaining("config.json");
          } catch (RuntimeException e) {
            throw new AssertionError(whole.toString(), e);
          }
        });
    assertThat(tried[0]).isGreaterThan(1000);
  }

  private static final List<String> ODD_VALUES =
      List.of(
          "null",
          "[]",
          "{}",
          "[null]",
          "[[null]]",
          "\"x\"",
          "[\"x\"]",
          "true",
          "-1",
          "0",
          "1.5",
          "[-1]",
          "[0]",
          "1e300",
          "2147483647",
          "99999999999",
          "[1e9]",
          "[{}]");

  /** Puts each odd value in the place of each value in a tree, one at a time. */
  private static void replaceEach(JsonElement tree, Runnable trial) {
    if (tree instanceof JsonObject object) {
      for (String key : List.copyOf(object.keySet())) {
        JsonElement before = object.get(key);
        for (String odd : ODD_VALUES) {
          object.add(key, JsonParser.parseString(odd));
          trial.run();
        }
        object.add(key, before);
        replaceEach(before, trial);
      }
    } else if (tree instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        JsonElement before = array.get(i);
        for (String odd : ODD_VALUES) {
          array.set(i, JsonParser.parseString(odd));
          trial.run();
        }
        array.set(i, before);
        replaceEach(before, trial);
      }
    }
  }

  @Test
  void melGansPresetsAreThePublishedRecipes() {
    TrainingConfig paper = TrainingConfig.preset("melgan");
    assertThat(paper.networks().melFormat()).isEqualTo(MelFormat.MELGAN);
    assertThat(paper.optimization().generator())
        .isEqualTo(new AdamW.Settings(1e-4, 0.5, 0.9, 1e-8, 0));
    assertThat(paper.optimization().discriminator()).isEqualTo(paper.optimization().generator());
    assertThat(paper.optimization().gradientLimit()).isEqualTo(GradientLimit.NONE);
    assertThat(paper.losses().objective()).isEqualTo(LossSettings.AdversarialObjective.HINGE);
    assertThat(paper.losses().featureMatching()).isCloseTo(10 * 4.0 / 5 / 3, within(1e-12));
    assertThat(paper.losses().mel()).isZero();
    assertThat(paper.batchSize()).isEqualTo(16);
    assertThat(paper.segmentSize()).isEqualTo(8192);
    assertThat(paper.leastAmplitude()).isEqualTo(0.3);
    TrainingConfig keras = TrainingConfig.preset("keras-melgan");
    assertThat(keras.networks().melFormat()).isEqualTo(MelFormat.KERAS_MELGAN);
    assertThat(keras.optimization().generator().learningRate()).isEqualTo(1e-5);
    assertThat(keras.optimization().discriminator().learningRate()).isEqualTo(1e-6);
    assertThat(keras.optimization().gradientLimit()).isEqualTo(new GradientLimit(1, true));
    assertThat(keras.losses().objective())
        .isEqualTo(LossSettings.AdversarialObjective.LEAST_SQUARES);
    assertThat(keras.losses().adversarial()).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(keras.losses().discriminator()).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(keras.losses().featureMatching()).isCloseTo(10.0 / 18, within(1e-12));
  }

  @Test
  void melGansArgumentsAreItsRecipe() {
    String arguments =
        """
        !!python/object:argparse.Namespace
        batch_size: 8
        data_path: !!python/object/apply:pathlib.PosixPath [data]
        downsamp_factor: 4
        lambda_feat: 5
        n_layers_D: 4
        n_mel_channels: 80
        n_residual_layers: 3
        ndf: 16
        ngf: 32
        num_D: 3
        seq_len: 16384
        """;
    TrainingConfig config = read(arguments);
    TrainingConfig preset = TrainingConfig.preset("melgan");
    assertThat(config.networks()).isEqualTo(preset.networks());
    assertThat(config.discriminators()).isEqualTo(preset.discriminators());
    assertThat(config.batchSize()).isEqualTo(8);
    assertThat(config.segmentSize()).isEqualTo(16_384);
    assertThat(config.losses().featureMatching())
        .isCloseTo(preset.losses().featureMatching() / 2, within(1e-12));
  }

  @Test
  void anyGeneratorMeetsAnyDiscriminators() {
    String melGan = TrainingConfig.preset("melgan").toJson();
    TrainingConfig config =
        read(melGan.replaceFirst("\"discriminators\": \\[[^]]*]", "\"discriminators\": [\"mpd\"]"));
    assertThat(config.discriminators()).isEqualTo(Map.of("mpd", MultiPeriodConfig.PAPER));
    assertThat(with("\"discriminators\": [\"msd\", \"melgan\"]").discriminators().get("melgan"))
        .isEqualTo(MelGanDiscriminatorConfig.PAPER);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      value = {
        "\"discriminators\": []; discriminators is empty",
        "\"discriminators\": [\"x\"]; There is no discriminator x; known are",
        "\"least_amplitude\": 0; least_amplitude is 0",
        "\"turns\": \"never\"; turns is never; known are anew, kept, together",
        "\"gradient_norm_of_each\": 1; gradient_norm_of_each is 1; true or false",
        "\"adversarial_loss\": \"mse\"; adversarial_loss is mse; known are",
        "\"lambda_mel\": -1; weight -1.0",
        "\"discriminator_channel_divisor\": 0; discriminator_channel_divisor is 0",
        "\"adversarial_start_step\": -1; adversarial_start_step is -1",
        "\"adversarial_start_step\": 5, \"lambda_mel\": 0; there is no loss to train on",
        "\"gradient_norm_limit\": 0; gradient_norm_limit is 0",
        "\"multi_period_discriminator\": 3; multi_period_discriminator is 3",
        "\"multi_period_discriminator\": {\"norm\": \"batch\"}; norm is batch",
        "\"multi_scale_discriminator\": {\"norms\": []}; 0 scales",
        "\"discriminators\": [null]; discriminators holds null; a text is needed",
        "\"discriminators\": [[\"msd\"]]; discriminators holds [\"msd\"]; a text is needed",
        "\"discriminators\": [\"msd\", \"msd\"]; discriminators names msd twice",
        "\"multi_scale_discriminator\": {\"norms\": [null]}; norms holds null",
        "\"adam_epsilon\": -1e-8; adam_epsilon is -1.0E-8; give 0 or more and less than 1",
        "\"weight_decay\": -0.01; weight_decay is -0.01; give 0 or more",
        "\"discriminator_weight_decay\": -0.01; weight_decay is -0.01; give 0 or more",
        "\"named_discriminators\": 3; named_discriminators is 3; an object is needed",
        "\"discriminators\": [\"a\"], \"named_discriminators\": {\"a\": {\"kind\": \"b\"}}; There"
            + " is no discriminator b",
        "\"adversarial_start_step\": 1.5; adversarial_start_step is 1.5; a whole number of up to 64"
            + " bits",
      })
  void whatMakesNoRunIsNamed(String keys, String message) {
    assertThatThrownBy(() -> with(keys))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("config.json: ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      value = {
        "\"segment_size\": 8192; \"segment_size\": 8000; segment_size is 8000",
        "\"segment_size\": 8192; \"segment_size\": 256; segment_size is 256",
        "\"learning_rate\": 0.0002; \"learning_rate\": 0; learning_rate is 0",
        "\"adam_b1\": 0.8; \"adam_b1\": 1; adam_b1 or adam_b2 is 1",
        "\"lr_decay\": 0.999; \"lr_decay\": 2; lr_decay is 2",
        "\"batch_size\": 16; \"batch_size\": -3; batch_size is -3",
      })
  void numbersThatMakeNoSenseAreNamed(String before, String after, String message) {
    assertThatThrownBy(() -> read(REFERENCE.replace(before, after)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  private List<String> unknown(String json) throws IOException {
    return TrainingConfig.unknownKeys(Files.writeString(folder.resolve("config.json"), json));
  }

  @Test
  void keysThatNobodyKnowsAreToldWithTheOnesThatMayBeMeant() throws IOException {
    String misspelt =
        REFERENCE.replace(
            "\"num_gpus\": 0",
            "\"discriminator_chanel_divisor\": 8, \"warmup\": 3, \"discriminators\": [\"mpd\"],"
                + " \"multi_period_discriminator\": {\"period\": [2, 3]}");
    assertThat(unknown(misspelt))
        .containsExactlyInAnyOrder(
            "its key discriminator_chanel_divisor is unknown here and changes nothing; is"
                + " discriminator_channel_divisor meant?",
            "its key warmup is unknown here and changes nothing.",
            "its key multi_period_discriminator.period is unknown here and changes nothing; is"
                + " multi_period_discriminator.periods meant?");
    assertThat(read(misspelt).batchSize()).isEqualTo(16); // told, not refused
  }

  @Test
  void keysOfTheReferencesAndOursAreKnown() throws IOException {
    assertThat(unknown(REFERENCE)).isEmpty();
    assertThat(
            unknown(
                REFERENCE.replace(
                    "\"num_gpus\": 0",
                    "\"discriminator_channel_divisor\": 8, \"dist_config\": {\"world_size\": 1}")))
        .isEmpty();
    for (TrainingConfig preset : TrainingConfig.presets().values()) {
      assertThat(unknown(preset.toJson())).isEmpty();
    }
    for (TrainingConfig config : TrainingFixture.configs()) {
      assertThat(unknown(config.toJson())).isEmpty();
    }
    String args =
        """
        batch_size: 16
        cond_disc: false
        data_path: !!python/object/apply:pathlib.PosixPath [data]
        downsamp_factor: 4
        epochs: 3000
        lambda_feat: 10
        load_path: null
        log_interval: 100
        n_layers_D: 4
        n_mel_channels: 80
        n_residual_layers: 3
        n_test_samples: 8
        ndf: 16
        ngf: 32
        num_D: 3
        save_interval: 1000
        save_path: logs
        seq_len: 8192
        """;
    assertThat(unknown(args)).isEmpty();
  }

  @Test
  void noDiscriminatorHasTheGeneratorsName() {
    TrainingConfig config = TrainingFixture.config();
    TrainingConfig.Builder builder =
        config.toBuilder().discriminators(Map.of("generator", MultiPeriodConfig.PAPER));
    assertThatThrownBy(builder::build)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("A discriminator is named generator");
  }
}
