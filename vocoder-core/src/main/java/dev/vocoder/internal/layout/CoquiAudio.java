package dev.vocoder.internal.layout;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelFormat.Framing;
import dev.vocoder.MelFormat.LogScale;
import dev.vocoder.MelFormat.Normalization;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.config.ConfigFile;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The mels of Coqui's {@code audio} section: centred frames, magnitudes, Slaney bands, {@code
 * spec_gain} times a logarithm floored at 1e-5 (as the released models were trained; Coqui's own
 * code changed to 1e-8 in 0.20.6), and then either statistics of each band or one range for all.
 */
final class CoquiAudio {
  private static final double FLOOR = 1e-5;

  private final ConfigFile audio;
  private final ModelFile file;

  /**
   * Takes a section.
   *
   * @param audio the section
   * @param file the model, beside which statistics lie
   */
  CoquiAudio(ConfigFile audio, ModelFile file) {
    this.audio = audio;
    this.file = file;
  }

  MelFormat melFormat() {
    int sampleRate = audio.integer("sample_rate");
    int bands = audio.integer("num_mels");
    if (audio.number("preemphasis", 0) != 0) {
      throw new ConfigException(
          "audio.preemphasis is %s; mels of pre-emphasised waves are not known here. Give the format of your mels instead."
              .formatted(audio.number("preemphasis")));
    }
    requireLogarithm();
    MelFormat.Builder format =
        MelFormat.builder()
            .sampleRate(sampleRate)
            .fftSize(audio.integer("fft_size"))
            .windowSize(samples("win_length", "frame_length_ms", sampleRate))
            .hopSize(samples("hop_length", "frame_shift_ms", sampleRate))
            .bands(bands)
            .fMin(audio.number("mel_fmin", 0))
            .fMax(audio.number("mel_fmax", sampleRate / 2.0))
            .framing(Framing.CENTERED)
            .magnitudeFloor(0)
            .logFloor(FLOOR);
    double gain = audio.number("spec_gain", 20);
    LogScale scale = scale(gain);
    double remaining = scale == LogScale.DECIBEL ? 1 : gain; // times what the scale gives
    return format
        .logScale(scale)
        .logFloor(Math.max(FLOOR, rangeFloor(scale, remaining)))
        .normalization(normalization(bands, remaining))
        .build();
  }

  private void requireLogarithm() {
    if (!audio.flag("do_amp_to_db_mel", true)) {
      throw new ConfigException(
          "audio.do_amp_to_db_mel is false; mels without a logarithm are not known here.");
    }
  }

  /** Returns a length, in the config either in samples or in milliseconds. */
  private int samples(String key, String milliseconds, int sampleRate) {
    return audio.has(key)
        ? audio.integer(key)
        : (int) (audio.number(milliseconds) / 1000 * sampleRate);
  }

  private LogScale scale(double gain) {
    String function = audio.text("log_func", "np.log10");
    return switch (function) {
      case "np.log" -> LogScale.NATURAL;
      case "np.log10" -> gain == 20 ? LogScale.DECIBEL : LogScale.LOG10;
      default ->
          throw new ConfigException(
              "audio.log_func is %s; known are np.log and np.log10.".formatted(function));
    };
  }

  private boolean hasRange() {
    return audio.flag("signal_norm", true) && !audio.has("stats_path");
  }

  /** Returns the band energy below which a clipped range does not tell apart, or 0. */
  private double rangeFloor(LogScale scale, double gain) {
    if (!hasRange() || !audio.flag("clip_norm", true)) {
      return 0;
    }
    double lowest = reference() + leastLevel();
    return Math.pow(10, lowest / (gain * scale.perNeper() * Math.log(10)));
  }

  private double reference() {
    return audio.number("ref_level_db", 20);
  }

  private double leastLevel() {
    double level = audio.number("min_level_db", -100);
    if (!(level < 0)) {
      throw new ConfigException("audio.min_level_db is %s; it must be below 0.".formatted(level));
    }
    return level;
  }

  /** Returns what is taken out of gain x logarithm, as what is taken out of the logarithm. */
  private Optional<Normalization> normalization(int bands, double gain) {
    if (!audio.flag("signal_norm", true)) {
      return gain == 1 ? Optional.empty() : Optional.of(everywhere(bands, 0, 1, gain));
    }
    if (audio.has("stats_path")) {
      Normalization statistics = statistics();
      return Optional.of(
          new Normalization(
              statistics.mean().stream().map(value -> (float) (value / gain)).toList(),
              statistics.scale().stream().map(value -> (float) (value / gain)).toList()));
    }
    // (S - ref - min) / -min lies within 0 and 1, and is stretched to 0 to max or -max to max.
    double largest = audio.number("max_norm", 4);
    boolean symmetric = audio.flag("symmetric_norm", true);
    double scale = -leastLevel() / (symmetric ? 2 * largest : largest);
    double mean = reference() + (symmetric ? leastLevel() / 2 : leastLevel());
    return Optional.of(everywhere(bands, mean, scale, gain));
  }

  private static Normalization everywhere(int bands, double mean, double scale, double gain) {
    return new Normalization(
        Collections.nCopies(bands, (float) (mean / gain)),
        Collections.nCopies(bands, (float) (scale / gain)));
  }

  /**
   * Reads the statistics beside the model; the path in the config is on the machine of whoever
   * trained it.
   */
  private Normalization statistics() {
    String path = audio.text("stats_path");
    List<String> parts = List.of(path.replace('\\', '/').split("/", -1));
    String name = parts.get(parts.size() - 1);
    byte[] content =
        file.beside(name)
            .orElseThrow(
                () ->
                    new ConfigException(
                        "audio.stats_path is %s, but there is no %s beside %s; put it there."
                            .formatted(path, name, file.path())));
    return BandStatistics.read(content, name);
  }
}
