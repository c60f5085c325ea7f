package dev.vocoder.internal.engine;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.vocoder.Device;
import dev.vocoder.EngineException;
import dev.vocoder.internal.container.TensorFormat;
import dev.vocoder.internal.container.torch.Pickler;
import dev.vocoder.internal.container.torch.TorchArchive;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What LibTorch computes, with gradients, and DJL has no call for: convolutions in bfloat16, weight
 * and spectral normalisation, padding by the signal itself, spectra, and updates of many arrays at
 * once. A TorchScript program of small functions, loaded once.
 *
 * <p>Results belong to the manager of the first array argument unless a scope is given, which must
 * be given where that argument is a parameter. Gradients flow where the thread's gradient mode is
 * on. Thread-safe.
 */
public final class TorchFunctions {
  private static final String SOURCE = "functions.py";
  private static final String PACKAGE = "__torch__";
  private static final String CLASS = "Functions";
  private static final double[] NONE = {};

  /** Loaded when first needed. */
  private static final class Holder {
    static final Model PROGRAM = load();

    private static Model load() {
      try {
        return load(true);
      } catch (EngineException e) {
        return load(false); // without oneDNN, as on macOS on ARM, its operators are not there
      }
    }

    private static Model load(boolean oneDnn) {
      return TorchEngine.start().load(Device.cpu(), out -> write(out, oneDnn));
    }
  }

  private TorchFunctions() {}

  private static void write(OutputStream out, boolean oneDnn) throws IOException {
    TorchArchive archive = new TorchArchive(out);
    try (InputStream source = TorchFunctions.class.getResourceAsStream(SOURCE)) {
      String text = new String(source.readAllBytes(), StandardCharsets.UTF_8);
      text += ConvolutionForm.source(CLASS) + ConvolutionForm.packingSource(CLASS, oneDnn);
      archive.add("code/" + PACKAGE + ".py", text.getBytes(StandardCharsets.UTF_8));
    }
    Pickler object = new Pickler();
    object.global(PACKAGE, CLASS).emptyTuple().newObject().emptyDict().build();
    archive.add("data.pkl", object.finish());
    archive.add("constants.pkl", new Pickler().emptyTuple().finish());
    archive.add("version", "4\n".getBytes(StandardCharsets.US_ASCII));
    archive.finish();
  }

  /**
   * How a kernel moves along the last axis.
   *
   * @param stride how far it moves on
   * @param padding zeros at each end
   * @param dilation the distance between taps
   */
  public record Geometry(int stride, int padding, int dilation) {}

  /**
   * Convolves along the last axis.
   *
   * @param input (batch, inputs, time) or (batch, inputs, rows, time)
   * @param weight (outputs, inputs / groups, kernel) or (outputs, inputs / groups, 1, kernel)
   * @param bias (outputs)
   * @param geometry how the kernel moves
   * @param groups into how many the channels are divided
   * @param reduced whether to compute in bfloat16; the result is float32 all the same
   */
  public static NDArray convolution(
      NDArray input, NDArray weight, NDArray bias, Geometry geometry, int groups, boolean reduced) {
    ConvolutionForm form =
        input.getDevice().isGpu()
            ? ConvolutionForm.PLAIN // a GPU's libraries take any
            : formOnCpu(input.getShape(), weight.getShape(), geometry, groups, reduced);
    return convolution(input, weight, bias, form, geometry, groups, reduced);
  }

  private static ConvolutionForm formOnCpu(
      Shape input, Shape weight, Geometry geometry, int groups, boolean reduced) {
    ConvolutionShape shape =
        new ConvolutionShape(
            Math.toIntExact(input.get(1)),
            Math.toIntExact(weight.get(0)),
            Math.toIntExact(weight.get(weight.dimension() - 1)),
            geometry.stride,
            groups,
            reduced);
    return ConvolutionForms.onCpu().of(shape, input.get(0), input.size(), JniUtils.isGradMode());
  }

  /** Whether this LibTorch has oneDNN's convolution, by asking for one. */
  private static final class OneDnn {
    static final boolean IS_THERE = convolves();

    private static boolean convolves() {
      try (NDManager scope = TorchEngine.start().newManager(Device.cpu())) {
        NDArray input = scope.ones(new Shape(1, 2, 1, 3));
        NDArray weight = scope.ones(new Shape(1, 2, 1, 3));
        NDArray bias = scope.zeros(new Shape(1));
        ProcessSettings.withThreads( // or this thread would have helpers, see ComputeThreads
            1, () -> call(scope, "convolution_of_onednn", NONE, input, weight, bias));
        return true;
      } catch (EngineException e) {
        return false; // macOS on ARM, for one
      }
    }
  }

