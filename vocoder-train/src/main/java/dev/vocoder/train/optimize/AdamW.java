package dev.vocoder.train.optimize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.internal.engine.Gradients;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.internal.optimize.ConfigRange;
import dev.vocoder.network.NamedBlock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019), computed as PyTorch's {@code
 * AdamW} does: p *= 1 - lr wd, then p -= lr m' / (sqrt(v') + eps) with bias-corrected moments;
 * without weight decay it is Adam. Its state is saved and read in PyTorch's form. Not thread-safe.
 */
public final class AdamW {

  /**
   * The settings.
   *
   * @param learningRate at the start
   * @param beta1 the decay of the gradients' mean
   * @param beta2 the decay of the squared gradients' mean
   * @param epsilon added to the root of that
   * @param weightDecay how much of a parameter goes at each step, times the learning rate
   */
  public record Settings(
      double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
    /** PyTorch's default. */
    public static final double EPSILON = 1e-8;

    /** PyTorch's default. */
    public static final double WEIGHT_DECAY = 0.01;

    /**
     * Checks the numbers.
     *
     * @throws ConfigException if they make no training
     */
    public Settings {
      ConfigRange.require(
          learningRate > 0 && learningRate < 1,
          "learning_rate",
          learningRate,
          "more than 0 and less than 1");
      for (double beta : new double[] {beta1, beta2}) {
        ConfigRange.require(
            beta >= 0 && beta < 1, "adam_b1 or adam_b2", beta, "0 or more and less than 1");
      }
      requireSmall("adam_epsilon", epsilon);
      requireSmall("weight_decay", weightDecay);
    }

    private static void requireSmall(String key, double value) {
      ConfigRange.require(value >= 0 && value < 1, key, value, "0 or more and less than 1");
    }

    /** Returns the same with another learning rate. */
    public Settings withLearningRate(double rate) {
      return new Settings(rate, beta1, beta2, epsilon, weightDecay);
    }
  }

  private final Settings settings;
  private final List<Moments> moments;
  private Schedule schedule;
  private double learningRate;

  /**
   * Prepares moments of zero.
   *
   * @param settings the settings
   * @param schedule how the learning rate changes
   * @param networks whose parameters to update, in the order that PyTorch numbers them
   * @param manager owns the moments
   */
  public AdamW(
      Settings settings,
      Schedule schedule,
      List<? extends NamedBlock> networks,
      NDManager manager) {
    this.settings = settings;
    this.schedule = schedule;
    this.learningRate = schedule.at(settings.learningRate, 0, 0);
    this.moments =
        networks.stream()
            .flatMap(network -> network.namedParameters().values().stream())
            .filter(Parameter::requiresGradient)
            .map(parameter -> new Moments(parameter.getArray(), manager))
            .toList();
  }

  /** Returns the learning rate of the next step. */
  public double learningRate() {
    return learningRate;
  }

  /**
   * Sets the learning rate of the next step by the schedule.
   *
   * @param step how many steps were made
   * @param epoch how often the data were gone through
   */
  public void advance(long step, long epoch) {
    learningRate = schedule.at(settings.learningRate, step, epoch);
  }

  /**
   * Lets the schedule go on from the learning rate that {@link #load} took over.
   *
   * @param step how many steps had been made
   * @param epoch how often the data had been gone through
   */
  public void resume(long step, long epoch) {
    schedule = schedule.resumed(learningRate, step, epoch);
    advance(step, epoch);
  }

  /**
   * Says whether the parameters take gradients; they do at first.
   *
   * @param enabled whether they do from now on
   */
  public void setGradientsEnabled(boolean enabled) {
    moments.forEach(one -> one.parameter().setRequiresGradient(enabled));
  }

