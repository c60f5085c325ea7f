package dev.vocoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.List;

/**
 * A network, or several side by side, that tells real waves from generated ones.
 *
 * <p>As a DJL block its outputs are, of each part in turn, the feature maps and then the score.
 */
public abstract class Discriminator extends NamedBlock {

  /**
   * Judges waves.
   *
   * @param store where parameters' values come from
   * @param waves (batch, 1, samples); not closed
   * @param training whether parameters take gradients, and spectral norm is estimated anew
   * @return one judgement of each part; its arrays are new and owned by the waves' manager
   */
  public abstract List<Judgement> judge(ParameterStore store, NDArray waves, boolean training);

  /**
   * The scores of one part for real and for generated waves.
   *
   * @param real (batch, positions)
   * @param generated (batch, positions)
   */
  public record Scores(NDArray real, NDArray generated) {}

  /**
   * Scores real and generated waves as one call of {@link #judge} for each would, in training. That
   * is faster than two calls: where a part keeps no state, it judges both as one batch.
   *
   * @param store where parameters' values come from
   * @param real (batch, 1, samples); not closed
   * @param generated as many; not closed
   * @return the scores of each part
   */
  public List<Scores> compare(ParameterStore store, NDArray real, NDArray generated) {
    long batch = real.getShape().get(0);
    try (NDArray both = real.concat(generated)) {
      return judge(store, both, true).stream()
          .map(
              judgement ->
                  new Scores(
                      judgement.score().get(new NDIndex(":{}", batch)),
                      judgement.score().get(new NDIndex("{}:", batch))))
          .toList();
    }
  }

  @Override
  protected final NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
    NDList outputs = new NDList();
    for (Judgement judgement : judge(store, inputs.singletonOrThrow(), training)) {
      outputs.addAll(judgement.featureMaps());
      outputs.add(judgement.score());
    }
    return outputs;
  }

  /** Throws: the shapes follow from computing alone. */
  @Override
  public final Shape[] getOutputShapes(Shape[] inputs) {
    throw new UnsupportedOperationException("a discriminator's shapes follow from computing");
  }
}
