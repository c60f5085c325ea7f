package dev.vocoder.train.vocoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.Device;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.VocoderStream;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.data.Batch;
import dev.vocoder.internal.engine.CpuFeatures;
import dev.vocoder.internal.engine.Gradients;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.inference.NeuralVocoder;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.conversion.ConversionConditions;
import dev.vocoder.network.conversion.ConversionDiscriminator;
import dev.vocoder.network.conversion.ConversionGenerator;
import dev.vocoder.network.conversion.CycleGanDiscriminator;
import dev.vocoder.network.conversion.CycleGanGenerator;
import dev.vocoder.network.conversion.MaskCycleGanGenerator;
import dev.vocoder.network.conversion.PatchDiscriminator;
import dev.vocoder.network.conversion.StarGanDiscriminator;
import dev.vocoder.network.conversion.StarGanGenerator;
import dev.vocoder.testing.RandomModels;
import dev.vocoder.train.vocoder.AdversarialStep.Part;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A program that asks LibTorch for all convolutions the library does: generators, and training. */
final class EveryConvolution {
  private EveryConvolution() {}

  /** Runs every architecture in every way, and one step of every recipe. */
  public static void main(String[] arguments) {
    List<Precision> precisions =
        CpuFeatures.hasFastBfloat16()
            ? List.of(Precision.FLOAT32, Precision.MIXED)
            : List.of(Precision.FLOAT32);
    for (GeneratorConfig config : RandomModels.architectures()) {
      GeneratorCheckpoint model = RandomModels.generator(config);
      for (Precision precision : precisions) {
        vocode(NeuralVocoder.compiled(model, Device.cpu(), precision), model);
      }
      vocode(NeuralVocoder.ofBlocks(model, Device.cpu()), model);
    }
    // Smaller networks than these would train by products, and oneDNN tell nothing.
    for (String preset : List.of("hifigan-v2", "melgan", "keras-melgan")) {
      TrainingConfig config =
          TrainingConfig.preset(preset).toBuilder()
              .narrowDiscriminators(4)
              .batches(2, 8192)
              .build();
      precisions.forEach(precision -> step(config, precision));
    }
    TrainingFixture.configs().forEach(config -> step(config, Precision.FLOAT32));
    convert();
  }

  /** Runs networks that convert voices, forward and backward, wide enough for oneDNN. */
  private static void convert() {
    TorchEngine engine = TorchEngine.start();
    ProcessSettings.withGradients(
        true,
        () -> {
          for (int batch = 1; batch <= 2; batch++) {
            try (NDManager scope = engine.newManager(Device.cpu())) {
              convert(scope, batch);
            }
          }
          return null;
        });
  }

  private static void convert(NDManager scope, int batch) {
    ParameterStore store = new ParameterStore(scope, false);
    NDArray mel = scope.randomNormal(new Shape(batch, 80, 64));
    NDArray domains = scope.create(new float[] {1, 0, 0, 1}, new Shape(2, 2));
    ConversionConditions code = ConversionConditions.domain(domains.get(new NDIndex(":{}", batch)));
    for (ConversionGenerator.Config config :
        List.of(
            MaskCycleGanGenerator.Config.mask(80, 64),
            MaskCycleGanGenerator.Config.modulated(80, 40, 2),
            new StarGanGenerator.Config(80, 2, 20, 16),
            new CycleGanGenerator.Config(80, 64, 2))) {
      ConversionGenerator generator = config.build();
      generator.initialize(scope, DataType.FLOAT32, mel.getShape());
      NDArray converted = generator.convert(store, mel, code, true);
      backward(converted);
    }
    for (ConversionDiscriminator.Config config :
        List.of(
            new PatchDiscriminator.Config(64, false),
            new CycleGanDiscriminator.Config(40),
            new StarGanDiscriminator.Config(80, 2, 32))) {
      ConversionDiscriminator discriminator = config.build();
      discriminator.initialize(scope, DataType.FLOAT32, mel.getShape());
      backward(discriminator.judge(store, mel, code, true));
    }
  }

  private static void backward(NDArray output) {
    NDArray gradient = output.getManager().ones(output.getShape());
    Gradients.backward(output, gradient);
  }

  private static void vocode(Vocoder opened, GeneratorCheckpoint model) {
    try (Vocoder vocoder = opened;
        VocoderStream stream = vocoder.openStream()) {
      vocoder.melToWave(RandomModels.mel(3, model.melFormat()));
      vocoder.melToWave(RandomModels.mel(300, model.melFormat()));
      stream.push(RandomModels.mel(40, model.melFormat()));
      stream.finish();
    }
  }

  private static void step(TrainingConfig config, Precision precision) {
    Random random = new Random(1);
    float[] waves = new float[config.batchSize() * config.segmentSize()];
    for (int i = 0; i < waves.length; i++) {
      waves[i] = 0.1f * (float) random.nextGaussian();
    }
    int bands = config.networks().melFormat().bands();
    int frames = config.segmentFrames();
    float[] mels = new float[config.batchSize() * bands * frames];
    for (int i = 0; i < mels.length; i++) {
      mels[i] = 2 * (float) random.nextGaussian() - 5;
    }
    try (AdversarialStep step =
        new AdversarialStep(config, Optional.empty(), Map.of(), Device.cpu(), precision)) {
      step.run(new Batch(waves, mels, config.batchSize(), bands), Part.BOTH);
    }
  }
}
