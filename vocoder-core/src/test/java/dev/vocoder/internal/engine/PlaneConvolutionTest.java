package dev.vocoder.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vocoder.Device;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolutions over planes in every form, forward and backward, against plain sums. */
class PlaneConvolutionTest {
  private static final int[] CHANNELS = {1, 2, 8, 16, 20};

  private interface Question {
    NDArray ask(NDArray input, NDArray weight, NDArray bias);
  }

  private static void assertExact(PlaneSums sums, String what, Question question) {
    TorchEngine engine = TorchEngine.start(); // which would turn gradients off, did it start inside
    ProcessSettings.withGradients(
        true,
        () -> {
          try (NDManager scope = engine.newManager(Device.cpu())) {
            assertExact(scope, sums, what, question);
          }
          return null;
        });
  }

  private static void assertExact(NDManager scope, PlaneSums sums, String what, Question question) {
    int first = sums.transposed ? sums.inputs : sums.outputs;
    int second = sums.transposed ? sums.outputs : sums.inputs;
    NDArray input =
        scope.create(sums.input, new Shape(sums.batch, sums.inputs, sums.from[0], sums.from[1]));
    NDArray weight =
        scope.create(sums.weight, new Shape(first, second, sums.kernel[0], sums.kernel[1]));
    NDArray bias = scope.create(sums.bias);
    for (NDArray array : List.of(input, weight, bias)) {
      array.setRequiresGradient(true);
    }
    NDArray output = question.ask(input, weight, bias);
    Shape shape = new Shape(sums.batch, sums.outputs, sums.to[0], sums.to[1]);
    assertThat(output.getShape()).as(what).isEqualTo(shape);
    assertEqual(output, sums.output, what);
    NDArray gradient = scope.create(sums.gradient, shape);
    Gradients.backward(output, gradient);
    assertEqual(input.getGradient(), sums.inputGradient, "input's gradient of " + what);
    assertEqual(weight.getGradient(), sums.weightGradient, "weight's gradient of " + what);
    assertEqual(bias.getGradient(), sums.biasGradient, "bias's gradient of " + what);
  }

