package dev.vocoder.internal.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.vocoder.Device;
import dev.vocoder.internal.engine.PlaneFunctions.PlaneGeometry;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * How LibTorch is asked for a convolution whose kernel extends over both axes of a plane. All forms
 * are the same sums.
 *
 * <p>Why these: what is known of oneDNN's faults ({@link ConvolutionKind}) was found with kernels
 * of one row. There multiples of 32 channels, in channels-last layout, were right on every
 * processor, so this is the one form in which oneDNN is asked for planes, and only for work that is
 * worth it. Before it is taken on a CPU, it is tried out once in a JVM, forward and backward,
 * against a product; where it comes out wrong it is never taken. Everything else is a product of
 * matrices, which no oneDNN convolution has a part in.
 */
enum PlaneForm {
  /** As arrays come, for a GPU, whose libraries take any. */
  PLAIN(0),
  /** Channels last, and of both sides as many more, all zero, as make a multiple of 32. */
  ROUNDED(1),
  /** The taps that an output reads side by side, multiplied with the weight as a matrix. */
  PRODUCT(2),
  /**
   * Each position multiplied with every tap of the weight, and the results added where they belong:
   * the product with less memory where there are fewer outputs than inputs. It moves on by one.
   */
  SPREAD(3);

  /** Fewer channels than this, on either side, would be mostly the zeros that are added. */
  private static final int MANY_CHANNELS = 16;

  /** With fewer multiplications the product is as fast. */
  private static final long MANY_MULTIPLICATIONS = 1 << 24;

  /** Of one item with fewer numbers LibTorch does not ask oneDNN ({@link ConvolutionForms}). */
  private static final long MANY_NUMBERS = 20_480;

  private final int code;

  PlaneForm(int code) {
    this.code = code;
  }

  /** Returns how the TorchScript calls it. */
  int code() {
    return code;
  }

  /**
   * Chooses the form of a convolution on a CPU.
   *
   * @param input (batch, inputs, rows, columns)
   * @param weight (outputs, inputs, rows, columns)
   * @param geometry how the kernel moves
   */
  static PlaneForm onCpu(Shape input, Shape weight, PlaneGeometry geometry) {
    long inputs = weight.get(1);
    long outputs = weight.get(0);
    long taps = weight.get(2) * weight.get(3);
    int moves = geometry.strideRows() * geometry.strideColumns();
    boolean isLarge =
        Math.min(inputs, outputs) >= MANY_CHANNELS
            && input.size() > MANY_NUMBERS
            && input.size() / moves * outputs * taps > MANY_MULTIPLICATIONS;
    if (isLarge && taps > 1 && Rounded.IS_RIGHT) {
      return ROUNDED;
    }
    boolean isSpread = outputs < inputs && taps > 1 && moves == 1 && geometry.isWithin(weight);
    return isSpread ? SPREAD : PRODUCT;
  }

  /** Whether {@link #ROUNDED} comes out right here, tried when first needed. */
  private static final class Rounded {
    static final boolean IS_RIGHT =
        ProcessSettings.withGradients(
            true,
            () ->
                isRight(new Shape(2, 20, 12, 31), new Shape(40, 20, 5, 5), 2)
                    && isRight(new Shape(2, 48, 20, 33), new Shape(16, 48, 3, 3), 1)
                    && isRight(new Shape(1, 64, 1, 300), new Shape(96, 64, 1, 3), 1));

    private static boolean isRight(Shape input, Shape weight, int stride) {
      int rows = (int) weight.get(2) / 2;
      int columns = (int) weight.get(3) / 2;
      PlaneGeometry geometry = new PlaneGeometry(stride, stride, rows, rows, columns, columns);
      try (NDManager scope = TorchEngine.start().newManager(Device.cpu())) {
        List<float[]> product = computed(scope, PRODUCT, input, weight, geometry);
        List<float[]> rounded = computed(scope, ROUNDED, input, weight, geometry);
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
      JniUtils.backward((PtNDArray) result, (PtNDArray) gradient, false, false);
      return List.of(
          withoutSign(result), withoutSign(x.getGradient()), withoutSign(w.getGradient()));
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
  }
}