  /** Returns whether TorchScript may call {@code torch.mkldnn_convolution} on the CPU. */
  public static boolean hasOneDnn() {
    return OneDnn.IS_THERE;
  }

  /**
   * Convolves in a given form. Rows of 15 results, channels last in float32, are computed as 16 and
   * cut: oneDNN takes twice as long for 15 (AMD EPYC, Zen 4), which HiFi-GAN's widest layers make
   * of a segment of 8192 samples folded by 7.
   */
  static NDArray convolution(
      NDArray input,
      NDArray weight,
      NDArray bias,
      ConvolutionForm form,
      Geometry geometry,
      int groups,
      boolean reduced) {
    double[] numbers = {
      form.code(),
      geometry.stride,
      geometry.padding,
      geometry.dilation,
      groups,
      (reduced ? TensorFormat.BFLOAT16 : TensorFormat.FLOAT32).code()
    };
    String function =
        form.isFixed() ? "convolution_of_packed" : reduced ? "reduced_convolution" : "convolution";
    return call(input.getManager(), function, numbers, input, weight, bias);
  }

  /**
   * Convolves several times, without padding, channels last, what was brought into its form once.
   *
   * @param input (batch, inputs, time)
   * @param weight (outputs, inputs, kernel)
   * @param bias (outputs)
   * @param packed whether {@link ConvolutionForm#PACKED}, too
   * @param reduced whether to compute in bfloat16; the result is float32 all the same
   * @param times how often, 1 or more
   * @return the result of the last time
   */
  static NDArray repeatedConvolution(
      NDArray input, NDArray weight, NDArray bias, boolean packed, boolean reduced, int times) {
    double[] numbers = {reduced ? 1 : 0, packed ? 1 : 0, times};
    return call(input.getManager(), "repeated_convolution", numbers, input, weight, bias);
  }

  /**
   * Returns g v / ||v||, the norm over all axes but the first (Salimans and Kingma 2016).
   *
   * @param scope owns the result
   * @param direction v
   * @param gain g, as many axes, of length 1 but for the first
   */
  public static NDArray weightNorm(NDManager scope, NDArray direction, NDArray gain) {
    return call(scope, "weight_norm", NONE, direction, gain);
  }

  /**
   * Returns w / sigma, where sigma = u' W v approximates the largest singular value of w as a
   * matrix of (first axis, all others) (Miyato et al. 2018, algorithm 1).
   *
   * @param scope owns the result
   * @param weight w
   * @param left u, the estimate of the left singular vector
   * @param right v, the estimate of the right singular vector
   * @param iterate whether to improve u and v, in place, by one power iteration first
   */
  public static NDArray spectralNorm(
      NDManager scope, NDArray weight, NDArray left, NDArray right, boolean iterate) {
    double[] iterations = {iterate ? 1 : 0};
    return call(scope, "spectral_norm", iterations, weight, left, right);
  }

  /**
   * Returns 1 / sigma after one power iteration and after a second, as two calls of {@link
   * #spectralNorm} would divide by.
   *
   * @param scope owns the result
   * @param weight w
   * @param left u, improved in place
   * @param right v, improved in place
   * @return two numbers
   */
  public static NDArray spectralScales(
      NDManager scope, NDArray weight, NDArray left, NDArray right) {
    return call(scope, "spectral_scales", NONE, weight, left, right);
  }

  /**
   * Multiplies each half of a batch by a number of its own, and adds a bias.
   *
   * @param input (batch, channels, ...), the batch even
   * @param factors two numbers
   * @param bias (channels)
   */
  public static NDArray scaledHalves(NDArray input, NDArray factors, NDArray bias) {
    return call(input.getManager(), "scaled_halves", NONE, input, factors, bias);
  }

  /**
   * Continues a signal by its mirror image, the last sample not repeated.
   *
   * @param input (batch, channels, time)
   * @param before samples added at the start, fewer than there are
   * @param after samples added at the end, fewer than there are
   */
  public static NDArray reflectionPad(NDArray input, int before, int after) {
    return call(input.getManager(), "reflection_pad", new double[] {before, after}, input);
  }

  /**
   * Continues a signal by its first and last sample.
   *
   * @param input (batch, channels, time)
   * @param before samples added at the start
   * @param after samples added at the end
   */
  public static NDArray replicationPad(NDArray input, int before, int after) {
    return call(input.getManager(), "replication_pad", new double[] {before, after}, input);
  }

