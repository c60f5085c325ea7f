package dev.vocoder.train.conversion;

import ai.djl.ndarray.types.Shape;
import dev.vocoder.train.adversarial.DomainBatch;
import dev.vocoder.train.adversarial.PairBatch;
import dev.vocoder.train.adversarial.Samples;
import dev.vocoder.train.conversion.ConversionRecipe.SegmentSizes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Draws segments, masks and targets: a pure function of seed and step, so that a resumed run goes
 * on exactly. Every voice is drawn from equally often, however many recordings it has. A segment
 * lies at a random place of a random recording, independently of other voices.
 */
final class SegmentDraw {
  private final List<VoiceCorpus> voices;
  private final SegmentSizes sizes;
  private final long seed;
  private final int bands;

  /**
   * Prepares to draw.
   *
   * @param voices what to draw from
   * @param sizes what to draw
   * @param seed governs chance
   */
  SegmentDraw(List<VoiceCorpus> voices, SegmentSizes sizes, long seed) {
    this.voices = voices;
    this.sizes = sizes;
    this.seed = seed;
    this.bands = voices.get(0).voice().melFormat().bands();
  }

  /** Returns how many steps show one segment for each recording of the voice that has the most. */
  int stepsPerEpoch() {
    int most = voices.stream().mapToInt(voice -> voice.mels().size()).max().orElseThrow();
    return Math.max(1, most / sizes.batchSize());
  }

  /** Returns a batch of two voices. */
  PairBatch pair(long step) {
    SplittableRandom random = random(step);
    Samples a = segments(voices.get(0), random.split());
    Samples b = segments(voices.get(1), random.split());
    return new PairBatch(
        a,
        b,
        sizes.maskFrames() > 0
            ? Optional.of(new PairBatch.Masks(masks(random.split()), masks(random.split())))
            : Optional.empty());
  }

  /** Returns a batch among all voices, each of which comes as often as any other. */
  DomainBatch domains(long step) {
    SplittableRandom random = random(step);
    float[] segments = new float[sizes.batchSize() * bands * sizes.frames()];
    List<Integer> domains = new ArrayList<>();
    List<Integer> targets = new ArrayList<>();
    for (int i = 0; i < sizes.batchSize(); i++) {
      int domain = (int) ((step * sizes.batchSize() + i) % voices.size());
      int other = random.nextInt(voices.size() - 1);
      domains.add(domain);
      targets.add(other < domain ? other : other + 1);
      segment(voices.get(domain), random, segments, i);
    }
    return new DomainBatch(new Samples(segments, shape()), domains, targets);
  }

  private SplittableRandom random(long step) {
    return new SplittableRandom(seed ^ new SplittableRandom(step).nextLong());
  }

  private Shape shape() {
    return new Shape(bands, sizes.frames());
  }

  private Samples segments(VoiceCorpus voice, RandomGenerator random) {
    float[] segments = new float[sizes.batchSize() * bands * sizes.frames()];
    for (int i = 0; i < sizes.batchSize(); i++) {
      segment(voice, random, segments, i);
    }
    return new Samples(segments, shape());
  }

  private void segment(VoiceCorpus voice, RandomGenerator random, float[] batch, int number) {
    VoiceCorpus.Mel mel = voice.mels().get(random.nextInt(voice.mels().size()));
    int from = random.nextInt(mel.frames() - sizes.frames() + 1);
    mel.copy(from, sizes.frames(), batch, number * bands * sizes.frames());
  }

  /** Hides a random number of frames in a row, in all bands. */
  private Samples masks(RandomGenerator random) {
    float[] masks = new float[sizes.batchSize() * bands * sizes.frames()];
    Arrays.fill(masks, 1);
    for (int i = 0; i < sizes.batchSize(); i++) {
      int hidden = random.nextInt(sizes.maskFrames() + 1);
      int from = random.nextInt(sizes.frames() - hidden + 1);
      for (int band = 0; band < bands; band++) {
        int row = (i * bands + band) * sizes.frames();
        Arrays.fill(masks, row + from, row + from + hidden, 0);
      }
    }
    return new Samples(masks, shape());
  }
}
