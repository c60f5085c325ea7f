package dev.vocoder.train.vocoder;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.internal.loss.MultiResolutionStftLoss.Resolution;
import dev.vocoder.internal.loss.MultiScaleMelLoss;
import dev.vocoder.internal.mel.Stft;
import dev.vocoder.internal.optimize.ConfigRange;
import dev.vocoder.network.DiscriminatorConfig;
import dev.vocoder.network.GeneratorConfig;
import java.util.Collection;

/**
 * How long segments may be: as the generator makes them, and long enough for what compares and
 * judges them.
 */
final class SegmentLength {
  private static final int MAX = 1 << 22;

  private SegmentLength() {}

  /** Returns the shortest segment of a recipe's length or more that a generator makes. */
  static int of(GeneratorConfig generator, int least) {
    long frames = generator.framesOf(least - 1L + generator.hopSize());
    return Math.toIntExact(generator.samplesOf(frames));
  }

  /**
   * Checks a length.
   *
   * @param samples the length
   * @param networks the generator and its mels
   * @param lossMels the mels of the mel loss
   * @param discriminators what judges segments
   * @param losses what compares them
   * @throws ConfigException if segments cannot have it
   */
  static void check(
      int samples,
      VocoderConfig networks,
      MelFormat lossMels,
      Collection<DiscriminatorConfig> discriminators,
      LossSettings losses) {
    GeneratorConfig generator = networks.generator();
    ConfigRange.require(
        samples >= generator.hopSize()
            && samples <= MAX
            && generator.samplesOf(generator.framesOf(samples)) == samples,
        "segment_size",
        samples,
        lengths(generator) + " up to " + MAX);
    int widest = Math.max(lossMels.fftSize(), networks.melFormat().fftSize());
    long shortest = Math.max(widest / 2 + 1, generator.samplesOf(generator.leastFrames()));
    ConfigRange.require(samples >= shortest, "segment_size", samples, "at least " + shortest);
    int computed = new Stft(networks.melFormat()).frames(samples);
    if (computed < generator.framesOf(samples)) {
      throw new ConfigException(
          "The generator makes a segment of %d frames, but the mel of a segment has %d; give it mels of centred frames to train it, or make it as many samples as frames x hop (padding same, of a Vocos)."
              .formatted(generator.framesOf(samples), computed));
    }
    if (losses.stft() > 0) {
      int longest =
          losses.stftResolutions().stream().mapToInt(Resolution::fftSize).max().orElseThrow();
      ConfigRange.require(
          samples > longest / 2, "segment_size", samples, "more than " + longest / 2);
    }
    if (losses.multiScaleMel() > 0) {
      int half = MultiScaleMelLoss.LONGEST_WINDOW / 2;
      ConfigRange.require(samples > half, "segment_size", samples, "more than " + half);
    }
    int judged =
        discriminators.stream().mapToInt(DiscriminatorConfig::leastSamples).max().orElse(1);
    ConfigRange.require(samples >= judged, "segment_size", samples, "at least " + judged);
  }

  /** Returns which lengths of a wave a generator makes, in words. */
  private static String lengths(GeneratorConfig generator) {
    int more = Math.floorMod(generator.extraSamples(), generator.hopSize());
    return more == 0
        ? "a multiple of the hop, %d,".formatted(generator.hopSize())
        : "%d more than a multiple of the hop, %d, as the generator makes them,"
            .formatted(more, generator.hopSize());
  }
}