  /**
   * Computes x + sin^2(a x) / (b + 1e-9) at twice the rate. The signal is doubled in rate and
   * halved by filters of twelve taps; before each its first and last sample are repeated beyond its
   * ends.
   *
   * @param input (batch, channels, time)
   * @param alpha a of each channel, or its logarithm
   * @param beta b of each channel, or its logarithm
   * @param logarithmic whether they are logarithms
   * @param up (1, 1, 12), times 2 what makes two samples of one
   * @param down (1, 1, 12), what makes one sample of two
   */
  public static NDArray antiAliasedSnake(
      NDArray input, NDArray alpha, NDArray beta, boolean logarithmic, NDArray up, NDArray down) {
    double[] numbers = {logarithmic ? 1 : 0};
    return call(input.getManager(), "anti_aliased_snake", numbers, input, alpha, beta, up, down);
  }

  /**
   * Averages stretches of a signal. (DJL's own way counts padding whatever it is told.)
   *
   * @param input (batch, channels, time)
   * @param kernel the length of a stretch
   * @param stride the distance between stretches
   * @param padding zeros at each end
   * @param countsPadding whether those are samples of the average like others
   */
  public static NDArray averagePool(
      NDArray input, int kernel, int stride, int padding, boolean countsPadding) {
    double[] numbers = {kernel, stride, padding, countsPadding ? 1 : 0};
    return call(input.getManager(), "average_pool", numbers, input);
  }

  /**
   * Returns magnitudes of a short-time Fourier transform, without padding. The transform computes
   * in double precision: near silence, single precision shows in the logarithm.
   *
   * @param input (batch, time)
   * @param window as long as the transform
   * @param hop samples between frames
   * @param floor added to the squared magnitude
   * @param power 1 for magnitudes, 2 for their squares
   * @return (batch, bins, frames)
   */
  public static NDArray spectrum(
      NDArray input, NDArray window, int hop, double floor, double power) {
    double[] numbers = {hop, floor, power};
    return call(input.getManager(), "spectrum", numbers, input, window);
  }

  /**
   * Normalises each sample over its channels: (x - mean) / sqrt(variance + epsilon) x weight +
   * bias.
   *
   * @param input (batch, channels, time)
   * @param weight (channels)
   * @param bias (channels)
   * @param epsilon what keeps the root from zero
   */
  public static NDArray layerNorm(NDArray input, NDArray weight, NDArray bias, double epsilon) {
    double[] numbers = {epsilon};
    return call(input.getManager(), "layer_norm", numbers, input, weight, bias);
  }

  /**
   * Multiplies each channel by a number of its own.
   *
   * @param input (batch, channels, time)
   * @param factors (channels)
   */
  public static NDArray channelsScaled(NDArray input, NDArray factors) {
    return call(input.getManager(), "channels_scaled", NONE, input, factors);
  }

  /**
   * Takes the Gaussian error linear unit, exactly.
   *
   * @param input any shape
   */
  public static NDArray gelu(NDArray input) {
    return call(input.getManager(), "gelu", NONE, input);
  }

  /**
   * Inverts a short-time Fourier transform of a periodic Hann window: windowed frames, added and
   * divided by the sum of the squared windows.
   *
   * @param real (batch, bins, frames), the real parts
   * @param imaginary the imaginary parts
   * @param size the length of transform and window, even
   * @param hop samples between frames
   * @param cut samples cut off either end
   * @return (batch, 1, samples)
   */
  public static NDArray inverseStft(NDArray real, NDArray imaginary, int size, int hop, int cut) {
    double[] numbers = {size, hop, cut};
    return call(real.getManager(), "inverse_stft", numbers, real, imaginary);
  }

  /**
   * Returns the mean of |a - b| over all elements, as the smooth distance of Huber (1964) with a
   * transition too narrow for any float: LibTorch computes that in one pass forward and one
   * backward, where its plain distance takes several.
   *
   * @param a any shape
   * @param b the same shape
   */
  public static NDArray meanAbsoluteDifference(NDArray a, NDArray b) {
    return call(a.getManager(), "mean_absolute_difference", NONE, a, b);
  }

  /**
   * Multiplies by a number. DJL's own way keeps that number in an array which does not live until
   * the gradient needs it.
   *
   * @param input any shape
   * @param factor the number
   */
  public static NDArray scaled(NDArray input, double factor) {
    return call(input.getManager(), "scaled", new double[] {factor}, input);
  }

