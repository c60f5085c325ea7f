package dev.vocoder.checkpoint;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.ResidualBlock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A {@code config.json} as HiFi-GAN's reference implementation writes it.
 *
 * @param generator the sizes of the generator
 * @param melFormat the mels it takes
 */
public record ReferenceConfig(HifiGanConfig generator, MelFormat melFormat) {
  private static final long MAX_BYTES = 1 << 20;

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
    JsonObject json = parse(file);
    try {
      return new ReferenceConfig(generator(json), melFormat(json));
    } catch (ConfigException e) {
      throw new ConfigException(file + ": " + e.getMessage(), e);
    }
  }

  /** Returns the JSON that {@link #read} takes for this config. */
  public String toJson() {
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
    return new GsonBuilder().setPrettyPrinting().create().toJson(json);
  }

  private static JsonObject parse(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ConfigException(
            "%s is %d bytes long; a config has a few hundred.".formatted(file, Files.size(file)));
      }
      JsonElement json = JsonParser.parseString(Files.readString(file));
      if (!json.isJsonObject()) {
        throw new ConfigException(file + " holds no JSON object; pass the model's config.json.");
      }
      return json.getAsJsonObject();
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          "%s does not exist; put the model's config there, or name it.".formatted(file), e);
    } catch (IOException e) {
      throw new ConfigException("Cannot read %s: %s.".formatted(file, e.getMessage()), e);
    } catch (JsonParseException | StackOverflowError e) {
      throw new ConfigException(file + " is not JSON; pass the model's config.json.", e);
    }
  }

  private static HifiGanConfig generator(JsonObject json) {
    ResidualBlock.Kind kind =
        switch (text(json, "resblock")) {
          case "1" -> ResidualBlock.Kind.PAIRED;
          case "2" -> ResidualBlock.Kind.SINGLE;
          default ->
              throw new ConfigException(
                  "resblock is %s; known are \"1\" and \"2\".".formatted(json.get("resblock")));
        };
    // The reference's blocks take as many dilations as they have branches and leave the rest.
    int branches = kind == ResidualBlock.Kind.PAIRED ? 3 : 2;
    List<List<Integer>> dilations =
        list(
            json,
            "resblock_dilation_sizes",
            element -> {
              List<Integer> all = integers("resblock_dilation_sizes", element);
              if (all.size() < branches) {
                throw new ConfigException(
                    "resblock_dilation_sizes has %s, but resblock %s needs %d dilations."
                        .formatted(all, json.get("resblock"), branches));
              }
              return all.subList(0, branches);
            });
    return new HifiGanConfig(
        integer(json, "num_mels"),
        integer(json, "upsample_initial_channel"),
        integers(json, "upsample_rates"),
        integers(json, "upsample_kernel_sizes"),
        kind,
        integers(json, "resblock_kernel_sizes"),
        dilations);
  }

  private static MelFormat melFormat(JsonObject json) {
    int sampleRate = integer(json, "sampling_rate");
    return MelFormat.builder()
        .sampleRate(sampleRate)
        .fftSize(integer(json, "n_fft"))
        .windowSize(integer(json, "win_size"))
        .hopSize(integer(json, "hop_size"))
        .bands(integer(json, "num_mels"))
        .fMin(number(json, "fmin"))
        .fMax(has(json, "fmax") ? number(json, "fmax") : sampleRate / 2.0)
        .build();
  }

  private static boolean has(JsonObject json, String key) {
    return json.has(key) && !json.get(key).isJsonNull();
  }

  private static JsonElement require(JsonObject json, String key) {
    if (!has(json, key)) {
      throw new ConfigException(
          "The config lacks %s; pass the config.json the model was trained with.".formatted(key));
    }
    return json.get(key);
  }

  private static int integer(JsonObject json, String key) {
    return integer(key, require(json, key));
  }

  private static int integer(String key, JsonElement element) {
    double value = number(key, element);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw new ConfigException("%s is %s; a whole number is needed.".formatted(key, element));
    }
    return (int) value;
  }

  private static double number(JsonObject json, String key) {
    return number(key, require(json, key));
  }

  private static double number(String key, JsonElement element) {
    if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isNumber()) {
      throw new ConfigException("%s is %s; a number is needed.".formatted(key, element));
    }
    return element.getAsDouble();
  }

  private static String text(JsonObject json, String key) {
    JsonElement element = require(json, key);
    return element.isJsonPrimitive() ? element.getAsString() : element.toString();
  }

  private static List<Integer> integers(JsonObject json, String key) {
    return list(json, key, element -> integer(key, element));
  }

  private static List<Integer> integers(String key, JsonElement element) {
    return list(key, element, item -> integer(key, item));
  }

  private static <T> List<T> list(JsonObject json, String key, Function<JsonElement, T> item) {
    return list(key, require(json, key), item);
  }

  private static <T> List<T> list(String key, JsonElement element, Function<JsonElement, T> item) {
    if (!element.isJsonArray()) {
      throw new ConfigException("%s is %s; a list is needed.".formatted(key, element));
    }
    return element.getAsJsonArray().asList().stream().map(item).toList();
  }
}
