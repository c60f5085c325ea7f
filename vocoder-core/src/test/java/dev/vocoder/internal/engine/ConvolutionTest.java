package dev.vocoder.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.vocoder.Device;
import dev.vocoder.internal.engine.ConvolutionKind.Sample;
import dev.vocoder.internal.engine.ConvolutionProblem.Solution;
import dev.vocoder.internal.engine.TorchFunctions.Geometry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Convolutions as layers ask for them, forward and backward, against plain sums. */
class ConvolutionTest {
  private static final int TIME = 300;

  static List<Sample> shapes() {
    List<Sample> shapes = new ArrayList<>();
    for (int inputs : new int[] {1, 2, 8, 16}) {
      for (int outputs : new int[] {1, 2, 8, 16}) {
        for (int kernel : new int[] {1, 3, 5}) {
          shapes.add(new Sample(inputs, outputs, kernel, 1, 1, 1));
        }
      }
    }
    shapes.add(new Sample(18, 20, 3, 1, 9, 1));
    shapes.add(new Sample(100, 24, 7, 1, 1, 1));
    shapes.add(new Sample(48, 80, 5, 3, 1, 1));
    shapes.add(new Sample(1, 32, 15, 1, 1, 1));
    shapes.add(new Sample(2, 8, 5, 3, 1, 1));
    shapes.add(new Sample(64, 40, 1, 1, 1, 1));
    shapes.add(new Sample(64, 64, 1, 1, 1, 1));
    shapes.add(new Sample(16, 64, 41, 4, 1, 4));
    shapes.add(new Sample(32, 64, 11, 2, 1, 16));
    shapes.add(new Sample(8, 8, 5, 1, 1, 8));
    return shapes;
  }

  /** Returns what it comes to as layers ask for it, and in the form of larger ones of its kind. */
  private static List<Solution> computed(ConvolutionProblem problem, boolean reduced) {
    Sample sizes = problem.sizes();
    Solution asLayersAsk =
        TorchConvolver.convolve(
            problem,
            true,
            (input, weight, bias, geometry) ->
                TorchFunctions.convolution(input, weight, bias, geometry, sizes.groups(), reduced));
    ConvolutionForm form = ConvolutionForms.onCpu().of(sizes.shape(reduced), true);
    return List.of(asLayersAsk, TorchConvolver.convolve(problem, form, reduced, true));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void inSinglePrecisionEveryNumberIsExact(Sample sizes) {
    for (int batch : new int[] {1, 3}) {
      ConvolutionProblem problem = new ConvolutionProblem(sizes, batch, TIME);
      Solution expected = PlainSums.of(problem);
      for (Solution actual : computed(problem, false)) {
        assertEqual(actual.output(), expected.output(), "output", batch);
        assertEqual(actual.inputGradient(), expected.inputGradient(), "input's gradient", batch);
        assertEqual(actual.weightGradient(), expected.weightGradient(), "weight's gradient", batch);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void inBfloat16EveryNumberIsWithinItsRounding(Sample sizes) {
    assumeTrue(CpuFeatures.flags().contains("avx512bw"), "this processor cannot emulate bfloat16");
    for (int batch : new int[] {1, 3}) {
      ConvolutionProblem problem = new ConvolutionProblem(sizes, batch, TIME);
      Solution expected = PlainSums.of(problem);
      for (Solution actual : computed(problem, true)) {
        assertNear(actual.output(), expected.output());
        assertNear(actual.inputGradient(), expected.inputGradient());
        assertNear(actual.weightGradient(), expected.weightGradient());
      }
    }
  }

  private static void assertEqual(float[] actual, float[] expected, String what, int batch) {
    for (int i = 0; i < expected.length; i++) {
      if (actual[i] != expected[i]) { // 0 and -0 are the same
        assertThat(actual[i]).as("%s of %d items at %d", what, batch, i).isEqualTo(expected[i]);
      }
    }
    assertThat(actual).hasSameSizeAs(expected);
  }

  private static void assertNear(float[] actual, float[] expected) {
    double largest = 0;
    for (float number : expected) {
      largest = Math.max(largest, Math.abs(number));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within((float) (0.02 * largest)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16})
  void shortRowsAreExactWhateverTheirLength(int time) {
    for (Sample sizes : List.of(new Sample(64, 64, 5, 1, 1, 1), new Sample(64, 64, 3, 1, 3, 1))) {
      ConvolutionProblem problem = new ConvolutionProblem(sizes, 3, time);
      Solution expected = PlainSums.of(problem);
      Solution actual =
          TorchConvolver.convolve(problem, ConvolutionForm.CHANNELS_LAST, false, true);
      assertEqual(actual.output(), expected.output(), "output", 3);
      assertEqual(actual.inputGradient(), expected.inputGradient(), "input's gradient", 3);
      assertEqual(actual.weightGradient(), expected.weightGradient(), "weight's gradient", 3);
    }
  }

  /** As the multi-period discriminator's layers are. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 18, 32})
  void rowsAreConvolvedEachByItself(int channels) {
    try (NDManager scope = TorchEngine.start().newManager(Device.cpu())) {
      Sample sizes = new Sample(channels, 16, 5, 3, 1, 1);
      ConvolutionProblem problem = new ConvolutionProblem(sizes, 3, TIME);
      NDArray rows = scope.create(problem.input(), new Shape(3, channels, TIME)); // (row, ...)
      NDArray weight = scope.create(problem.weight(), new Shape(16, channels, 5));
      Geometry geometry = new Geometry(3, 2, 1);
      NDArray bias = scope.create(problem.bias());
      NDArray input = rows.transpose(1, 0, 2).expandDims(0); // (1, channels, row, time)
      NDArray together =
          TorchFunctions.convolution(input, weight.expandDims(2), bias, geometry, 1, false);
      NDArray single = TorchFunctions.convolution(rows, weight, bias, geometry, 1, false);
      for (int row = 0; row < 3; row++) {
        assertThat(together.get(new NDIndex("0, :, {}", row)).toFloatArray())
            .isEqualTo(single.get(row).toFloatArray());
      }
    }
  }
}
