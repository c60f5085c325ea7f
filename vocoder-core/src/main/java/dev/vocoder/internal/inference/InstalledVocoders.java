package dev.vocoder.internal.inference;

import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.Device;
import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.Vocoder;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.torch.PyTorchFile;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.internal.file.TensorReader;
import dev.vocoder.internal.griffinlim.GriffinLimVocoder;
import dev.vocoder.internal.mel.StftMelExtractor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The vocoders of this module: checkpoints by their file, the default model without one, and
 * Griffin-Lim for mels that only a config or a format tells.
 */
public final class InstalledVocoders
    implements Vocoder.Provider, MelExtractor.Provider, TensorReader {
  /** Creates the provider; for {@link java.util.ServiceLoader}. */
  public InstalledVocoders() {}

  @Override
  public Vocoder open(Vocoder.Options options) {
    if (options.checkpoint().isEmpty()
        && (options.config().isPresent() || options.melFormat().isPresent())) {
      return griffinLim(options);
    }
    GeneratorCheckpoint stated = model(options);
    options.threads().ifPresent(count -> TorchEngine.start().setThreads(count));
    return options.normalizedMels()
        ? NeuralVocoder.compiled(stated, stated.melFormat(), options.device(), options.precision())
        : NeuralVocoder.compiled(stated, options.device(), options.precision());
  }

  /**
   * Reads the generator that options name.
   *
   * @param options a checkpoint's, or those of the default model
   * @throws dev.vocoder.VocoderException if the checkpoint makes no vocoder
   */
  public static GeneratorCheckpoint model(Vocoder.Options options) {
    GeneratorCheckpoint model =
        options
            .checkpoint()
            .map(file -> GeneratorCheckpoint.read(file, options.config()))
            .orElseGet(DefaultModel::read);
    GeneratorCheckpoint stated = options.melFormat().map(model::withMelFormat).orElse(model);
    if (stated.lacksStatistics() && !options.normalizedMels()) {
      throw new ConfigException(
          "%s takes normalised mels, but the statistics are not beside it; put them there, or say that your mels are normalised."
              .formatted(options.checkpoint().orElseThrow()));
    }
    return stated;
  }

  private static Vocoder griffinLim(Vocoder.Options options) {
    if (options.device().type() != Device.Type.CPU) {
      throw new ConfigException(
          "A config or mel format without a checkpoint is Griffin-Lim, which computes on the CPU; name a checkpoint to compute on %s."
              .formatted(options.device()));
    }
    return new GriffinLimVocoder(
        options
            .melFormat()
            .orElseGet(() -> VocoderConfig.read(options.config().orElseThrow()).melFormat()));
  }

  @Override
  public Map<String, NpyArray> tensors(Path file) {
    Map<String, NpyArray> tensors = new LinkedHashMap<>();
    collect("", PyTorchFile.read(file).root(), tensors);
    if (tensors.isEmpty()) {
      throw new CheckpointException("%s holds no tensor.".formatted(file));
    }
    return tensors;
  }

  private static void collect(String name, Object value, Map<String, NpyArray> tensors) {
    if (value instanceof Tensor tensor) {
      tensors.put(name, new NpyArray(tensor.shape(), tensor.values()));
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, item) -> collect(joined(name, key), item, tensors));
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        collect(joined(name, i), list.get(i), tensors);
      }
    }
  }

  private static String joined(String name, Object key) {
    return name.isEmpty() ? String.valueOf(key) : name + "." + key;
  }

  @Override
  public MelExtractor melExtractor(MelFormat format) {
    return new StftMelExtractor(format);
  }
}
