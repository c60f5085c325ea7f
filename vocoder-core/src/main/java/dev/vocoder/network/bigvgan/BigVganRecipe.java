package dev.vocoder.network.bigvgan;

import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.hifigan.MultiPeriodConfig;
import dev.vocoder.network.hifigan.MultiPeriodKind;
import dev.vocoder.network.univnet.MultiResolutionConfig;
import dev.vocoder.network.univnet.MultiResolutionConfig.LayerSizes;
import dev.vocoder.network.univnet.MultiResolutionKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How BigVGAN is trained, as keys of a config: version 1's discriminators (section 3 of the paper),
 * in the order of the reference's optimiser, least squares, 2 for feature matching, 45 for the mel;
 * AdamW of learning rate 1e-4, 32 segments of 8192 samples; the norm of the gradients at most 1000,
 * the discriminators' together, where the reference limits each of them. Of the reference's own
 * keys it takes {@code mpd_reshapes}, {@code resolutions}, {@code discriminator_channel_mult},
 * {@code lambda_melloss}, {@code use_multiscale_melloss} (version 2's loss) and {@code
 * clip_grad_norm}; version 2's discriminator of constant-Q transforms is not here, and version 1's
 * stands for it.
 *
 * <p>The published configs have {@code lr_decay} 0.9999996, by which the rate falls with each step.
 * Before version 2 it fell with each epoch: a smaller number than 0.9999 is taken for one of these.
 */
final class BigVganRecipe {
  private static final int USUAL_SEGMENT = 8192;
  private static final double USUAL_DECAY = 0.9999996;
  private static final double LEAST_OF_STEPS = 0.9999;
  private static final String DECAY = "lr_decay";

  private BigVganRecipe() {}

  static Map<String, Object> of(int hop, ConfigFile config) {
    double mel = config.number("lambda_melloss", 45);
    boolean scales = config.flag("use_multiscale_melloss", false);
    boolean everyStep = config.number(DECAY, USUAL_DECAY) >= LEAST_OF_STEPS;
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("discriminators", List.of(MultiResolutionKind.NAME, MultiPeriodKind.NAME));
    putSizes(config, keys);
    keys.put("adversarial_loss", "least_squares");
    keys.put("lambda_discriminator", 1.0);
    keys.put("lambda_adversarial", 1.0);
    keys.put("lambda_feature_matching", 2.0);
    keys.put("lambda_mel", scales ? 0 : mel);
    keys.put("lambda_multi_scale_mel", scales ? mel : 0);
    keys.put("lambda_stft", 0.0);
    keys.put("learning_rate", 1e-4);
    keys.put("adam_b1", 0.8);
    keys.put("adam_b2", 0.99);
    keys.put("adam_epsilon", 1e-8);
    keys.put("weight_decay", 0.01);
    keys.put("lr_schedule", everyStep ? "step_decay" : "epoch_decay");
    keys.put(DECAY, USUAL_DECAY);
    keys.put("gradient_norm_limit", config.number("clip_grad_norm", 1000));
    keys.put("turns", "anew");
    keys.put("batch_size", 32);
    keys.put("segment_size", (USUAL_SEGMENT + hop - 1) / hop * hop);
    keys.put("least_amplitude", 1.0);
    return keys;
  }

  private static void putSizes(ConfigFile config, Map<String, Object> keys) {
    double width = config.number("discriminator_channel_mult", 1);
    MultiPeriodConfig periods = MultiPeriodConfig.PAPER;
    Map<String, Object> ofPeriods = new LinkedHashMap<>();
    MultiPeriodKind periodKind = new MultiPeriodKind();
    periodKind.write(
        new MultiPeriodConfig(
            config.integers("mpd_reshapes", periods.periods()),
            periods.channels().stream().map(count -> wider(count, width)).toList(),
            periods.kernel(),
            periods.stride(),
            periods.norm()),
        ofPeriods);
    keys.put(periodKind.sizesKey(), ofPeriods);
    MultiResolutionConfig spectrograms = MultiResolutionConfig.PAPER;
    Map<String, Object> ofSpectrograms = new LinkedHashMap<>();
    MultiResolutionKind resolutionKind = new MultiResolutionKind();
    resolutionKind.write(
        new MultiResolutionConfig(
            MultiResolutionKind.resolutions(config, spectrograms.resolutions()),
            spectrograms.layers().stream().map(layer -> wider(layer, width)).toList(),
            spectrograms.centered()),
        ofSpectrograms);
    keys.put(resolutionKind.sizesKey(), ofSpectrograms);
  }

  private static int wider(int channels, double width) {
    return (int) (channels * width);
  }

  private static LayerSizes wider(LayerSizes layer, double width) {
    return new LayerSizes(
        wider(layer.channels(), width),
        layer.kernelBins(),
        layer.kernelFrames(),
        layer.strideBins(),
        layer.strideFrames());
  }
}
