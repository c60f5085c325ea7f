package dev.vocoder.train.vocoder;

import dev.vocoder.ConfigException;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.train.optimize.EpochDecay;
import dev.vocoder.train.optimize.Schedule;
import dev.vocoder.train.optimize.StepDecay;
import dev.vocoder.train.optimize.WarmUpCosine;
import java.util.Map;

/** How learning rates change, in a config: every key is optional and the recipe's by default. */
final class ScheduleKeys {
  private static final String SCHEDULE = "lr_schedule";
  private static final String DECAY = "lr_decay";
  private static final String WARM_UP = "lr_warm_up_steps";
  private static final String LAST = "lr_last_step";
  private static final String FLOOR = "lr_floor";

  /** The kinds of schedules. */
  private enum Kind {
    EPOCH_DECAY,
    STEP_DECAY,
    COSINE
  }

  private ScheduleKeys() {}

  /**
   * Reads a schedule.
   *
   * @param config a config; one that has a decay but names no kind of schedule has one that decays
   * @param recipe what it leaves out
   */
  static Schedule read(ConfigFile config, Schedule recipe) {
    boolean decays = recipe instanceof WarmUpCosine && !config.has(SCHEDULE) && config.has(DECAY);
    Kind usual = decays ? Kind.EPOCH_DECAY : kind(recipe);
    Kind kind = config.choice(SCHEDULE, Kind.class, usual);
    if (kind == Kind.COSINE) {
      return cosine(config, recipe);
    }
    if (kind != kind(recipe)) {
      requireKey(config, kind, DECAY, "the factor");
    }
    double factor = config.number(DECAY, factor(recipe));
    return kind == Kind.STEP_DECAY ? new StepDecay(factor) : new EpochDecay(factor);
  }

  private static Kind kind(Schedule schedule) {
    if (schedule instanceof WarmUpCosine) {
      return Kind.COSINE;
    }
    return schedule instanceof StepDecay ? Kind.STEP_DECAY : Kind.EPOCH_DECAY;
  }

  /** Asks for what another kind of schedule than the recipe's has no usual value of. */
  private static void requireKey(ConfigFile config, Kind kind, String key, String meaning) {
    if (!config.has(key)) {
      throw new ConfigException(
          "%s is %s, but %s is missing; give %s."
              .formatted(SCHEDULE, ConfigFile.name(kind), key, meaning));
    }
  }

  /** Returns what remains after an epoch or a step, 1 where it is not that which decides. */
  private static double factor(Schedule recipe) {
    if (recipe instanceof StepDecay decay) {
      return decay.factor();
    }
    return recipe instanceof EpochDecay decay ? decay.factor() : 1;
  }

  private static WarmUpCosine cosine(ConfigFile config, Schedule recipe) {
    if (recipe instanceof WarmUpCosine usual) {
      return new WarmUpCosine(
          config.wholeNumber(WARM_UP, usual.warmUpSteps()),
          config.wholeNumber(LAST, usual.lastStep()),
          config.number(FLOOR, usual.floor()));
    }
    requireKey(config, Kind.COSINE, LAST, "the number of steps to its end");
    return new WarmUpCosine(
        config.wholeNumber(WARM_UP, 0), config.wholeNumber(LAST, 0), config.number(FLOOR, 0));
  }

  static void write(Schedule schedule, Map<String, Object> keys) {
    keys.put(SCHEDULE, ConfigFile.name(kind(schedule)));
    if (schedule instanceof WarmUpCosine cosine) {
      keys.put(WARM_UP, cosine.warmUpSteps());
      keys.put(LAST, cosine.lastStep());
      keys.put(FLOOR, cosine.floor());
    } else {
      keys.put(DECAY, factor(schedule));
    }
  }
}
