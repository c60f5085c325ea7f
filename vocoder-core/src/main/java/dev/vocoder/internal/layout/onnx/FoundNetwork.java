package dev.vocoder.internal.layout.onnx;

import ai.djl.nn.Parameter;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.container.TensorView;
import dev.vocoder.internal.container.onnx.OnnxNode;
import dev.vocoder.internal.container.onnx.OnnxProgram;
import dev.vocoder.internal.script.Filters;
import dev.vocoder.network.Graph;
import dev.vocoder.network.NamedBlock;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.TransposedConvolution;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A network as it is found in an ONNX graph: each operation that it writes must be there, on the
 * values found before, with every attribute as it should be. What is found tells which tensor each
 * parameter is. Values are those of the graph, (batch, channels, time) or (batch, time, channels),
 * whichever it computes.
 *
 * <p>Every method throws {@link dev.vocoder.CheckpointException} if its operation is not there.
 */
final class FoundNetwork implements Graph<String> {
  private static final String PADS = "pads";
  private static final Set<String> CONVOLUTION =
      Set.of("auto_pad", "dilations", "group", "kernel_shape", PADS, "strides");
  private static final Set<String> TRANSPOSED =
      Set.of("auto_pad", "dilations", "group", "kernel_shape", "output_padding", PADS, "strides");

  /** What those who run a model compute of its outputs, and the graph does not. */
  private static final String BEYOND = "\0 beyond the outputs";

  private final ModelFile file;
  private final Search search;
  private final OnnxProgram program;
  private final IdentityHashMap<Parameter, TensorView> tensors = new IdentityHashMap<>();
  private final IdentityHashMap<Parameter, Tensor> computed = new IdentityHashMap<>();
  private final Set<String> channelsLast = new HashSet<>();
  private final Map<String, Integer> widths = new HashMap<>(); // channels of what convolutions make

  /**
   * Begins with the input.
   *
   * @param file the model's file, open
   * @param title what the network is, for messages
   */
  FoundNetwork(ModelFile file, String title) {
    this.file = file;
    this.search = new Search(file, title);
    this.program = search.program();
  }

  /** Does nothing: a model says nothing of it. */
  @Override
  public void allowReducedPrecision(boolean allowed) {}

  @Override
  public String convolution(
      String input,
      Parameter weight,
      Parameter bias,
      int dilation,
      int before,
      int after,
      PaddingMode mode) {
    Optional<String> product =
        weight.getShape().get(2) == 1 ? linear(input, weight, bias) : Optional.empty();
    return product.orElseGet(
        () -> convolution(input, weight, bias, dilation, before, after, mode, 1));
  }

  @Override
  public String depthwiseConvolution(
      String input, Parameter weight, Parameter bias, int before, int after, PaddingMode mode) {
    long groups = weight.getShape().get(0);
    return convolution(input, weight, bias, 1, before, after, mode, groups);
  }

  private String convolution(
      String input,
      Parameter weight,
      Parameter bias,
      int dilation,
      int before,
      int after,
      PaddingMode mode,
      long groups) {
    String plain = channelsFirst(input);
    boolean isZero = mode == PaddingMode.ZEROS || before + after == 0;
    String padded = isZero ? plain : search.findPadded(plain, before, after, mode);
    List<Long> pads = isZero ? longs(before, after) : longs(0, 0);
    String expected =
        "Conv with dilation %d, pads %s and a weight of %s"
            .formatted(dilation, pads, weight.getShape());
    OnnxNode node =
        search
            .seek(
                padded,
                each ->
                    each.is("Conv", CONVOLUTION)
                        && isPlain(each, padded, weight, bias)
                        && each.value("group", 1L).equals(groups)
                        && each.value("strides", longs(1)).equals(longs(1))
                        && each.value("dilations", longs(1)).equals(longs(dilation))
                        && each.value(PADS, longs(0, 0)).equals(pads))
            .orElseThrow(() -> search.refusal(padded, expected));
    widths.put(node.output(), Math.toIntExact(weight.getShape().get(0)));
    return bound(node, weight, bias);
  }

