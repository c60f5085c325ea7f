package dev.vocoder.internal.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vocoder.Device;
import dev.vocoder.internal.engine.ConvolutionKind.Sample;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The fastest that LibTorch computes convolutions on this machine's CPU: large ones by themselves,
 * in the form that it is fastest in, their inputs and weights in place. What a network does besides
 * is measured against that.
 */
public final class FastestConvolution {
  /** Of the sizes of large networks' layers; which is the fastest depends on the caches. */
  private static final List<Sample> SIZES =
      List.of(
          new Sample(512, 512, 3, 1, 1, 1),
          new Sample(256, 256, 7, 1, 1, 1),
          new Sample(256, 256, 11, 1, 1, 1),
          new Sample(128, 128, 11, 1, 1, 1),
          new Sample(64, 64, 7, 1, 1, 1));

  private static final int OUTPUTS_IN_ALL = 1 << 18; // numbers: 1 MB in float32
  private static final int TIMES = 4; // in a call
  private static final int CALLS = 5; // the first prepares

  private FastestConvolution() {}

  /**
   * Measures, for a second or so.
   *
   * @param reduced whether in bfloat16
   * @return multiplications, each with its addition, in a second: the best of several sizes and
   *     calls, on as many threads as LibTorch has
   * @throws dev.vocoder.EngineException if LibTorch is not there, or computes none of them right
   */
  public static double multiplyAddsPerSecond(boolean reduced) {
    TorchEngine engine = TorchEngine.start();
    return engine.computeSteadily(
        () -> {
          try (NDManager manager = engine.newManager(Device.cpu())) {
            return SIZES.stream()
                .mapToDouble(sizes -> multiplyAddsPerSecond(manager, sizes, reduced))
                .max()
                .orElseThrow();
          }
        });
  }

  private static double multiplyAddsPerSecond(NDManager manager, Sample sizes, boolean reduced) {
    int time = OUTPUTS_IN_ALL / sizes.outputs();
    Shape kernel = new Shape(sizes.outputs(), sizes.inputs(), sizes.kernel());
    double count = (double) kernel.size() * time * TIMES;
    boolean packed =
        ConvolutionForms.onCpu().of(sizes.shape(reduced), false) == ConvolutionForm.PACKED;
    try (NDManager scope = manager.newSubManager()) {
      NDArray input = scope.ones(new Shape(1, sizes.inputs(), time + sizes.kernel() - 1));
      NDArray weight = scope.ones(kernel);
      NDArray bias = scope.zeros(new Shape(sizes.outputs()));
      Runnable call =
          () ->
              TorchFunctions.repeatedConvolution(input, weight, bias, packed, reduced, TIMES)
                  .close();
      return DoubleStream.generate(() -> count / seconds(call)).limit(CALLS).max().orElseThrow();
    }
  }

  private static double seconds(Runnable call) {
    long start = System.nanoTime();
    call.run();
    return (System.nanoTime() - start) / 1e9;
  }
}
