package dev.vocoder.train.vocoder;

import dev.vocoder.ConfigException;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.train.optimize.AdamW;
import dev.vocoder.train.optimize.GradientLimit;
import dev.vocoder.train.vocoder.Optimization.UpdateOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Optimisers in a config: every key is optional and has the recipe's value by default. */
final class OptimizationKeys {
  private static final String UPDATE_ORDER = "turns";

  /** What goes before a key that holds for the discriminators' optimiser alone. */
  private static final String OF_DISCRIMINATOR = "discriminator_";

  /** How configs spell in which order networks are updated. */
  private static final Map<String, UpdateOrder> UPDATE_ORDERS = updateOrders();

  /** What recipes leave out, if anything: PyTorch's defaults for AdamW, and no limit. */
  static final Optimization PYTORCH =
      new Optimization(
          new AdamW.Settings(1e-3, 0.9, 0.999, AdamW.Settings.EPSILON, AdamW.Settings.WEIGHT_DECAY),
          new AdamW.Settings(1e-3, 0.9, 0.999, AdamW.Settings.EPSILON, AdamW.Settings.WEIGHT_DECAY),
          1,
          GradientLimit.NONE,
          UpdateOrder.ALTERNATING);

  private OptimizationKeys() {}

  private static Map<String, UpdateOrder> updateOrders() {
    Map<String, UpdateOrder> orders = new LinkedHashMap<>();
    orders.put("anew", UpdateOrder.ALTERNATING);
    orders.put("kept", UpdateOrder.ALTERNATING_WITH_KEPT_FEATURES);
    orders.put("together", UpdateOrder.SIMULTANEOUS);
    return orders;
  }

  static Optimization read(ConfigFile config, Optimization recipe) {
    GradientLimit limit = recipe.gradientLimit();
    return new Optimization(
        adam(config, recipe.generator(), ""),
        adam(config, recipe.discriminator(), OF_DISCRIMINATOR),
        ScheduleKeys.read(config, recipe.schedule()),
        new GradientLimit(
            config.number("gradient_norm_limit", limit.norm()),
            config.flag("gradient_norm_of_each", limit.each())),
        updateOrder(config, recipe.updateOrder()));
  }

  private static AdamW.Settings adam(ConfigFile config, AdamW.Settings recipe, String of) {
    return new AdamW.Settings(
        number(config, of, "learning_rate", recipe.learningRate()),
        number(config, of, "adam_b1", recipe.beta1()),
        number(config, of, "adam_b2", recipe.beta2()),
        number(config, of, "adam_epsilon", recipe.epsilon()),
        number(config, of, "weight_decay", recipe.weightDecay()));
  }

  /** Returns a number of one optimiser, or that of both. */
  private static double number(ConfigFile config, String of, String key, double recipe) {
    return config.number(of + key, config.number(key, recipe));
  }

  private static UpdateOrder updateOrder(ConfigFile config, UpdateOrder recipe) {
    String text = config.text(UPDATE_ORDER, spelled(recipe));
    UpdateOrder order = UPDATE_ORDERS.get(text);
    if (order == null) {
      throw new ConfigException(
          "%s is %s; known are %s."
              .formatted(UPDATE_ORDER, text, String.join(", ", UPDATE_ORDERS.keySet())));
    }
    return order;
  }

  private static String spelled(UpdateOrder order) {
    return UPDATE_ORDERS.entrySet().stream()
        .filter(entry -> entry.getValue() == order)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  static void write(Optimization optimization, Map<String, Object> keys) {
    put(optimization.generator(), "", keys);
    put(optimization.discriminator(), OF_DISCRIMINATOR, keys);
    ScheduleKeys.write(optimization.schedule(), keys);
    keys.put(UPDATE_ORDER, spelled(optimization.updateOrder()));
    if (Double.isFinite(optimization.gradientLimit().norm())) {
      keys.put("gradient_norm_limit", optimization.gradientLimit().norm());
    }
    keys.put("gradient_norm_of_each", optimization.gradientLimit().each());
  }

  private static void put(AdamW.Settings settings, String of, Map<String, Object> keys) {
    keys.put(of + "learning_rate", settings.learningRate());
    keys.put(of + "adam_b1", settings.beta1());
    keys.put(of + "adam_b2", settings.beta2());
    keys.put(of + "adam_epsilon", settings.epsilon());
    keys.put(of + "weight_decay", settings.weightDecay());
  }
}