  /** Finds a convolution of one tap as a matrix product where channels are last. */
  private Optional<String> linear(String input, Parameter weight, Parameter bias) {
    long outputs = weight.getShape().get(0);
    long inputs = weight.getShape().get(1);
    Optional<OnnxNode> product =
        search.seek(
            input,
            each ->
                channelsLast.contains(input)
                    && each.is("MatMul", Set.of())
                    && each.input(0).equals(input)
                    && search.hasShape(each.input(1), inputs, outputs));
    return product.map(
        node -> {
          bind(weight, node.input(1), List.of(outputs, inputs, 1L), List.of(1L, outputs, 1L));
          String sum = withParameter("Add", node.output(), bias, true);
          widths.put(sum, Math.toIntExact(outputs));
          channelsLast.add(sum);
          return sum;
        });
  }

  /** Finds an operation with a number for each channel. */
  private String withParameter(String operator, String input, Parameter parameter, boolean last) {
    long channels = parameter.getShape().get(0);
    OnnxNode node =
        search
            .seek(
                input,
                each ->
                    each.is(operator, Set.of())
                        && each.inputs().size() == 2
                        && (each.input(0).equals(input) || each.input(1).equals(input))
                        && isPerChannel(other(each, input), channels, last))
            .orElseThrow(
                () -> search.refusal(input, "%s with %d numbers".formatted(operator, channels)));
    bind(parameter, other(node, input), List.of(channels), List.of(1L));
    return node.output();
  }

  private static String other(OnnxNode node, String input) {
    return node.input(node.input(0).equals(input) ? 1 : 0);
  }

  private boolean isPerChannel(String value, long channels, boolean last) {
    return last ? search.hasShape(value, channels) : search.hasShape(value, channels, 1);
  }

  @Override
  public String transposedConvolution(
      String input,
      Parameter weight,
      Parameter bias,
      int stride,
      int cutStart,
      int cutEnd,
      PaddingMode start) {
    int kernel = Math.toIntExact(weight.getShape().get(2));
    int added = start == PaddingMode.ZEROS ? 0 : TransposedConvolution.taps(kernel, stride) - 1;
    String plain = channelsFirst(input);
    String padded = added == 0 ? plain : search.findPadded(plain, added, 0, start);
    List<Long> cuts = longs(cutStart + added * stride, cutEnd);
    String expected =
        "ConvTranspose with stride %d, cut by %s, and a weight of %s"
            .formatted(stride, cuts, weight.getShape());
    OnnxNode node =
        search
            .seek(
                padded,
                each -> isUpsampling(each, stride, cuts) && isPlain(each, padded, weight, bias))
            .orElseThrow(() -> search.refusal(padded, expected));
    return bound(node, weight, bias);
  }

  private static boolean isUpsampling(OnnxNode node, int stride, List<Long> cuts) {
    return node.is("ConvTranspose", TRANSPOSED)
        && node.value("group", 1L).equals(1L)
        && node.value("strides", longs(1)).equals(longs(stride))
        && node.value("dilations", longs(1)).equals(longs(1))
        && cuts(node).equals(Optional.of(cuts));
  }

  /** Returns how many samples a transposed convolution cuts off at either end. */
  static Optional<List<Long>> cuts(OnnxNode node) {
    return node.value(PADS, longs(0, 0)) instanceof List<?> pads
            && node.value("output_padding", longs(0)) instanceof List<?> kept
            && pads.size() == 2
            && kept.size() == 1
            && pads.get(0) instanceof Long first
            && pads.get(1) instanceof Long last
            && kept.get(0) instanceof Long more
        ? Optional.of(List.of(first, last - more))
        : Optional.empty();
  }

  @Override
  public String filterBank(String input, float[][] filters, int stride, int cutStart, int cutEnd) {
    if (input.equals(BEYOND)) {
      return BEYOND;
    }
    List<Long> cuts = longs(cutStart, cutEnd);
    String expected =
        "ConvTranspose with stride %d, cut by %s, and known filters".formatted(stride, cuts);
    Tensor weight = Filters.weight(filters);
    Optional<OnnxNode> whole = search.seek(input, each -> isBank(each, weight, stride, cuts));
    return whole
        .map(OnnxNode::output)
        .orElseGet(
            () ->
                cut(
                    search.find(input, expected, each -> isBank(each, weight, stride, longs(0, 0))),
                    cutStart,
                    cutEnd));
  }

  private boolean isBank(OnnxNode node, Tensor weight, int stride, List<Long> cuts) {
    int[] shape = weight.shape();
    return isUpsampling(node, stride, cuts)
        && node.inputs().size() == 2
        && search.hasShape(node.input(1), shape[0], shape[1], shape[2])
        && isClose(search.allNumbers(node.input(1)), weight.values());
  }