  /**
   * Raises elements to a least value; those below it pass no gradient.
   *
   * @param input any shape
   * @param floor the least value
   */
  public static NDArray atLeast(NDArray input, double floor) {
    return call(input.getManager(), "at_least", new double[] {floor}, input);
  }

  /**
   * Calls a function with gradients. DJL's one way to do so takes arrays only, and the function by
   * the name of an array; and it gives the result to the first array's manager.
   */
  static NDArray call(NDManager scope, String function, double[] numbers, NDArray... arrays) {
    Model program = Holder.PROGRAM;
    try (NDArray method = scope.create(0f);
        NDArray constants = program.getNDManager().create(numbers)) {
      method.setName("module_method:" + function);
      NDList inputs = new NDList(method);
      inputs.addAll(Arrays.asList(arrays));
      inputs.add(constants);
      return ProcessSettings.withoutGraphOptimizer(
          () ->
              IValueUtils.forward((PtSymbolBlock) program.getBlock(), inputs, true)
                  .singletonOrThrow());
    } catch (ai.djl.engine.EngineException e) {
      throw failed(function, e);
    }
  }

  /**
   * Updates parameters by AdamW (Loshchilov and Hutter 2019) as PyTorch does.
   *
   * @param parameters the parameters, updated in place
   * @param gradients one for each
   * @param means the moving averages of the gradients, updated in place
   * @param squares the moving averages of their squares, updated in place
   * @param steps how many updates there were with this one, a scalar for each
   * @param rates learning rate, beta 1, beta 2, weight decay, epsilon
   */
  public static void adamW(
      List<NDArray> parameters,
      List<NDArray> gradients,
      List<NDArray> means,
      List<NDArray> squares,
      List<NDArray> steps,
      double... rates) {
    try (IValue p = list(parameters);
        IValue g = list(gradients);
        IValue m = list(means);
        IValue v = list(squares);
        IValue s = list(steps);
        IValue r = IValue.listFrom(rates)) {
      update("adam_w", p, g, m, v, s, r).close();
    }
  }

  /**
   * Scales gradients in place so that their norm, taken over all together, is at most a limit, as
   * PyTorch's {@code clip_grad_norm_} does; or so that the norm of each by itself is, as Keras's
   * {@code clipnorm} does. Call it with gradient mode off.
   *
   * @param scope owns the result
   * @param gradients any shapes
   * @param limit the largest norm; infinite to only measure it
   * @param each whether it holds for each by itself
   * @return the norm over all together before
   */
  public static NDArray clipNorm(
      NDManager scope, List<NDArray> gradients, double limit, boolean each) {
    try (IValue g = list(gradients);
        IValue largest = IValue.from(limit);
        IValue single = IValue.from(each);
        IValue norm = update("clip_norm", g, largest, single)) {
      return norm.toTensor((PtNDManager) scope);
    }
  }

  /**
   * Sets arrays to zero in place, NaN too.
   *
   * @param arrays any shapes
   */
  public static void zero(List<NDArray> arrays) {
    try (IValue a = list(arrays)) {
      update("zero", a).close();
    }
  }

  /**
   * Moves averages towards values in place: average = decay x average + (1 - decay) x value.
   *
   * @param averages any shapes
   * @param values one of the same shape for each
   * @param decay what is kept of the averages, 0 to 1
   */
  public static void average(List<NDArray> averages, List<NDArray> values, double decay) {
    try (IValue a = list(averages);
        IValue v = list(values);
        IValue kept = IValue.from(decay)) {
      update("average", a, v, kept).close();
    }
  }

  /**
   * Exchanges what arrays hold, in place.
   *
   * @param some any shapes
   * @param others one of the same shape for each
   */
  public static void swap(List<NDArray> some, List<NDArray> others) {
    try (IValue a = list(some);
        IValue b = list(others)) {
      update("swap", a, b).close();
    }
  }

  private static IValue list(List<NDArray> arrays) {
    return IValue.listFrom(arrays.toArray(PtNDArray[]::new));
  }

  /** Calls a function without gradients. */
  private static IValue update(String function, IValue... arguments) {
    try {
      PtSymbolBlock program = (PtSymbolBlock) Holder.PROGRAM.getBlock();
      return ProcessSettings.withoutGraphOptimizer(
          () -> IValueUtils.runMethod(program, function, arguments));
    } catch (ai.djl.engine.EngineException e) {
      throw failed(function, e);
    }
  }

  private static EngineException failed(String function, ai.djl.engine.EngineException cause) {
    return new EngineException(
        "LibTorch failed in %s: %s".formatted(function, cause.getMessage()), cause);
  }
}
