package dev.vocoder.internal.script;

import ai.djl.nn.Parameter;
import dev.vocoder.Device;
import dev.vocoder.Precision;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.TensorFormat;
import dev.vocoder.internal.engine.ConvolutionForm;
import dev.vocoder.internal.engine.ConvolutionForms;
import dev.vocoder.internal.engine.ConvolutionShape;
import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.internal.script.Value.Convolution;
import dev.vocoder.internal.script.Value.Elementwise;
import dev.vocoder.internal.script.Value.Expression;
import dev.vocoder.internal.script.Value.LeakyRelu;
import dev.vocoder.internal.script.Value.Mel;
import dev.vocoder.internal.script.Value.Periodic;
import dev.vocoder.internal.script.Value.Upsampling;
import dev.vocoder.network.Generator;
import dev.vocoder.network.Graph;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.TransposedConvolution;
import dev.vocoder.network.WeightForm;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A network as a TorchScript module whose attributes are the weights. Its methods:
 *
 * <ul>
 *   <li>{@code forward(mel)} takes a mel (batch, bands, frames) to a wave (batch, 1, samples);
 *   <li>{@code whole(mel, padded)} does too, where the last frames only pad the mels: as many of
 *       each as its number in a list says, or of all if that has one number;
 *   <li>{@code advance(mel, states, first, last, padded)} takes the next frames of mels to the
 *       samples that they make final and to what it must be given with the frames after them, a
 *       list of tensors for each mel;
 *   <li>{@code state(states, index)} returns one of these lists;
 *   <li>{@code pack()}, of a program for this processor, must be called once before the others.
 * </ul>
 *
 * <p>Where reduced precision is allowed, the convolutions compute in it; the sums between them stay
 * in single precision, or their rounding would fill the quiet bands with noise.
 */
public final class TorchScriptGraph implements Graph<Value> {
  /** What the program is written for. */
  private enum Target {
    /** This machine's processor. */
    CPU(TensorFormat.BFLOAT16),
    /** This machine's GPU, whose library takes any form. */
    GPU(TensorFormat.FLOAT16),
    /** Any machine: mels are plain. */
    ANYWHERE(TensorFormat.FLOAT32);

    private final TensorFormat reducedType; // the one that the matrix units take

    Target(TensorFormat reducedType) {
      this.reducedType = reducedType;
    }

    ConvolutionForm form(ConvolutionShape shape) {
      return switch (this) {
        case CPU -> ConvolutionForms.onCpu().of(shape, false);
        case GPU -> ConvolutionForm.PLAIN;
        case ANYWHERE -> ConvolutionForms.preferred(shape);
      };
    }
  }

  private final IdentityHashMap<Parameter, String> names = new IdentityHashMap<>();
  private final StateDict weights;
  private final Target target;
  private final Function<ConvolutionShape, ConvolutionForm> forms;
  private final TensorFormat reducedType;
  private final TorchScriptModule module = new TorchScriptModule();
  private final List<Value> values = new ArrayList<>();
  private final Map<List<Object>, Value> activations = new HashMap<>();
  private final Value wave;
  private TensorFormat currentType = TensorFormat.FLOAT32;

  /**
   * Lets a checkpoint's network write itself.
   *
   * @param model the checkpoint
   * @param device what it will run on, which decides the reduced format
   * @param precision whether a reduced format is used where the network allows it
   */
  public TorchScriptGraph(GeneratorCheckpoint model, Device device, Precision precision) {
    this(model, device.type() == Device.Type.CPU ? Target.CPU : Target.GPU, precision);
  }

  private TorchScriptGraph(GeneratorCheckpoint model, Target target, Precision precision) {
    this(model, target, precision, target::form);
  }

  /** Lets a checkpoint's network write itself for the CPU with its convolutions in given forms. */
  TorchScriptGraph(
      GeneratorCheckpoint model, Function<ConvolutionShape, ConvolutionForm> chosenForms) {
    this(model, Target.CPU, Precision.FLOAT32, chosenForms);
  }

  private TorchScriptGraph(
      GeneratorCheckpoint model,
      Target target,
      Precision precision,
      Function<ConvolutionShape, ConvolutionForm> forms) {
    this.target = target;
    this.forms = forms;
    Generator network = model.config().build(WeightForm.FOLDED);
    network.namedParameters().forEach((name, parameter) -> names.put(parameter, name));
    this.weights = model.weights();
    this.reducedType = precision == Precision.FLOAT32 ? TensorFormat.FLOAT32 : target.reducedType;
    Value mel =
        add(new Value(new Mel(), List.of(), TensorFormat.FLOAT32, model.config().bands(), 1, 0));
    wave =
        network.emit(
            this,
            target == Target.ANYWHERE ? PlainMel.normalized(this, mel, model.melFormat()) : mel);
  }