  /** Finds a value's part in time. */
  private String cut(String value, int cutStart, int cutEnd) {
    return search.find(
        value,
        "Slice in time from %d to %d".formatted(cutStart, -cutEnd),
        each ->
            cutEnd > 0 // an end of 0 would be the start
                && each.is("Slice", Set.of())
                && each.input(0).equals(value)
                && isNumber(each.input(1), cutStart)
                && isNumber(each.input(2), -cutEnd)
                && isNumber(each.input(3), 2)
                && (each.input(4).isEmpty() || isNumber(each.input(4), 1)));
  }

  private boolean isNumber(String value, int number) {
    return Arrays.equals(search.numbers(value), new float[] {number});
  }

  /** Says whether numbers are the same but for what another processor may round otherwise. */
  private static boolean isClose(float[] some, float[] others) {
    float greatest = 0;
    float difference = 0;
    for (int i = 0; i < some.length; i++) {
      greatest = Math.max(greatest, Math.abs(others[i]));
      difference = Math.max(difference, Math.abs(some[i] - others[i]));
    }
    return difference <= 1e-6f * greatest;
  }

  private boolean isPlain(OnnxNode node, String input, Parameter weight, Parameter bias) {
    List<Long> kernel = List.of(weight.getShape().get(2));
    return node.inputs().size() <= 3
        && node.input(0).equals(input)
        && node.value("auto_pad", "NOTSET").equals("NOTSET")
        && node.value("kernel_shape", kernel).equals(kernel)
        && search.hasShape(node.input(1), weight.getShape().getShape())
        && (node.input(2).isEmpty() || search.hasShape(node.input(2), bias.getShape().getShape()));
  }

  private String bound(OnnxNode node, Parameter weight, Parameter bias) {
    tensors.put(weight, program.constant(node.input(1)).orElseThrow());
    if (!node.input(2).isEmpty()) {
      tensors.put(bias, program.constant(node.input(2)).orElseThrow());
    }
    return node.output();
  }

  /** Takes a constant for a parameter in another order. */
  private void bind(Parameter parameter, String value, List<Long> sizes, List<Long> steps) {
    TensorView tensor = program.constant(value).orElseThrow();
    try {
      tensors.put(parameter, TensorView.of(tensor.storage(), 0, sizes, steps));
    } catch (MalformedException e) {
      throw new IllegalStateException(e); // they are as many as the constant has
    }
  }

  private String channelsFirst(String value) {
    return channelsLast.contains(value) ? swapped(value) : value;
  }

  private String swapped(String value) {
    String swapped =
        search.find(
            value,
            "Transpose of channels and time",
            each ->
                each.is("Transpose", Set.of("perm"))
                    && each.value("perm", "").equals(longs(0, 2, 1)));
    if (!channelsLast.contains(value)) {
      channelsLast.add(swapped);
    }
    if (widths.containsKey(value)) {
      widths.put(swapped, widths.get(value));
    }
    return swapped;
  }

  @Override
  public String layerNorm(String input, Parameter weight, Parameter bias, float epsilon) {
    String last = channelsLast.contains(input) ? input : swapped(input);
    Optional<OnnxNode> whole =
        search.seek(
            last,
            each ->
                each.is("LayerNormalization", Set.of("axis", "epsilon", "stash_type"))
                    && each.inputs().size() == 3
                    && each.input(0).equals(last)
                    && (each.value("axis", -1L).equals(-1L) || each.value("axis", -1L).equals(2L))
                    && each.value("epsilon", 1e-5f).equals(epsilon)
                    && search.hasShape(each.input(1), weight.getShape().getShape())
                    && search.hasShape(each.input(2), bias.getShape().getShape()));
    String normal =
        whole
            .map(node -> bound(node, weight, bias))
            .orElseGet(() -> layerNormInParts(last, weight, bias, epsilon));
    channelsLast.add(normal);
    return normal;
  }

  private String layerNormInParts(String last, Parameter weight, Parameter bias, float epsilon) {
    String mean = meanOfLast(last);
    String centred =
        search.find(
            last,
            "Sub of its mean",
            each -> each.is("Sub", Set.of()) && each.inputs().equals(List.of(last, mean)));
    String variance = meanOfLast(search.findOfNumber("Pow", centred, 2));
    String root =
        search.find(
            search.findOfNumber("Add", variance, epsilon),
            "Sqrt",
            each -> each.is("Sqrt", Set.of()));
    String normal =
        search.find(
            centred,
            "Div by its deviation",
            each -> each.is("Div", Set.of()) && each.inputs().equals(List.of(centred, root)));
    return withParameter("Add", withParameter("Mul", normal, weight, true), bias, true);
  }

