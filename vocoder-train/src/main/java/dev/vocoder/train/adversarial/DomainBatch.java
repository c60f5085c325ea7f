package dev.vocoder.train.adversarial;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What a step among several domains learns from.
 *
 * @param samples the samples
 * @param domains the domain of each, from 0
 * @param targets the domain that each is translated into
 */
public record DomainBatch(Samples samples, List<Integer> domains, List<Integer> targets) {
  /** Copies the lists. */
  public DomainBatch {
    domains = List.copyOf(domains);
    targets = List.copyOf(targets);
  }

  /**
   * Returns the same samples in several batches.
   *
   * @param parts how many, of which the size is a multiple
   */
  public List<DomainBatch> divided(int parts) {
    List<Samples> divided = samples.divided(parts);
    int size = samples.size() / parts;
    return IntStream.range(0, parts)
        .mapToObj(
            i ->
                new DomainBatch(
                    divided.get(i),
                    domains.subList(i * size, (i + 1) * size),
                    targets.subList(i * size, (i + 1) * size)))
        .toList();
  }
}
