package dev.vocoder.train.adversarial;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a step between two domains learns from. The samples of one have nothing to do with those of
 * the other.
 *
 * @param a samples of domain A
 * @param b as many of domain B
 * @param masks what is hidden of them on the way to the other domain; nothing if empty
 */
public record PairBatch(Samples a, Samples b, Optional<Masks> masks) {

  /**
   * Masks of both domains' samples, 1 where a sample is shown and 0 where it is to be filled in.
   *
   * @param a those of A, of its samples' shape
   * @param b those of B
   */
  public record Masks(Samples a, Samples b) {
    private List<Masks> divided(int parts) {
      List<Samples> ofA = a.divided(parts);
      List<Samples> ofB = b.divided(parts);
      return IntStream.range(0, parts).mapToObj(i -> new Masks(ofA.get(i), ofB.get(i))).toList();
    }
  }

  /**
   * Returns the same samples in several batches.
   *
   * @param parts how many, of which the size is a multiple
   */
  public List<PairBatch> divided(int parts) {
    List<Samples> ofA = a.divided(parts);
    List<Samples> ofB = b.divided(parts);
    Optional<List<Masks>> ofMasks = masks.map(all -> all.divided(parts));
    return IntStream.range(0, parts)
        .mapToObj(i -> new PairBatch(ofA.get(i), ofB.get(i), ofMasks.map(all -> all.get(i))))
        .toList();
  }
}
