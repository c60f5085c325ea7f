package dev.vocoder.internal.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.DiscriminatorConfig;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.MultiPeriodConfig;
import dev.vocoder.network.hifigan.MultiScaleConfig;
import dev.vocoder.network.melgan.MelGanConfig;
import dev.vocoder.network.melgan.MelGanDiscriminatorConfig;
import dev.vocoder.network.univnet.MultiResolutionConfig;
import dev.vocoder.testing.RandomModels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArchitecturesTest {

  private static ConfigFile config(String json) {
    return ConfigFile.parse(json, "config.json");
  }

  private static ConfigFile recipe(GeneratorConfig generator, String json) {
    Map<String, Object> keys = Architectures.of(generator).recipe(generator, config(json));
    return ConfigFile.of(keys, "The recipe");
  }

  @Test
  void configIsOfWhatOwnsItOrOfWhatItNames() {
    assertThat(Architectures.of(config("{}")).name()).contains("hifigan");
    assertThat(Architectures.of(config("{\"architecture\": \"melgan\"}")).name())
        .contains("melgan");
    assertThat(Architectures.of(config("{\"n_mel_channels\": 80, \"ngf\": 32}")).name())
        .contains("melgan");
    assertThat(Architectures.of(config("{\"architecture\": \"melgan\", \"pqmf_taps\": 62}")).name())
        .isEmpty();
    assertThatThrownBy(() -> Architectures.of(config("{\"architecture\": \"wavenet\"}")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "architecture is wavenet; known are bigvgan, hifigan, istftnet, melgan, two_layers,"
                + " vocos and wavenext.");
  }

  @Test
  void everyArchitectureHasAWholeRecipe() {
    for (GeneratorConfig generator : RandomModels.architectures()) {
      ConfigFile recipe = recipe(generator, "{}");
      assertThat(recipe.integer("segment_size") % generator.hopSize()).isZero();
      for (String key :
          List.of(
              "lambda_discriminator",
              "lambda_adversarial",
              "lambda_feature_matching",
              "lambda_mel",
              "lambda_stft",
              "learning_rate",
              "adam_b1",
              "adam_b2",
              "adam_epsilon",
              "weight_decay",
              "least_amplitude",
              "batch_size")) {
        assertThat(recipe.number(key)).as(key).isNotNegative();
      }
      assertThat(recipe.has("adversarial_loss")).isTrue();
      assertThat(recipe.has("turns")).isTrue();
      assertThat(recipe.has("lr_decay") || recipe.has("lr_last_step")).isTrue();
      assertThat(Discriminators.read(config("{}"), recipe)).isNotEmpty();
    }
  }

  @Test
  void recipesAreThePapers() {
    ConfigFile hifiGan = recipe(HifiGanConfig.V1, "{}");
    Map<String, DiscriminatorConfig> both = Discriminators.read(config("{}"), hifiGan);
    assertThat(List.copyOf(both.keySet())).containsExactly("msd", "mpd");
    assertThat(List.copyOf(both.values()))
        .containsExactly(MultiScaleConfig.PAPER, MultiPeriodConfig.PAPER);
    assertThat(hifiGan.integer("segment_size")).isEqualTo(8192);
    ConfigFile melGan = recipe(MelGanConfig.PAPER, "{}");
    assertThat(Discriminators.read(config("{}"), melGan))
        .isEqualTo(Map.of("melgan", MelGanDiscriminatorConfig.PAPER));
    assertThat(melGan.number("lambda_feature_matching")).isEqualTo(40.0 / 5 / 3);
  }

  @Test
  void presetsAreWholeConfigs() {
    Map<String, Map<String, Object>> presets = new LinkedHashMap<>();
    Architectures.all().forEach(each -> presets.putAll(each.presets()));
    assertThat(List.copyOf(presets.keySet()))
        .containsExactly(
            "bigvgan-24k-base",
            "hifigan-v1",
            "hifigan-v2",
            "hifigan-v3",
            "istftnet-v1",
            "melgan",
            "keras-melgan",
            "vocos-24k");
    ConfigFile keras = ConfigFile.of(presets.get("keras-melgan"), "keras-melgan");
    assertThat(VocoderConfig.of(keras))
        .isEqualTo(new VocoderConfig(MelGanConfig.KERAS, MelFormat.KERAS_MELGAN));
    assertThat(Discriminators.read(keras, keras))
        .isEqualTo(Map.of("melgan", MelGanDiscriminatorConfig.KERAS));
    assertThat(VocoderConfig.of(ConfigFile.of(presets.get("hifigan-v3"), "hifigan-v3")))
        .isEqualTo(new VocoderConfig(HifiGanConfig.V3, MelFormat.HIFIGAN));
  }

  @Test
  void melGansOwnKeysTellItsOpponentToo() {
    ConfigFile recipe =
        recipe(
            MelGanConfig.PAPER,
            "{\"ndf\": 8, \"num_D\": 2, \"n_layers_D\": 3, \"lambda_feat\": 5, \"seq_len\": 2560}");
    assertThat(Discriminators.read(config("{}"), recipe))
        .isEqualTo(Map.of("melgan", MelGanDiscriminatorConfig.reference(2, 8, 3, 4)));
    assertThat(recipe.number("lambda_feature_matching")).isEqualTo(40.0 / 4 / 2 / 2);
    assertThat(recipe.integer("segment_size")).isEqualTo(2560);
  }

  @Test
  void discriminatorsSurviveTheirConfig() {
    Map<String, DiscriminatorConfig> discriminators = new LinkedHashMap<>();
    discriminators.put("mpd", MultiPeriodConfig.PAPER.narrowed(4));
    discriminators.put(
        "other", new MultiPeriodConfig(List.of(1, 4), List.of(3, 5), 3, 2, WeightForm.FOLDED));
    discriminators.put("msd", MultiScaleConfig.PAPER.narrowed(2));
    discriminators.put("melgan", MelGanDiscriminatorConfig.KERAS);
    discriminators.put("mrd", MultiResolutionConfig.VOCOS.narrowed(2));
    discriminators.put("finer", MultiResolutionConfig.PAPER);
    Map<String, Object> keys = new LinkedHashMap<>();
    Discriminators.write(discriminators, keys);
    Map<String, DiscriminatorConfig> read =
        Discriminators.read(ConfigFile.of(keys, "config.json"), recipe(HifiGanConfig.V1, "{}"));
    assertThat(List.copyOf(read.entrySet())).isEqualTo(List.copyOf(discriminators.entrySet()));
  }

  @Test
  void unknownDiscriminatorsAreRefused() {
    assertThatThrownBy(
            () ->
                Discriminators.read(
                    config("{\"discriminators\": [\"x\"]}"), recipe(HifiGanConfig.V1, "{}")))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "There is no discriminator x; known are msd, mpd, melgan and mrd. One of your own is"
                + " set from Java, with TrainingConfig.Builder.discriminators.");
  }
}
