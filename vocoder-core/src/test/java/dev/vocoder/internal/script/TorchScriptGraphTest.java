package dev.vocoder.internal.script;

import static dev.vocoder.internal.engine.ConvolutionForm.CHANNELS_LAST;
import static dev.vocoder.internal.engine.ConvolutionForm.LINEAR;
import static dev.vocoder.internal.engine.ConvolutionForm.PACKED;
import static dev.vocoder.internal.engine.ConvolutionForm.PACKED_ROWS;
import static dev.vocoder.internal.engine.ConvolutionForm.PLAIN;
import static dev.vocoder.internal.engine.ConvolutionForm.PRODUCT;
import static dev.vocoder.internal.engine.ConvolutionForm.ROUNDED;
import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.Device;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.engine.ConvolutionForm;
import dev.vocoder.internal.engine.ConvolutionForms;
import dev.vocoder.internal.engine.ConvolutionKind;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.engine.TorchProgram;
import dev.vocoder.internal.inference.NeuralVocoder;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.convnext.ConvNextSizes;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.spectrum.SpectrumPadding;
import dev.vocoder.network.vocos.VocosConfig;
import dev.vocoder.testing.RandomModels;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TorchScriptGraphTest {

  @Test
  void exportedProgramTakesTheMelWithItsStatisticsStillIn() {
    GeneratorCheckpoint model =
        RandomModels.normalized(RandomModels.generator(RandomModels.MULTI_BAND_MELGAN));
    MelFormat plain = model.melFormat().toBuilder().normalization(Optional.empty()).build();
    MelSpectrogram mel = RandomModels.mel(20, plain);
    TorchScriptGraph graph = TorchScriptGraph.ofPlainMel(model);
    try (Vocoder vocoder = NeuralVocoder.compiled(model, Device.cpu(), Precision.FLOAT32);
        Model program = TorchEngine.start().load(Device.cpu(), graph::writeTo);
        NDManager scope = program.getNDManager().newSubManager()) {
      NDArray input = scope.create(mel.values(), new Shape(1, mel.bands(), mel.frames()));
      NDArray wave =
          program
              .getBlock()
              .forward(new ParameterStore(scope, false), new NDList(input), false)
              .singletonOrThrow();
      assertThat(wave.getShape()).isEqualTo(new Shape(1, 1, 20L * model.config().hopSize()));
      assertClose(wave.toFloatArray(), vocoder.melToWave(mel).samples(), 1e-5);
    }
  }

  @Test
  void causalNetworkGivesEverySampleAtOnce() {
    GeneratorCheckpoint model = RandomModels.generator(RandomModels.CAUSAL);
    assertThat(new TorchScriptGraph(model, Device.cpu(), Precision.FLOAT32).lag()).isZero();
  }

  static Stream<Arguments> networksAndForms() {
    VocosConfig wide =
        new VocosConfig(new ConvNextSizes(20, 256, 320, 1, true), 64, 16, SpectrumPadding.SAME);
    return Stream.concat( // the random ones have too few channels for some forms
            RandomModels.architectures().stream(),
            Stream.of(HifiGanConfig.V2, HifiGanConfig.V3, wide))
        .flatMap(
            config ->
                Stream.of(PLAIN, CHANNELS_LAST, PACKED, PACKED_ROWS, LINEAR, ROUNDED, PRODUCT)
                    .map(form -> Arguments.of(config, form)));
  }

  @ParameterizedTest
  @MethodSource("networksAndForms")
  void allConvolutionsThatMayBeInAFormGiveTheSameWaveInIt(
      GeneratorConfig config, ConvolutionForm form) {
    GeneratorCheckpoint model = RandomModels.generator(config);
    MelSpectrogram mel = RandomModels.mel(24, model.melFormat());
    ConvolutionForms forms = ConvolutionForms.onCpu();
    TorchScriptGraph graph =
        new TorchScriptGraph(
            model,
            shape -> {
              ConvolutionKind kind = ConvolutionKind.of(shape);
              boolean mayBe = kind.forms(false, false).contains(form);
              return mayBe && forms.isRight(kind, form, false, false)
                  ? form
                  : forms.of(shape, false);
            });
    TorchEngine engine = TorchEngine.start();
    try (Vocoder blocks = NeuralVocoder.ofBlocks(model, Device.cpu());
        TorchProgram program = new TorchProgram(engine.load(Device.cpu(), graph::writeTo));
        NDManager scope = program.manager().newSubManager()) {
      float[] expected = blocks.melToWave(mel).samples();
      float[] actual = new float[expected.length];
      NDArray input = scope.create(mel.values(), new Shape(1, mel.bands(), mel.frames()));
      engine.compute(
          1,
          () ->
              ProcessSettings.withGradients(
                  false,
                  () -> {
                    program.call("pack").close();
                    TorchProgram.Value tensor = TorchProgram.Value.of(input);
                    TorchProgram.Value none = TorchProgram.Value.ofNumbers(0);
                    try (TorchProgram.Value wave = program.call("whole", tensor, none)) {
                      wave.view(scope).get(actual);
                    }
                    return null;
                  }));
      assertClose(actual, expected, 1e-5);
    }
  }
}
