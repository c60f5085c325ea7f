package dev.vocoder.network.vocos;

import dev.vocoder.network.hifigan.MultiPeriodKind;
import dev.vocoder.network.univnet.MultiResolutionConfig;
import dev.vocoder.network.univnet.MultiResolutionKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How Vocos and WaveNeXt are trained, as keys of a config: Vocos's paper (section 3.3) and its
 * first published code, whose discriminator of spectrograms is UnivNet's; the code has had another
 * one since, with rates of 5e-4 and betas of 0.8 and 0.9. The clipped hinge, means over each
 * discriminator's parts, a tenth of the weight for spectrograms, no weight for the features of the
 * first layer of periods, 45 for the mel; 16 segments of 16384 samples. The code plays recordings
 * at -6 to -1 dB of full scale; here at half to all of their amplitude.
 */
final class VocosRecipe {
  private static final int USUAL_SEGMENT = 16_384;

  private VocosRecipe() {}

  /** Returns Vocos's: learning rate 2e-4, down half a cosine in a million steps. */
  static Map<String, Object> vocos(int hop) {
    Map<String, Object> keys = common(hop);
    keys.put("learning_rate", 2e-4);
    keys.put("adam_b1", 0.9);
    keys.put("adam_b2", 0.999);
    keys.put("lr_warm_up_steps", 0);
    keys.put("lr_last_step", 1_000_000);
    return keys;
  }

  /**
   * Returns that of WaveNeXt's public code, which is Vocos's but for the optimisers: learning rate
   * 1e-4, reached in 500 steps, down in 500 000.
   */
  static Map<String, Object> waveNext(int hop) {
    Map<String, Object> keys = common(hop);
    keys.put("learning_rate", 1e-4);
    keys.put("adam_b1", 0.8);
    keys.put("adam_b2", 0.9);
    keys.put("lr_warm_up_steps", 500);
    keys.put("lr_last_step", 500_000);
    return keys;
  }

  private static Map<String, Object> common(int hop) {
    Map<String, Object> spectrograms = new LinkedHashMap<>();
    MultiResolutionKind kind = new MultiResolutionKind();
    kind.write(MultiResolutionConfig.VOCOS, spectrograms);
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("discriminators", List.of(MultiPeriodKind.NAME, MultiResolutionKind.NAME));
    keys.put(kind.sizesKey(), spectrograms);
    keys.put("discriminator_weights", Map.of(MultiResolutionKind.NAME, 0.1));
    keys.put("first_matched_feature_maps", Map.of(MultiPeriodKind.NAME, 1));
    keys.put("mean_of_discriminator_parts", true);
    keys.put("adversarial_loss", "clipped_hinge");
    keys.put("lambda_discriminator", 1.0);
    keys.put("lambda_adversarial", 1.0);
    keys.put("lambda_feature_matching", 1.0);
    keys.put("lambda_mel", 45.0);
    keys.put("lambda_stft", 0.0);
    keys.put("adam_epsilon", 1e-8);
    keys.put("weight_decay", 0.01);
    keys.put("lr_schedule", "cosine");
    keys.put("turns", "anew");
    keys.put("batch_size", 16);
    keys.put("segment_size", (USUAL_SEGMENT + hop - 1) / hop * hop);
    keys.put("least_amplitude", 0.5);
    return keys;
  }
}
