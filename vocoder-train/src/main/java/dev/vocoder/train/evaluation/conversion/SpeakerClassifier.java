package dev.vocoder.train.evaluation.conversion;

import dev.vocoder.TrainingException;
import dev.vocoder.train.TrainingScheme;
import dev.vocoder.train.TrainingState;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Says whose voice a mel is in, by what normalised mels still tell of the voice.
 *
 * <p>Each voice is normalised by its own mean and deviation of each band, so that the long-term
 * spectrum, which statistics alone move from voice to voice, says nothing; what is left is how a
 * voice's spectrum changes in time. The network is small and trained anew for each evaluation, in
 * seconds: 600 steps of AdamW at a rate of 0.001, batches of 32 segments of 64 frames with noise of
 * a tenth of the deviation, dropout of 0.3 before the last layer.
 *
 * <p>Determined by mels and seed, but for the order of sums where several threads compute. Not
 * thread-safe; {@link #close} frees its native memory.
 */
final class SpeakerClassifier implements AutoCloseable {
  /** How many steps it is trained for. */
  static final int STEPS = 600;

  private final List<String> speakers;
  private final SpeakerScheme scheme;

  private SpeakerClassifier(List<String> speakers, SpeakerScheme scheme) {
    this.speakers = speakers;
    this.scheme = scheme;
  }

  /**
   * Trains a classifier. The scheme's steps are made here, one after the other: what a trainer adds
   * (a folder, checkpoints to resume from, a page to watch) is not needed for a network that is
   * trained for one evaluation and thrown away.
   *
   * @param voices normalised mels of each voice by its name, two voices at least
   * @param seed governs weights, segments, noise and dropout
   * @throws dev.vocoder.FileException if a voice has no mel of 64 frames
   * @throws TrainingException if a loss is infinite or not a number
   */
  static SpeakerClassifier train(Map<String, List<NormalizedMel>> voices, long seed) {
    SpeakerSegments segments = new SpeakerSegments(voices, seed);
    SpeakerScheme scheme = new SpeakerScheme(segments.bands(), voices.size(), seed);
    try {
      for (int step = 0; step < STEPS; step++) {
        TrainingState state = new TrainingState(step, 0, step, 0, OptionalDouble.empty());
        TrainingScheme.Outcome outcome = scheme.step(List.of(segments.at(step)), state);
        if (!outcome.applied()) {
          throw new TrainingException(
              "A speaker classifier cannot be trained: at step %d a loss or gradient is no number: %s."
                  .formatted(step + 1, outcome.losses().named()));
        }
      }
      return new SpeakerClassifier(List.copyOf(voices.keySet()), scheme);
    } catch (RuntimeException | Error e) {
      scheme.close();
      throw e;
    }
  }

  /**
   * Returns the voice that a mel is most likely in.
   *
   * @param mel normalised by the statistics of the voice that it is meant to be in
   */
  String speaker(NormalizedMel mel) {
    float[] logits = scheme.logits(mel);
    int highest = 0;
    for (int i = 1; i < logits.length; i++) {
      highest = logits[i] > logits[highest] ? i : highest;
    }
    return speakers.get(highest);
  }

  /**
   * Returns the share of mels that are taken for a voice, 0 to 1.
   *
   * @param mels one at least, normalised by that voice's statistics
   * @param voice the voice
   */
  double share(List<NormalizedMel> mels, String voice) {
    return (double) mels.stream().filter(mel -> speaker(mel).equals(voice)).count() / mels.size();
  }

  @Override
  public void close() {
    scheme.close();
  }
}
