package dev.vocoder.train.evaluation.conversion;

import dev.vocoder.MelSpectrogram;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whether conversions say what their sources say. A conversion keeps its source's timing, so they
 * are compared frame by frame. Cepstra of two voices differ in mean and range, so the comparison is
 * their correlation over time.
 *
 * @param correlation the mean over utterances of the correlation of {@link Cepstra} 1 to 13 between
 *     conversion and source, -1 to 1
 * @param mismatched the same with other utterances in place of the source, cut to the shorter: the
 *     correlation of utterances that have nothing in common
 * @param retrieval the share of conversions that correlate best with their own source among up to
 *     12 utterances, 0 to 1
 * @param energy the mean over utterances of the correlation of the energy contours, c_0
 */
public record ContentScores(
    double correlation, double mismatched, double retrieval, double energy) {
  private static final int CANDIDATES = 12;

  /**
   * Compares conversions with their sources. The utterances that a source is to be told from are
   * those that follow it in the list, and after the last the first ones.
   *
   * @param sources mels, two at least
   * @param conversions what each became
   */
  static ContentScores of(List<MelSpectrogram> sources, List<MelSpectrogram> conversions) {
    List<Cepstra> said = sources.stream().map(Cepstra::of).toList();
    List<Cepstra> heard = conversions.stream().map(Cepstra::of).toList();
    int count = said.size();
    int others = Math.min(CANDIDATES, count) - 1;
    double own = 0;
    double mismatched = 0;
    double energy = 0;
    int found = 0;
    for (int i = 0; i < count; i++) {
      int at = i;
      double correlation = heard.get(i).correlation(said.get(i));
      double[] withOthers =
          IntStream.rangeClosed(1, others)
              .mapToDouble(next -> heard.get(at).correlation(said.get((at + next) % count)))
              .toArray();
      own += correlation;
      mismatched += IntStream.range(0, others).mapToDouble(n -> withOthers[n]).average().orElse(0);
      found += IntStream.range(0, others).allMatch(n -> withOthers[n] < correlation) ? 1 : 0;
      energy += heard.get(i).energyCorrelation(said.get(i));
    }
    return new ContentScores(
        own / count, mismatched / count, (double) found / count, energy / count);
  }
}