  private String meanOfLast(String value) {
    return search.find(
        value,
        "ReduceMean over the channels",
        each ->
            each.is("ReduceMean", Set.of("axes", "keepdims"))
                && each.input(0).equals(value)
                && each.value("keepdims", 1L).equals(1L)
                && isLastAxis(each));
  }

  /** By an attribute before operator set 18. */
  private boolean isLastAxis(OnnxNode node) {
    float[] axes = search.numbers(node.input(1));
    Object axis = axes.length == 1 ? longs((int) axes[0]) : node.value("axes", List.of());
    return axis.equals(longs(-1)) || axis.equals(longs(2));
  }

  @Override
  public String channels(String input, int from, int to) {
    if (input.equals(BEYOND)) {
      return BEYOND;
    }
    String plain = channelsFirst(input);
    return new ChannelRange(search, plain, widths.getOrDefault(plain, to)).find(from, to);
  }

  @Override
  public String scale(String input, Parameter perChannel) {
    boolean last = channelsLast.contains(input);
    String scaled = withParameter("Mul", input, perChannel, last);
    if (last) {
      channelsLast.add(scaled);
    }
    return scaled;
  }

  @Override
  public String normalize(String input, float[] mean, float[] scale) {
    return withStatistics("Div", withStatistics("Sub", input, mean), scale);
  }

  private String withStatistics(String operator, String input, float[] numbers) {
    return search.find(
        input,
        "%s of %d statistics".formatted(operator, numbers.length),
        each ->
            each.is(operator, Set.of())
                && each.inputs().size() == 2
                && each.input(0).equals(input)
                && search.hasShape(each.input(1), numbers.length, 1)
                && Arrays.equals(search.allNumbers(each.input(1)), numbers));
  }

  @Override
  public String leakyRelu(String input, float slope) {
    return search.find(
        input,
        "LeakyRelu with alpha " + slope,
        each -> each.is("LeakyRelu", Set.of("alpha")) && each.value("alpha", 0.01f).equals(slope));
  }

  @Override
  public String mirrorFirst(String input) {
    return search.findPadded(channelsFirst(input), 1, 0, PaddingMode.REFLECT);
  }

  @Override
  public String antiAliasedSnake(
      String input,
      Parameter alpha,
      Parameter beta,
      boolean logarithmic,
      Parameter up,
      Parameter down) {
    int channels = Math.toIntExact(alpha.getShape().get(0));
    FoundSnake found = FoundSnake.of(search, channelsFirst(input), channels);
    computed.put(alpha, found.snake().alpha(logarithmic));
    if (beta != alpha) {
      computed.put(beta, found.snake().beta(logarithmic));
    }
    computed.put(up, found.up());
    computed.put(down, found.down());
    found.requireMadeOf(search, computed.get(alpha), computed.get(beta), logarithmic);
    return found.output();
  }

  @Override
  public String add(String left, String right) {
    if (left.equals(BEYOND) && right.equals(BEYOND)) {
      return BEYOND;
    }
    boolean isLast = channelsLast.contains(left) && channelsLast.contains(right);
    Optional<String> sum = isLast ? search.seekOfTwo("Add", left, right) : Optional.empty();
    sum.ifPresent(channelsLast::add);
    return sum.orElseGet(() -> search.findOfTwo("Add", channelsFirst(left), channelsFirst(right)));
  }

  /** Finds a product; that of a magnitude with a cosine or a sine may be left to the caller. */
  @Override
  public String multiply(String left, String right) {
    List<String> outputs = program.outputs();
    if (outputs.size() == 3
        && left.equals(outputs.get(0))
        && outputs.subList(1, 3).contains(right)) {
      return BEYOND;
    }
    return search.findOfTwo("Mul", left, right);
  }

  @Override
  public String divide(String dividend, String divisor) {
    if (dividend.equals(BEYOND) && divisor.equals(BEYOND)) {
      return BEYOND;
    }
    return search.find(
        dividend,
        "Div",
        each -> each.is("Div", Set.of()) && each.inputs().equals(List.of(dividend, divisor)));
  }

  @Override
  public String divide(String input, float divisor) {
    return search.findOfNumber("Div", input, divisor);
  }

  @Override
  public String tanh(String input) {
    return unary("Tanh", input);
  }

