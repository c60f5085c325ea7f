package dev.vocoder.train.adversarial;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.vocoder.internal.engine.Gradients;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.train.StepLosses;
import dev.vocoder.train.TrainingScheme.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One step, in which networks learn in turns. Once a turn ends without an update, because a loss or
 * gradient is infinite or not a number, the turns after it are left out.
 *
 * @param <B> a batch
 */
final class Turns<B> {

  /** What a turn computes. */
  @FunctionalInterface
  interface Turn<B> {
    /**
     * Computes the losses of one part of the batch.
     *
     * @param scope owns what is made, until the turn ends
     * @param part the part
     * @param kept what earlier turns of the step kept of it
     */
    Terms of(NDManager scope, B part, Kept kept);
  }

  /** Arrays that one turn of a step keeps for a later one, for one part of the batch. */
  static final class Kept {
    private final NDManager step;
    private final Map<String, NDArray> arrays = new HashMap<>();

    private Kept(NDManager step) {
      this.step = step;
    }

    /** Keeps an array until the step ends. */
    NDArray keep(String name, NDArray array) {
      array.attach(step);
      arrays.put(name, array);
      return array;
    }

    boolean has(String name) {
      return arrays.containsKey(name);
    }

    NDArray get(String name) {
      return arrays.get(name);
    }
  }

  private final NDManager step;
  private final List<B> parts;
  private final List<Kept> kept = new ArrayList<>();
  private final Map<String, Double> losses = new LinkedHashMap<>();
  private final Map<String, Double> norms = new LinkedHashMap<>();
  private final Set<String> totals = new HashSet<>();
  private boolean applied = true;

  private Turns(NDManager step, List<B> parts) {
    this.step = step;
    this.parts = parts;
    parts.forEach(part -> kept.add(new Kept(step)));
  }

  /**
   * Makes a step.
   *
   * @param manager owns the networks
   * @param parts the batch, in parts of equal size, whose gradients are accumulated
   * @param turns takes the turns
   */
  static <B> Outcome step(NDManager manager, List<B> parts, Consumer<Turns<B>> turns) {
    return manager.getDevice().isGpu()
        ? computed(manager, parts, turns)
        : TorchEngine.start().computeSteadily(() -> computed(manager, parts, turns));
  }

  private static <B> Outcome computed(NDManager manager, List<B> parts, Consumer<Turns<B>> turns) {
    return ProcessSettings.withGradients(
        true,
        () -> {
          try (NDManager scope = manager.newSubManager()) {
            Turns<B> taken = new Turns<>(scope, parts);
            turns.accept(taken);
            taken.losses.putAll(taken.norms);
            return new Outcome(new StepLosses(taken.losses, taken.totals), taken.applied);
          }
        });
  }

  /** Returns whether the batch is in one part. */
  boolean isWhole() {
    return parts.size() == 1;
  }

  /**
   * Lets networks learn.
   *
   * @param learner whose turn it is
   * @param frozen whose parameters take no gradients meanwhile, though the losses depend on them
   * @param turn what is learnt
   */
  void take(Learner learner, List<Learner> frozen, Turn<B> turn) {
    if (!applied) {
      return;
    }
    frozen.forEach(one -> one.optimizer().setGradientsEnabled(false));
    try {
      boolean finite = true;
      for (int i = 0; i < parts.size(); i++) {
        finite &= learn(learner, i, turn);
      }
      update(learner, finite);
    } finally {
      frozen.forEach(one -> one.optimizer().setGradientsEnabled(true));
    }
  }

  /** Adds a part's gradient to that of the parts before it, unless its loss is no number. */
  private boolean learn(Learner learner, int number, Turn<B> turn) {
    try (NDManager scope = step.newSubManager()) {
      Terms terms = turn.of(scope, parts.get(number), kept.get(number));
      terms.values().forEach(this::report);
      NDArray sum = terms.sum();
      double value = sum.getFloat();
      report(learner.name(), value);
      totals.add(learner.name());
      if (!Double.isFinite(value)) {
        return false;
      }
      Gradients.backward(isWhole() ? sum : TorchFunctions.scaled(sum, 1.0 / parts.size()));
      return true;
    }
  }

  private void report(String name, double value) {
    losses.merge(name, value / parts.size(), Double::sum);
  }

  private void update(Learner learner, boolean finite) {
    if (!finite) {
      learner.optimizer().clearGradients();
      applied = false;
      return;
    }
    double norm = learner.optimizer().step(learner.limit());
    norms.put("gradient_norm/" + learner.name(), norm);
    applied = Double.isFinite(norm);
  }
}
