package dev.vocoder.checkpoint;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelFormat.Framing;
import dev.vocoder.MelFormat.LogScale;
import dev.vocoder.MelFormat.MelNorm;
import dev.vocoder.MelFormat.MelScale;
import dev.vocoder.MelFormat.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A mel format in a config: the reference's keys at its top, and under {@code mel} the rest where
 * it is not HiFi-GAN's.
 */
final class MelFormatKeys {
  private static final String REST = "mel";

  private MelFormatKeys() {}

  static MelFormat read(ConfigFile config) {
    int sampleRate = config.integer("sampling_rate");
    MelFormat.Builder format =
        MelFormat.builder()
            .sampleRate(sampleRate)
            .fftSize(config.integer("n_fft"))
            .windowSize(config.integer("win_size"))
            .hopSize(config.integer("hop_size"))
            .bands(config.integer("num_mels"))
            .fMin(config.number("fmin", 0))
            .fMax(config.number("fmax", sampleRate / 2.0));
    if (config.has(REST)) {
      ConfigFile rest = config.object(REST);
      MelFormat usual = MelFormat.HIFIGAN;
      format
          .window(rest.choice("window", Window.class, usual.window()))
          .framing(rest.choice("framing", Framing.class, usual.framing()))
          .power(rest.integer("power", usual.power()))
          .magnitudeFloor(rest.number("magnitude_floor", usual.magnitudeFloor()))
          .melScale(rest.choice("scale", MelScale.class, usual.melScale()))
          .melNorm(rest.choice("norm", MelNorm.class, usual.melNorm()))
          .logScale(rest.choice("log", LogScale.class, usual.logScale()))
          .logFloor(rest.number("log_floor", usual.logFloor()))
          .dynamicRange(rest.number("dynamic_range", usual.dynamicRange()));
      if (rest.has("band_mean") || rest.has("band_scale")) {
        format.normalization(
            Optional.of(
                new MelFormat.Normalization(
                    floats(rest, "band_mean"), floats(rest, "band_scale"))));
      }
    }
    return format.build();
  }

  private static List<Float> floats(ConfigFile config, String key) {
    if (!config.has(key)) {
      throw new ConfigException("mel has one of band_mean and band_scale; give both or neither.");
    }
    return config.numbers(key).stream().map(Double::floatValue).toList();
  }

  static void write(MelFormat format, Map<String, Object> keys) {
    keys.put("num_mels", format.bands());
    keys.put("n_fft", format.fftSize());
    keys.put("hop_size", format.hopSize());
    keys.put("win_size", format.windowSize());
    keys.put("sampling_rate", format.sampleRate());
    keys.put("fmin", format.fMin());
    keys.put("fmax", format.fMax());
    Map<String, Object> rest = new LinkedHashMap<>();
    MelFormat usual = MelFormat.HIFIGAN;
    put(rest, "window", format.window(), usual.window());
    put(rest, "framing", format.framing(), usual.framing());
    put(rest, "power", format.power(), usual.power());
    put(rest, "magnitude_floor", format.magnitudeFloor(), usual.magnitudeFloor());
    put(rest, "scale", format.melScale(), usual.melScale());
    put(rest, "norm", format.melNorm(), usual.melNorm());
    put(rest, "log", format.logScale(), usual.logScale());
    put(rest, "log_floor", format.logFloor(), usual.logFloor());
    put(rest, "dynamic_range", format.dynamicRange(), usual.dynamicRange());
    format
        .normalization()
        .ifPresent(
            statistics -> {
              rest.put("band_mean", statistics.mean());
              rest.put("band_scale", statistics.scale());
            });
    if (!rest.isEmpty()) {
      keys.put(REST, rest);
    }
  }

  private static void put(Map<String, Object> keys, String key, Object value, Object usual) {
    if (!value.equals(usual)) {
      keys.put(key, value instanceof Enum<?> choice ? ConfigFile.name(choice) : value);
    }
  }
}
