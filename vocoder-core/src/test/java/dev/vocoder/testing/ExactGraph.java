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
import java.util.function.DoubleBinaryOperator;
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

  @Override
  public double[][] depthwiseConvolution(
      double[][] input, Parameter weight, Parameter bias, int before, int after, PaddingMode mode) {
    Weight taps = Weight.of(weight);
    float[] offsets = bias.getArray().toFloatArray();
    double[][] padded = padded(input, before, after, mode);
    double[][] output = new double[input.length][padded[0].length - taps.kernel + 1];
    for (int channel = 0; channel < output.length; channel++) {
      for (int t = 0; t < output[channel].length; t++) {
        output[channel][t] = offsets[channel];
        for (int tap = 0; tap < taps.kernel; tap++) {
          output[channel][t] += taps.at(channel, 0, tap) * padded[channel][t + tap];
        }
      }
    }
    return output;
  }

  @Override
  public double[][] filterBank(
      double[][] input, float[][] filters, int stride, int cutStart, int cutEnd) {
    int kernel = filters[0].length;
    double[] whole = new double[(input[0].length - 1) * stride + kernel];
    for (int channel = 0; channel < filters.length; channel++) {
      for (int t = 0; t < input[0].length; t++) {
        for (int tap = 0; tap < kernel; tap++) {
          whole[t * stride + tap] += (double) filters[channel][tap] * input[channel][t];
        }
      }
    }
    return new double[][] {Arrays.copyOfRange(whole, cutStart, whole.length - cutEnd)};
  }

  @Override
  public double[][] layerNorm(double[][] input, Parameter weight, Parameter bias, float epsilon) {
    float[] gains = weight.getArray().toFloatArray();
    float[] offsets = bias.getArray().toFloatArray();
    double[][] output = new double[input.length][input[0].length];
    for (int t = 0; t < input[0].length; t++) {
      double mean = 0;
      double power = 0;
      for (double[] channel : input) {
        mean += channel[t] / input.length;
      }
      for (double[] channel : input) {
        power += (channel[t] - mean) * (channel[t] - mean) / input.length;
      }
      for (int channel = 0; channel < input.length; channel++) {
        double normal = (input[channel][t] - mean) / Math.sqrt(power + epsilon);
        output[channel][t] = normal * gains[channel] + offsets[channel];
      }
    }
    return output;
  }

  @Override
  public double[][] channels(double[][] input, int from, int to) {
    return Arrays.copyOfRange(input, from, to);
  }

  @Override
  public double[][] scale(double[][] input, Parameter perChannel) {
    float[] factors = perChannel.getArray().toFloatArray();
    double[][] output = new double[input.length][];
    for (int channel = 0; channel < input.length; channel++) {
      double factor = factors[channel];
      output[channel] = Arrays.stream(input[channel]).map(x -> x * factor).toArray();
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
  public double[][] mirrorFirst(double[][] input) {
    return padded(input, 1, 0, PaddingMode.REFLECT);
  }

  @Override
  public double[][] antiAliasedSnake(
      double[][] input,
      Parameter alpha,
      Parameter beta,
      boolean logarithmic,
      Parameter up,
      Parameter down) {
    float[] alphas = alpha.getArray().toFloatArray();
    float[] betas = beta.getArray().toFloatArray();
    float[] before = up.getArray().toFloatArray();
    float[] after = down.getArray().toFloatArray();
    double[][] output = new double[input.length][input[0].length];
    for (int channel = 0; channel < output.length; channel++) {
      double a = logarithmic ? Math.exp(alphas[channel]) : alphas[channel];
      double b = logarithmic ? Math.exp(betas[channel]) : betas[channel];
      double[] x = input[channel];
      double[] doubled = new double[2 * x.length];
      for (int u = 0; u < doubled.length; u++) {
        double y = 0;
        for (int j = Math.floorDiv(u - 5, 2); j <= Math.floorDiv(u + 5, 2); j++) {
          y += 2 * before[u + 5 - 2 * j] * read(x, j, PaddingMode.REPLICATE);
        }
        doubled[u] = y + Math.pow(Math.sin(a * y), 2) / (b + 1e-9);
      }
      for (int t = 0; t < x.length; t++) {
        for (int k = 0; k < after.length; k++) {
          output[channel][t] += after[k] * read(doubled, 2 * t + k - 5, PaddingMode.REPLICATE);
        }
      }
    }
    return output;
  }

  @Override
  public double[][] add(double[][] left, double[][] right) {
    return both(left, right, Double::sum);
  }

  @Override
  public double[][] multiply(double[][] left, double[][] right) {
    return both(left, right, (a, b) -> a * b);
  }

  @Override
  public double[][] divide(double[][] dividend, double[][] divisor) {
    return both(dividend, divisor, (a, b) -> a / b);
  }

  private static double[][] both(double[][] left, double[][] right, DoubleBinaryOperator function) {
    double[][] result = new double[left.length][left[0].length];
    for (int channel = 0; channel < result.length; channel++) {
      double[] a = left[channel];
      double[] b = right[channel];
      Arrays.setAll(result[channel], t -> function.applyAsDouble(a[t], b[t]));
    }
    return result;
  }

  @Override
  public double[][] divide(double[][] input, float divisor) {
    return each(input, x -> x / divisor);
  }

  @Override
  public double[][] tanh(double[][] input) {
    return each(input, Math::tanh);
  }

  @Override
  public double[][] gelu(double[][] input, boolean approximate) {
    return approximate
        ? each(
            input,
            x -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))))
        : each(input, x -> x / 2 * (1 + errorFunction(x / Math.sqrt(2))));
  }

  /** Its series in odd powers whose terms are all of one sign, so that none cancels another. */
  private static double errorFunction(double x) {
    if (Math.abs(x) > 6) {
      return Math.signum(x); // to the last digit
    }
    double term = 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * x;
    double sum = 0;
    for (int n = 1; n < 200; n++) {
      sum += term;
      term *= 2 * x * x / (2 * n + 1);
    }
    return sum;
  }

  @Override
  public double[][] exp(double[][] input) {
    return each(input, Math::exp);
  }

  @Override
  public double[][] sine(double[][] input) {
    return each(input, Math::sin);
  }

  @Override
  public double[][] cosine(double[][] input) {
    return each(input, Math::cos);
  }

  @Override
  public double[][] clamp(double[][] input, float least, float greatest) {
    return each(input, x -> Math.min(Math.max(x, least), greatest));
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
