package dev.vocoder.testing;

import dev.vocoder.MelFormat;
import dev.vocoder.Voice;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.container.Tensor;
import dev.vocoder.conversion.ConverterConfig;
import dev.vocoder.internal.container.torch.PyTorchWriter;
import dev.vocoder.network.conversion.ConversionGenerator;
import dev.vocoder.network.conversion.CycleGanGenerator;
import dev.vocoder.network.conversion.MaskCycleGanGenerator;
import dev.vocoder.network.conversion.MaskCycleGanGenerator.Config.Gating;
import dev.vocoder.network.conversion.StarGanGenerator;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Voice converters of random numbers, as training writes them. */
public final class RandomConverters {
  private RandomConverters() {}

  /** Returns generators of every kind, of 16 bands. */
  public static List<ConversionGenerator.Config> generators() {
    return List.of(
        MaskCycleGanGenerator.Config.mask(16, 8),
        MaskCycleGanGenerator.Config.cycleGan2(16, 8),
        new MaskCycleGanGenerator.Config(16, 8, 2, true, Gating.HALVING, 0),
        MaskCycleGanGenerator.Config.modulated(16, 8, 3),
        new CycleGanGenerator.Config(16, 4, 2),
        new StarGanGenerator.Config(16, 3, 4, 6));
  }

  /** Returns a converter of a generator, among voices called a, b and so on. */
  public static ConverterConfig config(ConversionGenerator.Config generator) {
    MelFormat format = MelFormat.builder().bands(generator.bands()).build();
    int count = generator.domains() == 0 ? 2 : generator.domains();
    List<Voice> voices = IntStream.range(0, count).mapToObj(i -> voice(i, format)).toList();
    return new ConverterConfig(generator, format, voices);
  }

  /**
   * Returns a voice.
   *
   * @param number from 0, called a
   * @param format the mels it is of
   */
  public static Voice voice(int number, MelFormat format) {
    double[] means = new double[format.bands()];
    double[] deviations = new double[format.bands()];
    for (int band = 0; band < means.length; band++) {
      means[band] = -5 + number + 0.01 * band;
      deviations[band] = 1.5 + 0.1 * number - 0.01 * (band % 80);
    }
    return Voice.of(String.valueOf((char) ('a' + number)), format, means, deviations);
  }

  /** Returns the entries of a converter's file, as training writes them. */
  public static Map<String, Object> entries(ConverterConfig config) {
    Map<String, Object> keys = new LinkedHashMap<>();
    config.write(keys);
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("config", ConfigFile.text(keys));
    provenance.put("steps", 1000L);
    Map<String, Object> entries = new LinkedHashMap<>();
    for (String network : config.networks()) {
      entries.put(network, weights(config.generator(), entries.size()).tensors());
    }
    entries.put("provenance", provenance);
    return entries;
  }

  /** Writes a converter's file. */
  public static Path write(Path file, ConverterConfig config) {
    PyTorchWriter.write(file, entries(config));
    return file;
  }

  /** Returns weights as PyTorch initialises them, and norms near 1. */
  public static StateDict weights(ConversionGenerator.Config generator, long seed) {
    Random random = new Random(seed);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    BlockWeights.shapes(generator.build())
        .forEach((name, shape) -> tensors.put(name, tensor(name, shape, random)));
    return StateDict.of(tensors);
  }

  private static Tensor tensor(String name, int[] shape, Random random) {
    int size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    boolean isGain = shape.length <= 2 && name.endsWith("weight");
    double fanIn = Math.max(10, (double) size / shape[0]);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) ((isGain ? 1 : 0) + (2 * random.nextDouble() - 1) / Math.sqrt(fanIn));
    }
    return new Tensor(shape, values);
  }
}
