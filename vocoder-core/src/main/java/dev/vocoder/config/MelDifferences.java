package dev.vocoder.config;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelFormat.Framing;
import dev.vocoder.MelFormat.LogScale;
import dev.vocoder.MelFormat.MelNorm;
import dev.vocoder.MelFormat.MelScale;
import dev.vocoder.MelFormat.Normalization;
import dev.vocoder.MelFormat.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A mel format in a config, told by what differs from another. */
public final class MelDifferences {
  private static final String RANGE = "dynamic_range";
  private static final String NO_LIMIT = "none"; // JSON has no infinity
  private static final String MEAN = "band_mean";
  private static final String SCALE = "band_scale";

  private MelDifferences() {}

  /**
   * Returns a format with what a config says of it changed, but for its sample rate.
   *
   * @param own the keys {@code num_mels}, {@code n_fft}, {@code hop_size}, {@code win_size}, {@code
   *     fmin} and {@code fmax}, and those that {@code mel} has in a config; all may be left out
   * @param usual what stands for those
   * @throws ConfigException if a value makes no format
   */
  public static MelFormat read(ConfigFile own, MelFormat usual) {
    return readRest(
            own,
            usual,
            usual.toBuilder()
                .bands(own.integer("num_mels", usual.bands()))
                .fftSize(own.integer("n_fft", usual.fftSize()))
                .hopSize(own.integer("hop_size", usual.hopSize()))
                .windowSize(own.integer("win_size", usual.windowSize()))
                .fMin(own.number("fmin", usual.fMin()))
                .fMax(own.number("fmax", usual.fMax())))
        .build();
  }

  /** Sets what HiFi-GAN's reference has no keys for. */
  static MelFormat.Builder readRest(ConfigFile rest, MelFormat usual, MelFormat.Builder format) {
    format
        .window(rest.choice("window", Window.class, usual.window()))
        .framing(rest.choice("framing", Framing.class, usual.framing()))
        .power(rest.integer("power", usual.power()))
        .magnitudeFloor(rest.number("magnitude_floor", usual.magnitudeFloor()))
        .melScale(rest.choice("scale", MelScale.class, usual.melScale()))
        .melNorm(rest.choice("norm", MelNorm.class, usual.melNorm()))
        .logScale(rest.choice("log", LogScale.class, usual.logScale()))
        .logFloor(rest.number("log_floor", usual.logFloor()))
        .dynamicRange(
            rest.isText(RANGE, NO_LIMIT)
                ? Double.POSITIVE_INFINITY
                : rest.number(RANGE, usual.dynamicRange()));
    if (rest.has(MEAN) || rest.has(SCALE)) {
      Normalization statistics = new Normalization(floats(rest, MEAN), floats(rest, SCALE));
      format.normalization(
          statistics.mean().isEmpty() ? Optional.empty() : Optional.of(statistics));
    }
    return format;
  }

  private static List<Float> floats(ConfigFile config, String key) {
    if (!config.has(key)) {
      throw new ConfigException("mel has one of band_mean and band_scale; give both or neither.");
    }
    return config.numbers(key).stream().map(Double::floatValue).toList();
  }

  /**
   * Returns the keys and values that {@link #read} takes for a format.
   *
   * @param format the format
   * @param usual the other, of the same sample rate
   */
  public static Map<String, Object> write(MelFormat format, MelFormat usual) {
    Map<String, Object> keys = new LinkedHashMap<>();
    put(keys, "num_mels", format.bands(), usual.bands());
    put(keys, "n_fft", format.fftSize(), usual.fftSize());
    put(keys, "hop_size", format.hopSize(), usual.hopSize());
    put(keys, "win_size", format.windowSize(), usual.windowSize());
    put(keys, "fmin", format.fMin(), usual.fMin());
    put(keys, "fmax", format.fMax(), usual.fMax());
    keys.putAll(writeRest(format, usual));
    return keys;
  }

  /** Returns the keys that {@link #readRest} takes. */
  static Map<String, Object> writeRest(MelFormat format, MelFormat usual) {
    Map<String, Object> keys = new LinkedHashMap<>();
    put(keys, "window", format.window(), usual.window());
    put(keys, "framing", format.framing(), usual.framing());
    put(keys, "power", format.power(), usual.power());
    put(keys, "magnitude_floor", format.magnitudeFloor(), usual.magnitudeFloor());
    put(keys, "scale", format.melScale(), usual.melScale());
    put(keys, "norm", format.melNorm(), usual.melNorm());
    put(keys, "log", format.logScale(), usual.logScale());
    put(keys, "log_floor", format.logFloor(), usual.logFloor());
    put(keys, RANGE, limit(format), limit(usual));
    if (!format.normalization().equals(usual.normalization())) {
      Normalization none = new Normalization(List.of(), List.of());
      keys.put(MEAN, format.normalization().orElse(none).mean());
      keys.put(SCALE, format.normalization().orElse(none).scale());
    }
    return keys;
  }

  private static Object limit(MelFormat format) {
    return Double.isInfinite(format.dynamicRange()) ? NO_LIMIT : (Object) format.dynamicRange();
  }

  private static void put(Map<String, Object> keys, String key, Object value, Object usual) {
    if (!value.equals(usual)) {
      keys.put(key, value instanceof Enum<?> choice ? ConfigFile.name(choice) : value);
    }
  }
}
