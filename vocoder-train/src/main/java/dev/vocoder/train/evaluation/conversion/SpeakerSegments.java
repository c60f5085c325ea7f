package dev.vocoder.train.evaluation.conversion;

import ai.djl.ndarray.types.Shape;
import dev.vocoder.FileException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What a speaker classifier learns from: at each step as many random segments of every voice, with
 * noise on them. A pure function of seed and step.
 */
final class SpeakerSegments {
  private static final int BATCH = 32;
  private static final int FRAMES = 64;
  private static final double NOISE = 0.1; // its deviation, where a band's is 1
  private static final double DROPOUT = 0.3;

  private final List<List<NormalizedMel>> voices;
  private final int bands;
  private final long seed;

  /**
   * Prepares to cut.
   *
   * @param voices the mels of each voice by its name; those shorter than a segment are left out
   * @param seed governs chance
   * @throws FileException if a voice has no mel that is long enough
   */
  SpeakerSegments(Map<String, List<NormalizedMel>> voices, long seed) {
    this.voices =
        voices.entrySet().stream()
            .map(voice -> longEnough(voice.getKey(), voice.getValue()))
            .toList();
    this.bands = this.voices.get(0).get(0).bands();
    this.seed = seed;
  }

  private static List<NormalizedMel> longEnough(String name, List<NormalizedMel> mels) {
    List<NormalizedMel> usable = mels.stream().filter(mel -> mel.frames() >= FRAMES).toList();
    if (usable.isEmpty()) {
      throw new FileException(
          "None of the %d recordings of %s to learn the voice from has %d mel frames."
              .formatted(mels.size(), name, FRAMES));
    }
    return usable;
  }

  /** Returns the number of mel bands. */
  int bands() {
    return bands;
  }

  /**
   * Cuts a batch.
   *
   * @param step the number of steps made before
   */
  SpeakerBatch at(long step) {
    SplittableRandom random =
        new SplittableRandom(seed ^ new SplittableRandom(step).nextLong()); // no near neighbours
    float[] mels = new float[BATCH * bands * FRAMES];
    float[] speakers = new float[BATCH * voices.size()];
    for (int i = 0; i < BATCH; i++) {
      int speaker = i % voices.size();
      List<NormalizedMel> of = voices.get(speaker);
      NormalizedMel mel = of.get(random.nextInt(of.size()));
      int first = random.nextInt(mel.frames() - FRAMES + 1);
      mel.copy(first, FRAMES, mels, i * bands * FRAMES);
      speakers[i * voices.size() + speaker] = 1;
    }
    for (int i = 0; i < mels.length; i++) {
      mels[i] += (float) (NOISE * random.nextGaussian());
    }
    float[] mask = new float[BATCH * SpeakerNetwork.STATISTICS];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = random.nextDouble() < DROPOUT ? 0 : (float) (1 / (1 - DROPOUT));
    }
    return new SpeakerBatch(mels, new Shape(BATCH, bands, FRAMES), speakers, mask);
  }
}
