package dev.vocoder.internal.option;

import dev.vocoder.Vocoder;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.griffinlim.GriffinLimVocoder;
import dev.vocoder.train.evaluation.Evaluation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The vocoders of an evaluation, open until this is closed, each under a name of its own. */
public final class EvaluatedModels implements AutoCloseable {
  private static final String DEFAULT = "default";

  private final Map<String, Vocoder> vocoders = new LinkedHashMap<>();

  /**
   * Opens checkpoints, or the default model if there are none.
   *
   * @param checkpoints their files, all different
   * @param config the config of those that do not open without one
   * @param compute where and how precisely
   */
  public EvaluatedModels(List<Path> checkpoints, Optional<Path> config, ComputeOptions compute) {
    try {
      if (checkpoints.isEmpty()) {
        openDefault(config, compute);
      }
      List<String> names = names(checkpoints);
      for (int i = 0; i < names.size(); i++) {
        Path file = checkpoints.get(i);
        Vocoder.Builder builder = builder(compute).checkpoint(file);
        if (config.isPresent() && !GeneratorCheckpoint.opensWithoutConfig(file)) {
          builder.config(config.get());
        }
        vocoders.put(names.get(i), builder.load());
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void openDefault(Optional<Path> config, ComputeOptions compute) {
    Vocoder.Builder builder = builder(compute);
    config.ifPresent(builder::config);
    Vocoder vocoder = builder.load();
    vocoders.put(vocoder instanceof GriffinLimVocoder ? Evaluation.GRIFFIN_LIM : DEFAULT, vocoder);
  }

  private static Vocoder.Builder builder(ComputeOptions compute) {
    Vocoder.Builder builder =
        Vocoder.builder().device(compute.device()).precision(compute.precision());
    compute.threads().ifPresent(builder::threads);
    return builder;
  }

  /** Names files by as many of their last parts as it takes to tell them apart. */
  public static List<String> names(List<Path> files) {
    List<Path> absolute = files.stream().map(file -> file.toAbsolutePath().normalize()).toList();
    int longest = absolute.stream().mapToInt(Path::getNameCount).max().orElse(1);
    for (int parts = 1; parts <= longest; parts++) {
      List<String> names = new ArrayList<>();
      for (Path file : absolute) {
        names.add(end(file, parts));
      }
      if (names.stream().distinct().count() == names.size()) {
        return names;
      }
    }
    return absolute.stream().map(Path::toString).toList();
  }

  private static String end(Path file, int parts) {
    int count = file.getNameCount();
    return file.subpath(Math.max(0, count - parts), count).toString().replace('\\', '/');
  }

  public Map<String, Vocoder> byName() {
    return vocoders;
  }

  @Override
  public void close() {
    vocoders.values().forEach(Vocoder::close);
  }
}