  /**
   * Lets a checkpoint's network write itself to run elsewhere: in single precision on a CPU, on
   * mels that it normalises by per-band statistics itself.
   *
   * @param model the checkpoint
   */
  public static TorchScriptGraph ofPlainMel(GeneratorCheckpoint model) {
    return new TorchScriptGraph(model, Target.ANYWHERE, Precision.FLOAT32);
  }

  /** Returns how many samples fewer than frames x hop {@code advance} gives before the end. */
  public int lag() {
    return wave.lag();
  }

  /** Returns the fewest frames that {@code advance} takes first, where more are to follow. */
  public int leastFirstFrames() {
    return new TorchScriptMethod(Fusion.of(values), true, false).leastFirstFrames();
  }

  @Override
  public void allowReducedPrecision(boolean allowed) {
    currentType = allowed ? reducedType : TensorFormat.FLOAT32;
  }

  @Override
  public Value convolution(
      Value input,
      Parameter weight,
      Parameter bias,
      int dilation,
      int before,
      int after,
      PaddingMode mode) {
    Tensor plain = tensor(weight);
    Folding folding =
        target == Target.CPU
            ? Folding.of(plain.shape()[0], plain.shape()[2], dilation)
            : Folding.NONE;
    Tensor kernel = folding.isNone() ? plain : folding.fold(plain, dilation);
    Convolution operation =
        new Convolution(
            module.add(kernel, currentType),
            module.add(repeated(tensor(bias), folding.samples()), currentType),
            form(kernel, currentType),
            folding.isNone() ? dilation : 1,
            before,
            after,
            mode,
            folding,
            1,
            1,
            false);
    return add(
        new Value(
            operation,
            List.of(converted(input, currentType)),
            currentType,
            plain.shape()[0],
            input.rate(),
            input.lag() + after));
  }

  /** Adds it in single precision: with an input for each output there is nothing to gain. */
  @Override
  public Value depthwiseConvolution(
      Value input, Parameter weight, Parameter bias, int before, int after, PaddingMode mode) {
    Tensor kernel = tensor(weight);
    int channels = kernel.shape()[0];
    Convolution operation =
        new Convolution(
            module.add(kernel, TensorFormat.FLOAT32),
            module.add(tensor(bias), TensorFormat.FLOAT32),
            forms.apply(ConvolutionShape.depthwise(channels, kernel.shape()[2])),
            1,
            before,
            after,
            mode,
            Folding.NONE,
            channels,
            1,
            false);
    return add(
        new Value(
            operation,
            List.of(converted(input, TensorFormat.FLOAT32)),
            TensorFormat.FLOAT32,
            channels,
            input.rate(),
            input.lag() + after));
  }

  @Override
  public Value transposedConvolution(
      Value input,
      Parameter weight,
      Parameter bias,
      int stride,
      int cutStart,
      int cutEnd,
      PaddingMode start) {
    return upsampled(
        input, tensor(weight), tensor(bias), currentType, stride, cutStart, cutEnd, start);
  }

  /** Adds it in single precision: it makes a wave, in which rounding would be heard. */
  @Override
  public Value filterBank(Value input, float[][] filters, int stride, int cutStart, int cutEnd) {
    Tensor kernel = Filters.weight(filters);
    Tensor bias = new Tensor(new int[] {1}, new float[1]);
    return upsampled(
        input, kernel, bias, TensorFormat.FLOAT32, stride, cutStart, cutEnd, PaddingMode.ZEROS);
  }

  private Value upsampled(
      Value input,
      Tensor kernel,
      Tensor bias,
      TensorFormat type,
      int stride,
      int cutStart,
      int cutEnd,
      PaddingMode start) {
    int taps = TransposedConvolution.taps(kernel.shape()[2], stride);
    Tensor phases = phaseKernel(kernel, stride, taps);
    Upsampling operation =
        new Upsampling(
            module.add(phases, type),
            module.add(repeated(bias, stride), type),
            form(phases, type),
            taps,
            stride,
            cutStart,
            kernel.shape()[2] - stride - cutEnd,
            start);
    return add(
        new Value(
            operation,
            List.of(converted(input, type)),
            type,
            kernel.shape()[1],
            input.rate() * stride,
            input.lag() * stride + cutStart));
  }

  /** Returns the form of a convolution with a weight (outputs, inputs, kernel). */
  private ConvolutionForm form(Tensor weight, TensorFormat type) {
    int[] shape = weight.shape();
    boolean reduced = type == TensorFormat.BFLOAT16;
    return forms.apply(ConvolutionShape.dense(shape[1], shape[0], shape[2], reduced));
  }

