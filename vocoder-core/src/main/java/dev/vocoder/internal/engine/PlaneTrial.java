package dev.vocoder.internal.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vocoder.Device;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Tries out whether a form comes out right here, when first needed and once in a JVM. */
final class PlaneTrial {
  /** Whether {@link PlaneForm#ROUNDED} does, forward and backward. */
  static final boolean ROUNDED_IS_RIGHT =
      ProcessSettings.withThreads(
          1, () -> ProcessSettings.withGradients(true, PlaneTrial::isRight));

  private static boolean isRight() {
    return isRight(new Shape(2, 20, 12, 31), new Shape(40, 20, 5, 5), 2)
        && isRight(new Shape(2, 48, 20, 33), new Shape(16, 48, 3, 3), 1)
        && isRight(new Shape(1, 64, 1, 400), new Shape(96, 64, 1, 3), 1);
  }

  private static boolean isRight(Shape input, Shape weight, int stride) {
    int rows = (int) weight.get(2) / 2;
    int columns = (int) weight.get(3) / 2;
    PlaneGeometry geometry = new PlaneGeometry(stride, stride, rows, rows, columns, columns);
    try (NDManager scope = TorchEngine.start().newManager(Device.cpu())) {
      List<float[]> product = computed(scope, PlaneForm.PRODUCT, input, weight, geometry);
      List<float[]> rounded = computed(scope, PlaneForm.ROUNDED, input, weight, geometry);
      return Arrays.deepEquals(product.toArray(), rounded.toArray());
    }
  }

  /** Returns the result and the gradients for input and weight, of small integers: all exact. */
  private static List<float[]> computed(
      NDManager scope, PlaneForm form, Shape input, Shape weight, PlaneGeometry geometry) {
    Random random = new Random(1);
    NDArray x = integers(scope, input, random);
    NDArray w = integers(scope, weight, random);
    NDArray bias = integers(scope, new Shape(weight.get(0)), random);
    x.setRequiresGradient(true);
    w.setRequiresGradient(true);
    NDArray result = PlaneFunctions.convolution(x, w, bias, form, geometry, weight);
    NDArray gradient = integers(scope, result.getShape(), random);
    Gradients.backward(result, gradient);
    return List.of(withoutSign(result), withoutSign(x.getGradient()), withoutSign(w.getGradient()));
  }

  /** Returns the numbers, with -0 as 0. */
  private static float[] withoutSign(NDArray array) {
    float[] numbers = array.toFloatArray();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] += 0f;
    }
    return numbers;
  }

  private static NDArray integers(NDManager scope, Shape shape, Random random) {
    float[] numbers = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextInt(7) - 3;
    }
    return scope.create(numbers, shape);
  }

  private PlaneTrial() {}
}
