package dev.vocoder.checkpoint;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.ResidualBlock;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@code config.json} as HiFi-GAN's reference implementation writes it.
 *
 * @param generator the sizes of the generator
 * @param melFormat the mels it takes
 */
public record ReferenceConfig(HifiGanConfig generator, MelFormat melFormat) {
  /** Checks that the generator takes the mel format. */
  public ReferenceConfig {
    if (generator.hopSize() != melFormat.hopSize()) {
      throw new ConfigException(
          "The upsampling rates %s multiply to %d, but the hop is %d samples; they must be equal."
              .formatted(generator.upsampleRates(), generator.hopSize(), melFormat.hopSize()));
    }
    if (generator.bands() != melFormat.bands()) {
      throw new ConfigException(
          "The generator takes %d bands, but its mels have %d."
              .formatted(generator.bands(), melFormat.bands()));
    }
  }

  /**
   * Reads a config.
   *
   * @param file the JSON file
   * @throws ConfigException if it cannot be read, lacks a key, or its values make no vocoder
   */
  public static ReferenceConfig read(Path file) {
    return of(ConfigJson.read(file));
  }

  /**
   * Takes a config's values.
   *
   * @param json the config
   * @throws ConfigException if it lacks a key, or its values make no vocoder
   */
  public static ReferenceConfig of(ConfigJson json) {
    return json.named(() -> new ReferenceConfig(generator(json), melFormat(json)));
  }

  /** Returns the keys and values that {@link #read} takes for this config. */
  public Map<String, Object> toMap() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("resblock", generator.residualKind() == ResidualBlock.Kind.PAIRED ? "1" : "2");
    json.put("upsample_rates", generator.upsampleRates());
    json.put("upsample_kernel_sizes", generator.upsampleKernels());
    json.put("upsample_initial_channel", generator.initialChannels());
    json.put("resblock_kernel_sizes", generator.residualKernels());
    json.put("resblock_dilation_sizes", generator.residualDilations());
    json.put("num_mels", melFormat.bands());
    json.put("n_fft", melFormat.fftSize());
    json.put("hop_size", melFormat.hopSize());
    json.put("win_size", melFormat.windowSize());
    json.put("sampling_rate", melFormat.sampleRate());
    json.put("fmin", melFormat.fMin());
    json.put("fmax", melFormat.fMax());
    return json;
  }

  private static HifiGanConfig generator(ConfigJson json) {
    ResidualBlock.Kind kind =
        switch (json.text("resblock")) {
          case "1" -> ResidualBlock.Kind.PAIRED;
          case "2" -> ResidualBlock.Kind.SINGLE;
          default ->
              throw new ConfigException(
                  "resblock is %s; known are \"1\" and \"2\".".formatted(json.shown("resblock")));
        };
    // The reference's blocks take as many dilations as they have branches and leave the rest.
    int branches = kind == ResidualBlock.Kind.PAIRED ? 3 : 2;
    List<List<Integer>> dilations =
        json.list(
            "resblock_dilation_sizes",
            element -> {
              List<Integer> all = ConfigJson.integers("resblock_dilation_sizes", element);
              if (all.size() < branches) {
                throw new ConfigException(
                    "resblock_dilation_sizes has %s, but resblock %s needs %d dilations."
                        .formatted(all, json.shown("resblock"), branches));
              }
              return all.subList(0, branches);
            });
    return new HifiGanConfig(
        json.integer("num_mels"),
        json.integer("upsample_initial_channel"),
        json.integers("upsample_rates"),
        json.integers("upsample_kernel_sizes"),
        kind,
        json.integers("resblock_kernel_sizes"),
        dilations);
  }

  private static MelFormat melFormat(ConfigJson json) {
    int sampleRate = json.integer("sampling_rate");
    return MelFormat.builder()
        .sampleRate(sampleRate)
        .fftSize(json.integer("n_fft"))
        .windowSize(json.integer("win_size"))
        .hopSize(json.integer("hop_size"))
        .bands(json.integer("num_mels"))
        .fMin(json.number("fmin"))
        .fMax(json.has("fmax") ? json.number("fmax") : sampleRate / 2.0)
        .build();
  }
}
