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

  /** How waves are judged: it decides whether the estimates of spectral norm move. */
  public enum Pass {
    /** Estimates stay. */
    FIXED,
    /** Estimates move once. */
    TRAINING,
    /**
     * The first half of the batch is real, the second generated. Estimates move as if each half had
     * a pass of its own, and each half is judged by the estimates of its pass.
     */
    TRAINING_PAIR
  }

  /**
   * Judges waves.
   *
   * @param store where parameters' values come from
   * @param waves (batch, 1, samples); not closed
   * @param pass how
   * @return one judgement of each part; its arrays are new and owned by the waves' manager
   */
  public abstract List<Judgement> judge(ParameterStore store, NDArray waves, Pass pass);

  /**
   * What one part says of real and of generated waves.
   *
   * @param real its scores of the real ones, (batch, positions)
   * @param generated its scores of the generated ones, (batch, positions)
   * @param both its judgement of all of them as one batch, the real ones first
   */
  public record Comparison(NDArray real, NDArray generated, Judgement both) {

    /** Returns the judgement of the real waves, without gradient. */
    public Judgement ofReal() {
      return new Judgement(
          real.stopGradient(),
          both.featureMaps().stream()
              .map(map -> map.stopGradient().get(new NDIndex(":{}", map.getShape().get(0) / 2)))
              .toList());
    }
  }

  /**
   * Judges real and generated waves in training, as one batch, which is faster than one after the
   * other.
   *
   * @param store where parameters' values come from
   * @param real (batch, 1, samples); not closed
   * @param generated as many; not closed
   * @return the comparison of each part
   */
  public final List<Comparison> compare(ParameterStore store, NDArray real, NDArray generated) {
    long batch = real.getShape().get(0);
    try (NDArray both = real.concat(generated)) {
      return judge(store, both, Pass.TRAINING_PAIR).stream()
          .map(
              judgement ->
                  new Comparison(
                      judgement.score().get(new NDIndex(":{}", batch)),
                      judgement.score().get(new NDIndex("{}:", batch)),
                      judgement))
          .toList();
    }
  }

  @Override
  protected final NDList forwardInternal(
      ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
    NDList outputs = new NDList();
    for (Judgement judgement :
        judge(store, inputs.singletonOrThrow(), training ? Pass.TRAINING : Pass.FIXED)) {
      outputs.addAll(judgement.featureMaps());
      outputs.add(judgement.score());
    }
    return outputs;
  }

  /** Throws: shapes are known only once the network has computed. */
  @Override
  public final Shape[] getOutputShapes(Shape[] inputs) {
    throw new UnsupportedOperationException("a discriminator's shapes follow from computing");
  }
}