  /**
   * Updates the parameters by their gradients and sets those to zero; a parameter without a
   * gradient stays. Where the gradients hold an infinity or NaN nothing is updated, and they are
   * zero all the same.
   *
   * @param limit how large the gradients may be
   * @return the norm of all gradients together as they were, not finite if nothing was updated
   */
  public double step(GradientLimit limit) {
    List<Moments> updated = new ArrayList<>();
    List<NDArray> gradients = new ArrayList<>();
    try {
      for (Moments one : moments) {
        Gradients.of(one.parameter())
            .ifPresent(
                gradient -> {
                  updated.add(one);
                  gradients.add(gradient);
                });
      }
      if (gradients.isEmpty()) {
        return 0;
      }
      double norm;
      try (NDArray whole =
          TorchFunctions.clipNorm(
              gradients.get(0).getManager(), gradients, limit.norm(), limit.each())) {
        norm = whole.getFloat();
      }
      if (Double.isFinite(norm)) {
        update(updated, gradients);
      }
      TorchFunctions.zero(gradients);
      return norm;
    } finally {
      gradients.forEach(NDArray::close);
    }
  }

  /** Sets the gradients to zero without an update. */
  public void clearGradients() {
    for (Moments one : moments) {
      Gradients.of(one.parameter())
          .ifPresent(
              gradient -> {
                try (gradient) {
                  TorchFunctions.zero(List.of(gradient));
                }
              });
    }
  }

  private void update(List<Moments> updated, List<NDArray> gradients) {
    updated.forEach(one -> one.step().addi(1));
    TorchFunctions.adamW(
        updated.stream().map(Moments::parameter).toList(),
        gradients,
        updated.stream().map(Moments::mean).toList(),
        updated.stream().map(Moments::square).toList(),
        updated.stream().map(Moments::step).toList(),
        learningRate,
        settings.beta1,
        settings.beta2,
        settings.weightDecay,
        settings.epsilon);
  }

  /**
   * Returns the state as PyTorch's {@code state_dict()}: moments by the parameter's number, and the
   * settings. Its tensors are read from the optimiser when they are written.
   */
  public Map<String, Object> state() {
    Map<Integer, Object> state = new LinkedHashMap<>();
    for (int i = 0; i < moments.size(); i++) {
      state.put(i, moments.get(i).entry());
    }
    Map<String, Object> group = new LinkedHashMap<>();
    group.put("lr", learningRate);
    group.put("betas", List.of(settings.beta1, settings.beta2));
    group.put("eps", settings.epsilon);
    group.put("weight_decay", settings.weightDecay);
    group.put("amsgrad", false);
    group.put("foreach", null);
    group.put("maximize", false);
    group.put("capturable", false);
    group.put("initial_lr", settings.learningRate);
    group.put("params", IntStream.range(0, moments.size()).boxed().toList());
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("state", state);
    whole.put("param_groups", List.of(group));
    return whole;
  }

  /**
   * Takes over a state that {@link #state} or PyTorch saved: the moments and the learning rate.
   *
   * @param saved the state dict
   * @param name where it comes from, for messages
   * @throws CheckpointException if it is not the state of these parameters
   */
  public void load(Object saved, String name) {
    if (!(saved instanceof Map<?, ?> whole)
        || !(whole.get("state") instanceof Map<?, ?> state)
        || !(whole.get("param_groups") instanceof List<?> groups)
        || groups.size() != 1
        || !(groups.get(0) instanceof Map<?, ?> group)
        || !(group.get("lr") instanceof Double rate)) {
      throw new CheckpointException(
          "%s is not the state of an AdamW optimiser with one group of parameters."
              .formatted(name));
    }
    if (state.size() != moments.size() && !state.isEmpty()) {
      throw new CheckpointException(
          "%s has moments of %d parameters; these networks have %d. Start from the networks alone instead of resuming."
              .formatted(name, state.size(), moments.size()));
    }
    for (int i = 0; i < moments.size() && !state.isEmpty(); i++) {
      if (!(state.get((long) i) instanceof Map<?, ?> entry)) {
        throw new CheckpointException("%s lacks the moments of parameter %d.".formatted(name, i));
      }
      moments.get(i).load(entry, "%s, parameter %d".formatted(name, i));
    }
    learningRate = rate;
  }
}
