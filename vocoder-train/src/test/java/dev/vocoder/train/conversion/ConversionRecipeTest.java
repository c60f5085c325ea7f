package dev.vocoder.train.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.ConfigException;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.train.adversarial.Fakes;
import dev.vocoder.train.adversarial.GanLoss;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConversionRecipeTest {

  private static ConversionRecipe read(String json) {
    return ConversionRecipes.read(ConfigFile.parse(json, "config"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "maskcyclegan-vc",
        "cyclegan-vc2",
        "cyclegan-vc",
        "stargan-vc",
        "stargan-vc-modulated"
      })
  void presetsAreReadAsWritten(String name) {
    ConversionRecipe preset = ConversionRecipes.preset(name);
    Map<String, Object> keys = new LinkedHashMap<>();
    ConversionKeys.write(preset, keys);
    assertThat(keys)
        .containsEntry("architecture", name.equals("stargan-vc-modulated") ? "cyclegan-vc2" : name);
    assertThat(read(ConfigFile.text(keys))).isEqualTo(preset);
    keys.clear();
    ConversionRecipe decided = preset.forRun(400_000);
    ConversionKeys.write(decided, keys);
    assertThat(read(ConfigFile.text(keys))).isEqualTo(decided);
  }

  @Test
  void overThePapersLengthSchedulesAreThePapers() {
    ConversionRecipe paper = ConversionRecipes.preset("maskcyclegan-vc").forRun(400_000);
    assertThat(paper.learning().constantSteps()).hasValue(200_000);
    assertThat(paper.learning().decaySteps()).hasValue(200_000);
    assertThat(paper.objective().identitySteps()).hasValue(10_000);
    assertThat(paper.objective().cycle()).isEqualTo(10);
    assertThat(paper.objective().identity()).isEqualTo(5);
    assertThat(paper.objective().secondAdversarial()).isEqualTo(1);
    assertThat(paper.learning().generatorRate()).isEqualTo(2e-4);
    assertThat(paper.learning().discriminatorRate()).isEqualTo(1e-4);
    assertThat(paper.learning().beta1()).isEqualTo(0.5);
    assertThat(paper.segments()).isEqualTo(new ConversionRecipe.SegmentSizes(1, 64, 32));
    assertThat(paper.objective().loss()).isEqualTo(GanLoss.LEAST_SQUARES);
    ConversionRecipe shorter = ConversionRecipes.preset("maskcyclegan-vc").forRun(4000);
    assertThat(shorter.learning().constantSteps()).hasValue(2000);
    assertThat(shorter.learning().decaySteps()).hasValue(2000);
    assertThat(shorter.objective().identitySteps()).hasValue(1400);
    assertThat(ConversionRecipes.preset("cyclegan-vc").opponents().second()).isFalse();
    assertThat(ConversionRecipes.preset("cyclegan-vc2").opponents().second()).isTrue();
  }

  @Test
  void aKeyThatIsMissingIsThePresets() {
    ConversionRecipe recipe =
        read(
            """
            {"architecture": "maskcyclegan-vc", "generator": {"channels": 64}, "num_mels": 80,
             "sampling_rate": 22050, "n_fft": 1024, "hop_size": 256, "win_size": 1024, "fmin": 0,
             "fmax": 8000, "lambda_cycle": 7, "fakes": "fresh"}
            """);
    ConversionRecipe preset = ConversionRecipes.preset("maskcyclegan-vc");
    assertThat(recipe.objective().cycle()).isEqualTo(7);
    assertThat(recipe.learning().fakes()).isEqualTo(Fakes.FRESH);
    assertThat(recipe.objective().identity()).isEqualTo(preset.objective().identity());
    assertThat(recipe.opponents()).isEqualTo(preset.opponents());
    assertThat(recipe.melFormat()).isEqualTo(preset.melFormat());
  }

  /** Or they would judge, and nobody would learn from it, as in public code. */
  @Test
  void generatorsLearnFromSecondDiscriminatorsThatAreAskedFor() {
    Map<String, Object> keys = new LinkedHashMap<>();
    ConversionKeys.write(ConversionRecipes.preset("cyclegan-vc"), keys);
    keys.remove("lambda_second_adversarial");
    keys.put("discriminator", Map.of("second", true));
    assertThat(read(ConfigFile.text(keys)).objective().secondAdversarial()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "lambda_cycle, -1, lambda_cycle is -1",
    "identity_steps, -1, identity_steps is -1",
    "segment_frames, 30, segment_frames is 30",
    "mask_frames, 64, mask_frames is 64",
    "fakes, \"old\", fakes is old; known are fresh and reused",
    "batch_size, 0, batch_size is 0",
    "pool_size, -1, pool_size is -1",
    "learning_rate, 2, learning_rate is 2",
    "decay_steps, 0, decay_steps is 0",
  })
  void whatMakesNoRecipeIsRefused(String key, String value, String message) {
    Map<String, Object> keys = new LinkedHashMap<>();
    ConversionKeys.write(ConversionRecipes.preset("maskcyclegan-vc"), keys);
    keys.put(key, value.startsWith("\"") ? value.replace("\"", "") : Integer.valueOf(value));
    assertThatThrownBy(() -> read(ConfigFile.text(keys)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message.replace(" and ", ", "));
  }

  @ParameterizedTest
  @CsvSource({
    "maskcyclegan-vc, '{\"sigmoid\": true}', hinge, sigmoid goes with loss least_squares",
    "stargan-vc, '{\"second\": true}', hinge, second discriminators belong to two voices",
    "maskcyclegan-vc, '{\"channels\": 7}', hinge, 7 channels cannot be halved",
    "stargan-vc, '{\"classifier_width\": 0}', hinge, the width is 0",
  })
  void opponentsThatDoNotFitAreRefusedWhenTheyAreRead(
      String preset, String discriminator, String loss, String message) {
    Map<String, Object> keys = new LinkedHashMap<>();
    ConversionKeys.write(ConversionRecipes.preset(preset), keys);
    keys.put("loss", loss);
    String json =
        ConfigFile.text(keys)
            .replaceFirst(
                "(?s)\"discriminator\": \\{.*?\\}", "\"discriminator\": " + discriminator);
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void anUnknownPresetNamesTheKnownOnes() {
    assertThatThrownBy(() -> ConversionRecipes.preset("vits"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "There is no recipe vits; known are maskcyclegan-vc, cyclegan-vc2, cyclegan-vc,"
                + " stargan-vc, stargan-vc-modulated.");
  }
}
