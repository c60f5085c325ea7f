package dev.vocoder.train.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import dev.vocoder.Device;
import dev.vocoder.Vocoder;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.data.Dataset;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.network.Generator;
import dev.vocoder.network.WeightForm;
import dev.vocoder.testing.RandomModels;
import dev.vocoder.testing.SharedData;
import dev.vocoder.train.TrainingState;
import dev.vocoder.train.ValidationReport.Clip;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.evaluation.Evaluation;
import dev.vocoder.train.evaluation.EvaluationReport;
import dev.vocoder.train.evaluation.Measure;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationTest {

  @Test
  void theEvaluationReproducesTheValidationErrorOfARealModel() {
    Path checkpoint = SharedData.path("checkpoints/hifigan-lj-v2/generator_v2");
    List<Recording> recordings =
        Stream.of("LJ001-0002", "LJ001-0008")
            .map(name -> recording(name, SharedData.path("speech/lj/" + name + ".flac")))
            .toList();
    double validated = validated(checkpoint, recordings);
    assertThat(validated).isBetween(0.28, 0.36); // 0.31 over many

    try (Vocoder vocoder = Vocoder.load(checkpoint)) {
      EvaluationReport report =
          Evaluation.builder()
              .vocoder("V2", vocoder)
              .recordings(recordings)
              .normalizePeaks(true)
              .build()
              .run();
      assertThat(fullBandError(report, 0)).isCloseTo(validated, within(1e-5));
      assertThat(fullBandError(report, 1)).isGreaterThan(validated + 0.05); // Griffin-Lim
    }
  }

  /** Of 4000 samples, 62 hops of 64 and a bit: frames 0 to 62, whose middles are 62 hops apart. */
  @Test
  void clipsOfACentredVocosAreAsLongAsItMakesThem(@TempDir Path folder) {
    TrainingConfig config = TrainingFixture.configs().get(4);
    Recording computed = TrainingFixture.recordings(folder, 1).get(0);
    assertThat(length(config, computed)).isEqualTo(62 * 64);
    Path given = folder.resolve("given.npy");
    new NpyArray(new int[] {20, 62}, new float[20 * 62]).write(given);
    Recording predicted = new Recording("given", computed.wave(), Optional.of(given));
    assertThat(length(config, predicted)).isEqualTo(61 * 64);
  }

  private static int length(TrainingConfig config, Recording recording) {
    Dataset dataset = new Dataset(List.of(recording), config.networks().melFormat(), true);
    GeneratorCheckpoint model = RandomModels.generator(config.networks().generator());
    try (NDManager manager = TorchEngine.start().newManager(Device.cpu())) {
      Generator generator = model.config().build(WeightForm.FOLDED);
      BlockWeights.set(generator, model.weights(), manager);
      Clip clip =
          new Validation(config, dataset, Device.cpu())
              .run(generator, new TrainingState(0, 0, 0, 0, OptionalDouble.empty()))
              .clips()
              .get(0);
      assertThat(clip.made().get(0).wave().length()).isEqualTo(clip.original().wave().length());
      return clip.original().wave().length();
    }
  }

  private static Recording recording(String name, Path wave) {
    return new Recording(name, wave, Optional.empty());
  }

  private static double validated(Path checkpoint, List<Recording> recordings) {
    GeneratorCheckpoint model = GeneratorCheckpoint.read(checkpoint, Optional.empty());
    TrainingConfig config = TrainingConfig.read(checkpoint.resolveSibling("config.json"));
    try (NDManager manager = TorchEngine.start().newManager(Device.cpu())) {
      Generator generator = model.config().build(WeightForm.FOLDED);
      BlockWeights.set(generator, model.weights(), manager);
      return new Validation(
              config,
              new Dataset(recordings, model.melFormat(), /* normalizePeaks= */ true),
              Device.cpu())
          .run(generator, new TrainingState(0, 0, 0, 0, OptionalDouble.empty()))
          .error();
    }
  }

  private static double fullBandError(EvaluationReport report, int system) {
    return report.systems().get(system).summaries().get(Measure.FULL_BAND_LOG_MEL).mean();
  }
}