  @Override
  public Value normalize(Value input, float[] mean, float[] scale) {
    Value centred = elementwise(TensorFormat.FLOAT32, "sub", ", " + perChannel(mean), input);
    return elementwise(TensorFormat.FLOAT32, "div", ", " + perChannel(scale), centred);
  }

  @Override
  public Value layerNorm(Value input, Parameter weight, Parameter bias, float epsilon) {
    String norm =
        "torch.layer_norm(torch.permute(%%s, [0, 2, 3, 1]), [%d], %s, %s, %s)"
            .formatted(
                input.channels(),
                module.add(tensor(weight), TensorFormat.FLOAT32),
                module.add(tensor(bias), TensorFormat.FLOAT32),
                epsilon);
    return expression(
        converted(input, TensorFormat.FLOAT32),
        "torch.permute(%s, [0, 3, 1, 2])".formatted(norm),
        input.channels());
  }

  /** Adds them as a copy: what is computed in place must not change the channels left out. */
  @Override
  public Value channels(Value input, int from, int to) {
    String slice = "torch.slice(%%s, 1, %d, %d)".formatted(from, to);
    return expression(input, "torch.clone(%s, memory_format=2)".formatted(slice), to - from);
  }

  private Value expression(Value input, String text, int channels) {
    return add(
        new Value(
            new Expression(text),
            List.of(input),
            input.type(),
            channels,
            input.rate(),
            input.lag()));
  }

  @Override
  public Value scale(Value input, Parameter perChannel) {
    String factors = perChannel(tensor(perChannel).values());
    return elementwise(TensorFormat.FLOAT32, "mul", ", " + factors, input);
  }

  /** Adds an attribute of one number for each channel, and returns how to refer to it. */
  private String perChannel(float[] numbers) {
    Tensor tensor = new Tensor(new int[] {1, numbers.length, 1}, numbers);
    return module.add(tensor, TensorFormat.FLOAT32);
  }

  /** Returns a value in a number format. */
  private Value converted(Value input, TensorFormat type) {
    if (input.type() == type) {
      return input;
    }
    Value.Conversion operation = new Value.Conversion();
    return add(
        new Value(operation, List.of(input), type, input.channels(), input.rate(), input.lag()));
  }

  /**
   * Rearranges the weight of a transposed convolution as {@link
   * dev.vocoder.network.TransposedConvolution} does, but for the order of the output channels: here
   * those of a phase lie together, so that in memory the phases follow each other as samples do.
   *
   * @return (stride x outputs, inputs, taps)
   */
  private static Tensor phaseKernel(Tensor weight, int stride, int taps) {
    int inputs = weight.shape()[0];
    int outputs = weight.shape()[1];
    int kernel = weight.shape()[2];
    float[] phases = new float[stride * outputs * inputs * taps];
    for (int i = 0; i < inputs; i++) {
      for (int o = 0; o < outputs; o++) {
        for (int k = 0; k < kernel; k++) {
          int channel = k % stride * outputs + o;
          phases[(channel * inputs + i) * taps + taps - 1 - k / stride] =
              weight.values()[(i * outputs + o) * kernel + k];
        }
      }
    }
    return new Tensor(new int[] {stride * outputs, inputs, taps}, phases);
  }

  private static Tensor repeated(Tensor bias, int times) {
    int length = bias.values().length;
    float[] values = new float[times * length];
    for (int i = 0; i < times; i++) {
      System.arraycopy(bias.values(), 0, values, i * length, length);
    }
    return new Tensor(new int[] {values.length}, values);
  }

  @Override
  public Value leakyRelu(Value input, float slope) {
    // The residual blocks of a stage begin with the same one.
    return activations.computeIfAbsent(
        List.of(input, slope, currentType),
        key -> elementwise(currentType, new LeakyRelu(slope), input));
  }

  @Override
  public Value mirrorFirst(Value input) {
    return add(
        new Value(
            new Value.Mirror(),
            List.of(input),
            input.type(),
            input.channels(),
            input.rate(),
            input.lag() - 1));
  }