  private String unary(String operator, String input) {
    return search.find(input, operator, each -> each.is(operator, Set.of()));
  }

  /** Finds it by its name, or the exact one as its formula, x (1 + erf(x / sqrt(2))) / 2. */
  @Override
  public String gelu(String input, boolean approximate) {
    String kind = approximate ? "tanh" : "none";
    Optional<OnnxNode> whole =
        search.seek(
            input,
            each ->
                each.is("Gelu", Set.of("approximate"))
                    && each.value("approximate", "none").equals(kind));
    if (whole.isEmpty() && approximate) {
      throw search.refusal(input, "Gelu by the hyperbolic tangent");
    }
    String output = whole.map(OnnxNode::output).orElseGet(() -> geluInParts(input));
    if (channelsLast.contains(input)) {
      channelsLast.add(output);
    }
    return output;
  }

  private String geluInParts(String input) {
    String turn =
        search
            .seekOfNumber("Div", input, Math.sqrt(2))
            .or(() -> search.seekOfNumber("Mul", input, Math.sqrt(0.5)))
            .orElseThrow(() -> search.refusal(input, "Div by the root of two, as GELU begins"));
    String share = search.findOfNumber("Add", unary("Erf", turn), 1);
    Optional<String> product = search.seekOfTwo("Mul", input, share);
    return product.isPresent()
        ? search.findOfNumber("Mul", product.get(), 0.5)
        : search.findOfTwo("Mul", search.findOfNumber("Mul", input, 0.5), share);
  }

  @Override
  public String exp(String input) {
    return unary("Exp", input);
  }

  @Override
  public String sine(String input) {
    return unary("Sin", input);
  }

  @Override
  public String cosine(String input) {
    return unary("Cos", input);
  }

  @Override
  public String clamp(String input, float least, float greatest) {
    if (input.equals(BEYOND)) {
      return BEYOND;
    }
    boolean isPositive =
        program.producerOf(input).filter(node -> node.operator().equals("Exp")).isPresent();
    float none = isPositive ? 0 : Float.NEGATIVE_INFINITY;
    return search.find(
        input,
        "Clip to %s to %s".formatted(least, greatest),
        each ->
            isClip(each, input)
                && limit(each, 1, "min", none) == least
                && limit(each, 2, "max", Float.POSITIVE_INFINITY) == greatest);
  }

  private static boolean isClip(OnnxNode node, String input) {
    return node.is("Clip", Set.of("min", "max"))
        && node.inputs().size() <= 3
        && node.input(0).equals(input);
  }

  /** Returns a limit of a Clip, which is an attribute before operator set 11. */
  private float limit(OnnxNode node, int input, String attribute, float none) {
    if (!node.input(input).isEmpty()) {
      float[] numbers = search.numbers(node.input(input));
      return numbers.length == 1 ? numbers[0] : Float.NaN;
    }
    return node.value(attribute, none) instanceof Float limit ? limit : Float.NaN;
  }

  /**
   * Requires that the outputs are a network's, and that all operations have been found: behind a
   * wave only what leaves one within -1 to 1 as it is.
   *
   * @param wave what the network made
   */
  void requireOutput(String wave) {
    String value = wave;
    while (!value.equals(BEYOND) && !program.outputs().equals(List.of(value))) {
      String input = value;
      value =
          search.find(
              input,
              "the output",
              each ->
                  (each.is("Squeeze", Set.of("axes")) && each.input(0).equals(input))
                      || (isClip(each, input)
                          && limit(each, 1, "min", Float.NEGATIVE_INFINITY) <= -1
                          && limit(each, 2, "max", Float.POSITIVE_INFINITY) >= 1));
    }
    search.requireAllFound();
  }

  /**
   * Returns the network's weights.
   *
   * @param network which has written itself into this
   */
  StateDict weights(NamedBlock network) {
    Map<String, TensorView> named = new LinkedHashMap<>();
    Map<String, Tensor> others = new LinkedHashMap<>();
    network
        .namedParameters()
        .forEach(
            (name, parameter) -> {
              if (tensors.containsKey(parameter)) {
                named.put(name, tensors.get(parameter));
              } else if (computed.containsKey(parameter)) {
                others.put(name, computed.get(parameter));
              }
            });
    return file.read(named).with(others);
  }

  private static List<Long> longs(int... numbers) {
    return Arrays.stream(numbers).asLongStream().boxed().toList();
  }
}
