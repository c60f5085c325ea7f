package dev.vocoder.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.ConfigException;
import dev.vocoder.network.ConvolutionSizes;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.hifigan.MultiPeriodConfig;
import dev.vocoder.network.hifigan.MultiScaleConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  void theReferencesConfigIsTheReferencesRecipe() {
    TrainingConfig config = read(REFERENCE);
    assertThat(config.discriminators().keySet()).containsExactly("msd", "mpd");
    assertThat(config.discriminators().get("mpd")).isEqualTo(MultiPeriodConfig.PAPER);
    assertThat(config.discriminators().get("msd")).isEqualTo(MultiScaleConfig.PAPER);
    assertThat(config.losses()).isEqualTo(LossSettings.HIFIGAN);
    assertThat(config.optimizer()).isEqualTo(new AdamW.Settings(0.0002, 0.8, 0.99, 1e-8, 0.01));
    assertThat(config.lossMelFormat().fMax()).isEqualTo(11_025);
    assertThat(config.networks().melFormat().fMax()).isEqualTo(8000);
    assertThat(config.batchSize()).isEqualTo(16);
    assertThat(config.learningRateDecay()).isEqualTo(0.999);
    assertThat(config.adversarialStart()).isZero();
    assertThat(config.gradientNormLimit()).isInfinite();
  }

  @Test
  void everythingElseIsAKeyToo() {
    TrainingConfig config =
        with(
            """
            "discriminator_channel_divisor": 4, "adversarial_loss": "hinge",
            "lambda_adversarial": 0.5, "lambda_feature_matching": 10, "lambda_mel": 0,
            "lambda_stft": 3, "adversarial_start_step": 1000, "gradient_norm_limit": 5,
            "multi_period_discriminator":
              {"periods": [2, 13], "channels": [16, 64], "kernel_size": 3, "stride": 2,
               "norm": "spectral"},
            "multi_scale_discriminator":
              {"norms": ["none", "weight"], "channels": [32, 64], "kernel_sizes": [15, 9],
               "strides": [1, 4], "groups": [1, 4]}
            """);
    assertThat(config.losses()).isEqualTo(new LossSettings(LossSettings.Game.HINGE, 0.5, 10, 0, 3));
    assertThat(config.adversarialStart()).isEqualTo(1000);
    assertThat(config.gradientNormLimit()).isEqualTo(5);
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

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      value = {
        "\"adversarial_loss\": \"mse\"; adversarial_loss is mse; known are",
        "\"lambda_mel\": -1; weight -1.0",
        "\"discriminator_channel_divisor\": 0; discriminator_channel_divisor is 0",
        "\"adversarial_start_step\": -1; adversarial_start_step is -1",
        "\"adversarial_start_step\": 5, \"lambda_mel\": 0; there is no loss to train on",
        "\"gradient_norm_limit\": 0; gradient_norm_limit is 0",
        "\"multi_period_discriminator\": 3; multi_period_discriminator is 3",
        "\"multi_period_discriminator\": {\"norm\": \"batch\"}; norm is batch",
        "\"multi_scale_discriminator\": {\"norms\": []}; 0 scales",
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
}
