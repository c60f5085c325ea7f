package dev.vocoder.network;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Discriminators side by side, which share nothing. Each may judge the waves at another rate. */
public final class JointDiscriminator extends Discriminator {
  private final List<Discriminator> parts;
  private final UnaryOperator<NDArray> between;

  /**
   * Joins discriminators.
   *
   * @param parts one or more by their names, in order; the first judges the waves themselves
   * @param between turns what one part judges into what the next one judges
   */
  public JointDiscriminator(
      Map<String, ? extends Discriminator> parts, UnaryOperator<NDArray> between) {
    parts.forEach(this::addChildBlock);
    this.parts = List.copyOf(parts.values());
    this.between = between;
  }

  /**
   * Joins discriminators that are named as HiFi-GAN's reference names them, {@code
   * discriminators.0} and so on.
   *
   * @param parts one or more in order
   * @param between turns what one part judges into what the next one judges
   */
  public static JointDiscriminator numbered(
      List<? extends Discriminator> parts, UnaryOperator<NDArray> between) {
    Map<String, Discriminator> named = new LinkedHashMap<>();
    parts.forEach(part -> named.put("discriminators." + named.size(), part));
    return new JointDiscriminator(named, between);
  }

  @Override
  public List<Judgement> judge(ParameterStore store, NDArray waves, Pass pass) {
    List<Judgement> judgements = new ArrayList<>();
    NDArray scaled = waves;
    for (Discriminator part : parts) {
      scaled = judgements.isEmpty() ? waves : between.apply(scaled);
      judgements.addAll(part.judge(store, scaled, pass));
    }
    return judgements;
  }
}