  /** Adds it in single precision: the sine of a rounded number is another. */
  @Override
  public Value antiAliasedSnake(
      Value input,
      Parameter alpha,
      Parameter beta,
      boolean logarithmic,
      Parameter up,
      Parameter down) {
    Snake snake = Snake.of(tensor(alpha), tensor(beta), logarithmic);
    int channels = snake.frequency().length;
    Tensor before = Snake.repeated(ordered(tensor(up), true), 2, channels);
    Tensor after = Snake.repeated(ordered(tensor(down), false), 1, channels);
    Periodic operation =
        new Periodic(
            module.add(before, TensorFormat.FLOAT32),
            module.add(after, TensorFormat.FLOAT32),
            perChannel(snake.frequency()),
            perChannel(snake.height()),
            forms.apply(ConvolutionShape.depthwise(channels, before.shape()[2] / 2)));
    return add(
        new Value(
            operation,
            List.of(converted(input, TensorFormat.FLOAT32)),
            TensorFormat.FLOAT32,
            channels,
            input.rate(),
            input.lag() + Periodic.REACH));
  }

  /** Returns a filter's even taps and then its odd ones, or all from the last to the first so. */
  private static Tensor ordered(Tensor filter, boolean reversed) {
    float[] taps = filter.values();
    float[] ordered = new float[taps.length];
    int half = taps.length / 2;
    for (int i = 0; i < taps.length; i++) {
      int tap = i < half ? 2 * i : 2 * (i - half) + 1;
      ordered[i] = taps[reversed ? taps.length - 1 - tap : tap];
    }
    return new Tensor(filter.shape(), ordered);
  }

  @Override
  public Value add(Value left, Value right) {
    return elementwise(TensorFormat.FLOAT32, "add", "", left, right);
  }

  @Override
  public Value multiply(Value left, Value right) {
    return elementwise(TensorFormat.FLOAT32, "mul", "", left, right);
  }

  @Override
  public Value divide(Value dividend, Value divisor) {
    return elementwise(TensorFormat.FLOAT32, "div", "", dividend, divisor);
  }

  @Override
  public Value divide(Value input, float divisor) {
    return elementwise(TensorFormat.FLOAT32, "div", ", " + divisor, input);
  }

  @Override
  public Value tanh(Value input) {
    return elementwise(TensorFormat.FLOAT32, "tanh", "", input);
  }

  /** Adds it in the format that convolutions compute in now, between two of which it stands. */
  @Override
  public Value gelu(Value input, boolean approximate) {
    String kind = ", approximate=\"%s\"".formatted(approximate ? "tanh" : "none");
    return elementwise(currentType, "gelu", kind, input);
  }

  @Override
  public Value exp(Value input) {
    return elementwise(TensorFormat.FLOAT32, "exp", "", input);
  }

  @Override
  public Value sine(Value input) {
    return elementwise(TensorFormat.FLOAT32, "sin", "", input);
  }

  @Override
  public Value cosine(Value input) {
    return elementwise(TensorFormat.FLOAT32, "cos", "", input);
  }

  @Override
  public Value clamp(Value input, float least, float greatest) {
    return elementwise(TensorFormat.FLOAT32, "clamp", ", %s, %s".formatted(least, greatest), input);
  }

  private Value elementwise(TensorFormat type, String function, String arguments, Value... inputs) {
    return elementwise(type, new Elementwise(function, arguments), inputs);
  }

  private Value elementwise(TensorFormat type, Value.Operation operation, Value... inputs) {
    int lag = Arrays.stream(inputs).mapToInt(Value::lag).max().orElseThrow();
    return add(
        new Value(operation, List.of(inputs), type, inputs[0].channels(), inputs[0].rate(), lag));
  }

  private Value add(Value value) {
    values.add(value);
    return value;
  }

  private Tensor tensor(Parameter parameter) {
    return weights.get(names.get(parameter));
  }

  /**
   * Writes the program as an archive that {@code torch.jit.load} reads.
   *
   * @param out where it goes; left open
   * @throws IOException if it cannot be written
   */
  public void writeTo(OutputStream out) throws IOException {
    String forward =
        "  def forward(self: %s, mel: Tensor) -> Tensor:\n    return (self).whole(mel, [0])\n"
            .formatted(TorchScriptModule.CLASS);
    boolean callsOneDnn = target == Target.CPU && TorchFunctions.hasOneDnn();
    List<Value> program = Fusion.of(values);
    String whole = new TorchScriptMethod(program, false, callsOneDnn).text();
    String advance = new TorchScriptMethod(program, true, callsOneDnn).text();
    module.writeTo(
        out,
        forward
            + whole
            + methods()
            + advance
            + ConvolutionForm.source(TorchScriptModule.NAME)
            + (target == Target.CPU ? ConvolutionCalls.packing(program, callsOneDnn) : ""));
  }

  /**
   * Returns methods that others call: written out at each call, they would take LibTorch half of
   * the time that loading a program takes.
   */
  private static String methods() throws IOException {
    try (InputStream source = TorchScriptGraph.class.getResourceAsStream("methods.py")) {
      return new String(source.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
