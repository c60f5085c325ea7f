package dev.vocoder.testing;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import dev.vocoder.Device;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.network.Generator;
import dev.vocoder.network.Graph;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.WeightForm;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Computes a network by plain sums in double precision, slowly: what float32 comes near to. */
public final class ExactGraph implements Graph<double[][]> {
  private ExactGraph() {}

  /** Returns the wave that a model makes of a mel. */
  public static float[] wave(GeneratorCheckpoint model, MelSpectrogram mel) {
    Generator generator = model.config().build(WeightForm.FOLDED);
    try (NDManager manager = TorchEngine.start().newManager(Device.cpu())) {
      BlockWeights.set(generator, model.weights(), manager);
      double[][] input = new double[mel.bands()][mel.frames()];
      for (int band = 0; band < mel.bands(); band++) {
        int row = band;
        Arrays.setAll(input[band], frame -> mel.value(row, frame));
      }
      double[] exact = generator.emit(new ExactGraph(), input)[0];
      float[] wave = new float[exact.length];
      for (int i = 0; i < wave.length; i++) {
        wave[i] = (float) exact[i];
      }
      return wave;
    }
  }

  @Override
  public void allowReducedPrecision(boolean allowed) {
    // It is exact all the same.
  }

  @Override
  public double[][] convolution(
      double[][] input,
      Parameter weight,
      Parameter bias,
      int dilation,
      int before,
      int after,
      PaddingMode mode) {
    Weight taps = Weight.of(weight);
    float[] offsets = bias.getArray().toFloatArray();
    double[][] padded = padded(input, before, after, mode);
    int time = padded[0].length - (taps.kernel - 1) * dilation;
    double[][] output = new double[taps.first][time];
    for (int out = 0; out < taps.first; out++) {
      Arrays.fill(output[out], offsets[out]);
      for (int in = 0; in < taps.second; in++) {
        for (int tap = 0; tap < taps.kernel; tap++) {
          double factor = taps.at(out, in, tap);
          for (int t = 0; t < time; t++) {
            output[out][t] += factor * padded[in][t + tap * dilation];
          }
        }
      }
    }
    return output;
  }

  @Override
  public double[][] transposedConvolution(
      double[][] input,
      Parameter weight,
      Parameter bias,
      int stride,
      int cutStart,
      int cutEnd,
      PaddingMode start) {
    Weight taps = Weight.of(weight);
    float[] offsets = bias.getArray().toFloatArray();
    int before = taps.kernel / stride; // as far back as a tap reaches
    double[][] padded = padded(input, before, 0, start);
    int time = padded[0].length;
    double[][] output = new double[taps.second][];
    for (int out = 0; out < taps.second; out++) {
      double[] whole = new double[(time - 1) * stride + taps.kernel];
      Arrays.fill(whole, offsets[out]);
      for (int in = 0; in < taps.first; in++) {
        for (int tap = 0; tap < taps.kernel; tap++) {
          double factor = taps.at(in, out, tap);
          for (int t = 0; t < time; t++) {
            whole[t * stride + tap] += factor * padded[in][t];
          }
        }
      }
      output[out] = Arrays.copyOfRange(whole, before * stride + cutStart, whole.length - cutEnd);
    }
    return output;
  }

  private static double[][] padded(double[][] input, int before, int after, PaddingMode mode) {
    int time = input[0].length;
    return Arrays.stream(input)
        .map(
            row -> {
              double[] padded = new double[before + time + after];
              Arrays.setAll(padded, t -> read(row, t - before, mode));
              return padded;
            })
        .toArray(double[][]::new);
  }

  private static double read(double[] row, int at, PaddingMode mode) {
    int last = row.length - 1;
    if (at >= 0 && at <= last) {
      return row[at];
    }
    return switch (mode) {
      case ZEROS -> 0;
      case REPLICATE -> row[at < 0 ? 0 : last];
      case REFLECT -> row[at < 0 ? -at : 2 * last - at];
    };
  }

  @Override
  public double[][] normalize(double[][] input, float[] mean, float[] scale) {
    double[][] output = new double[input.length][];
    for (int channel = 0; channel < input.length; channel++) {
      double middle = mean[channel];
      double unit = scale[channel];
      output[channel] = Arrays.stream(input[channel]).map(x -> (x - middle) / unit).toArray();
    }
    return output;
  }

  @Override
  public double[][] leakyRelu(double[][] input, float slope) {
    return each(input, x -> x < 0 ? x * slope : x);
  }

  @Override
  public double[][] add(double[][] left, double[][] right) {
    double[][] sum = new double[left.length][left[0].length];
    for (int channel = 0; channel < sum.length; channel++) {
      double[] a = left[channel];
      double[] b = right[channel];
      Arrays.setAll(sum[channel], t -> a[t] + b[t]);
    }
    return sum;
  }

  @Override
  public double[][] divide(double[][] input, float divisor) {
    return each(input, x -> x / divisor);
  }

  @Override
  public double[][] tanh(double[][] input) {
    return each(input, Math::tanh);
  }

  private static double[][] each(double[][] input, DoubleUnaryOperator function) {
    return Arrays.stream(input)
        .map(row -> Arrays.stream(row).map(function).toArray())
        .toArray(double[][]::new);
  }

  /** A weight of three axes. */
  private static final class Weight {
    private final float[] values;
    private final int first;
    private final int second;
    private final int kernel;

    private Weight(float[] values, long[] shape) {
      this.values = values;
      first = (int) shape[0];
      second = (int) shape[1];
      kernel = (int) shape[2];
    }

    static Weight of(Parameter weight) {
      return new Weight(weight.getArray().toFloatArray(), weight.getShape().getShape());
    }

    double at(int i, int j, int tap) {
      return values[(i * second + j) * kernel + tap];
    }
  }
}