  private static void assertEqual(NDArray array, float[] expected, String what) {
    float[] actual = array.toFloatArray();
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      if (actual[i] != expected[i]) { // 0 and -0 are the same
        assertThat(actual[i]).as("%s at %d", what, i).isEqualTo(expected[i]);
      }
    }
  }

  /** Asks as layers do, and in every form that can be asked for. */
  private static void assertEveryFormIsExact(PlaneSums sums) {
    PlaneGeometry geometry = sums.geometry;
    Shape kernel = new Shape(sums.outputs, sums.inputs, sums.kernel[0], sums.kernel[1]);
    String what = "%d items, %d to %d channels".formatted(sums.batch, sums.inputs, sums.outputs);
    assertExact(sums, what, (x, w, b) -> PlaneFunctions.convolution(x, w, b, geometry, kernel));
    List<PlaneForm> forms = new ArrayList<>(List.of(PlaneForm.ROUNDED, PlaneForm.PRODUCT));
    if (geometry.strideRows() * geometry.strideColumns() == 1) {
      forms.add(PlaneForm.SPREAD);
    }
    for (PlaneForm form : forms) {
      assertExact(
          sums,
          what + ", " + form,
          (x, w, b) -> PlaneFunctions.convolution(x, w, b, form, geometry, kernel));
    }
  }

  @ParameterizedTest(name = "kernel {0}x{1}, stride {2}x{3}")
  @CsvSource({
    "1, 1, 1, 1",
    "1, 1, 2, 2",
    "3, 3, 1, 1",
    "3, 3, 2, 2",
    "5, 15, 1, 1",
    "5, 15, 2, 2",
    "3, 3, 1, 2",
    "1, 3, 1, 1",
  })
  void everyNumberIsExact(int rows, int columns, int strideRows, int strideColumns) {
    PlaneGeometry geometry =
        new PlaneGeometry(strideRows, strideColumns, rows / 2, rows / 2, columns / 2, columns / 2);
    for (int inputs : CHANNELS) {
      for (int outputs : CHANNELS) {
        for (int batch : new int[] {1, 3}) {
          assertEveryFormIsExact(
              new PlaneSums(
                  batch,
                  inputs,
                  outputs,
                  new int[] {6, 17},
                  new int[] {rows, columns},
                  geometry,
                  false));
        }
      }
    }
  }

  @Test
  void unevenPaddingIsWhereItBelongs() {
    for (int outputs : new int[] {2, 20}) {
      assertEveryFormIsExact(
          new PlaneSums(
              2,
              5,
              outputs,
              new int[] {7, 9},
              new int[] {6, 3},
              new PlaneGeometry(1, 1, 3, 2, 0, 1),
              false));
    }
  }

  @Test
  void largeOnesAreExactInTheFormTheyAreAskedForIn() {
    PlaneGeometry geometry = new PlaneGeometry(2, 2, 2, 2, 2, 2);
    PlaneSums sums =
        new PlaneSums(3, 20, 40, new int[] {30, 64}, new int[] {5, 5}, geometry, false);
    Shape kernel = new Shape(40, 20, 5, 5);
    assertThat(PlaneForms.onCpu(new Shape(3, 20, 30, 64), kernel, geometry))
        .isEqualTo(PlaneForm.ROUNDED);
    assertExact(sums, "large", (x, w, b) -> PlaneFunctions.convolution(x, w, b, geometry, kernel));
  }

  @Test
  void fewerOutputsThanInputsAreSpreadAndSmallOnesAreProducts() {
    PlaneGeometry still = new PlaneGeometry(1, 1, 2, 2, 7, 7);
    assertThat(PlaneForms.onCpu(new Shape(1, 128, 80, 640), new Shape(1, 128, 5, 15), still))
        .isEqualTo(PlaneForm.SPREAD);
    assertThat(PlaneForms.onCpu(new Shape(1, 2, 80, 64), new Shape(256, 2, 5, 15), still))
        .isEqualTo(PlaneForm.PRODUCT);
  }

  @ParameterizedTest(name = "kernel {0}x{1}, stride {2}x{3}, cut {4}, {5}")
  @CsvSource({
    "3, 9, 1, 1, 1, 4",
    "4, 8, 2, 2, 1, 3",
    "20, 5, 20, 1, 0, 2",
    "3, 5, 1, 1, 1, 2",
    "3, 7, 2, 4, 0, 1",
    "1, 1, 1, 1, 0, 0",
    "2, 3, 3, 2, 0, 0",
  })
  void everyInputOfATransposedOneAddsTheKernelAtItsPlace(
      int rows, int columns, int strideRows, int strideColumns, int cutRows, int cutColumns) {
    PlaneGeometry geometry =
        new PlaneGeometry(strideRows, strideColumns, cutRows, cutRows, cutColumns, cutColumns);
    for (int inputs : new int[] {1, 8, 20}) {
      for (int outputs : new int[] {1, 2, 20}) {
        int[] plane = rows == 20 ? new int[] {1, 11} : new int[] {4, 11};
        PlaneSums sums =
            new PlaneSums(2, inputs, outputs, plane, new int[] {rows, columns}, geometry, true);
        String what = "%d to %d channels".formatted(inputs, outputs);
        assertExact(
            sums, what, (x, w, b) -> PlaneFunctions.transposedConvolution(x, w, b, geometry));
        for (PlaneForm form : List.of(PlaneForm.ROUNDED, PlaneForm.PRODUCT, PlaneForm.SPREAD)) {
          assertExact(
              sums,
              what + ", " + form,
              (x, w, b) -> PlaneFunctions.transposedConvolution(x, w, b, form, geometry));
        }
      }
    }
  }
}
