package dev.vocoder.train.evaluation.conversion;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Several speaker classifiers that differ in their seeds: one alone may be wrong by chance. */
final class SpeakerClassifiers implements AutoCloseable {
  private final List<SpeakerClassifier> classifiers = new ArrayList<>();

  /**
   * Trains classifiers.
   *
   * @param voices normalised mels of each voice by its name
   * @param count how many classifiers
   * @param firstSeed the first one's seed; the others' follow
   */
  SpeakerClassifiers(Map<String, List<NormalizedMel>> voices, int count, long firstSeed) {
    try {
      for (int i = 0; i < count; i++) {
        classifiers.add(SpeakerClassifier.train(voices, firstSeed + i));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Returns for each classifier the share of mels that it takes for a voice, 0 to 1.
   *
   * @param mels normalised by that voice's statistics
   * @param voice the voice
   */
  List<Double> shares(List<NormalizedMel> mels, String voice) {
    return classifiers.stream().map(one -> one.share(mels, voice)).toList();
  }

  /** Returns for each classifier the share of held-out recordings whose voice it tells. */
  List<Double> accuracies(Collection<EvaluatedVoice> voices) {
    double[] right = new double[classifiers.size()];
    double all = 0;
    for (EvaluatedVoice voice : voices) {
      List<NormalizedMel> mels = voice.normalized(voice.heldOutMels());
      List<Double> shares = shares(mels, voice.name());
      for (int i = 0; i < right.length; i++) {
        right[i] += shares.get(i) * mels.size();
      }
      all += mels.size();
    }
    List<Double> accuracies = new ArrayList<>();
    for (double count : right) {
      accuracies.add(Math.rint(count) / all);
    }
    return accuracies;
  }

  @Override
  public void close() {
    classifiers.forEach(SpeakerClassifier::close);
  }
}
