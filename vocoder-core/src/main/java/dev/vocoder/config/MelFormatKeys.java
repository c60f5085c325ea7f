package dev.vocoder.config;

import dev.vocoder.MelFormat;
import java.util.Map;

/**
 * A mel format in a config: the reference's keys at its top, and under {@code mel} the rest where
 * it is not HiFi-GAN's.
 */
public final class MelFormatKeys {
  private static final String REST = "mel";

  private MelFormatKeys() {}

  public static MelFormat read(ConfigFile config) {
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
      MelDifferences.readRest(config.object(REST), MelFormat.HIFIGAN, format);
    }
    return format.build();
  }

  public static void write(MelFormat format, Map<String, Object> keys) {
    keys.put("num_mels", format.bands());
    keys.put("n_fft", format.fftSize());
    keys.put("hop_size", format.hopSize());
    keys.put("win_size", format.windowSize());
    keys.put("sampling_rate", format.sampleRate());
    keys.put("fmin", format.fMin());
    keys.put("fmax", format.fMax());
    Map<String, Object> rest = MelDifferences.writeRest(format, MelFormat.HIFIGAN);
    if (!rest.isEmpty()) {
      keys.put(REST, rest);
    }
  }
}
