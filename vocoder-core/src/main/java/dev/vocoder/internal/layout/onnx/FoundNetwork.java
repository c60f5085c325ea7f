package dev.vocoder.internal.layout.onnx;

import ai.djl.nn.Parameter;
import dev.vocoder.CheckpointException;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.internal.container.TensorView;
import dev.vocoder.internal.container.Text;
import dev.vocoder.internal.container.onnx.OnnxNode;
import dev.vocoder.internal.container.onnx.OnnxProgram;
import dev.vocoder.network.Graph;
import dev.vocoder.network.NamedBlock;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.TransposedConvolution;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A network as it is found in an ONNX graph: each operation that it writes must be there, on the
 * values found before, with every attribute as it should be. What is found tells which tensor each
 * parameter is. Values are those of the graph.
 *
 * <p>Every method throws {@link CheckpointException} if its operation is not there.
 */
final class FoundNetwork implements Graph<String> {
  private static final int MAX_LISTED = 3;
  private static final String PADS = "pads";
  private static final Set<String> CONVOLUTION =
      Set.of("auto_pad", "dilations", "group", "kernel_shape", PADS, "strides");
  private static final Set<String> TRANSPOSED =
      Set.of("auto_pad", "dilations", "group", "kernel_shape", "output_padding", PADS, "strides");

  private final ModelFile file;
  private final OnnxProgram program;
  private final String title;
  private final Set<OnnxNode> found = Collections.newSetFromMap(new IdentityHashMap<>());
  private final IdentityHashMap<Parameter, TensorView> tensors = new IdentityHashMap<>();

  /**
   * Begins with the inputs.
   *
   * @param file the model's file, open
   * @param title what the network is, for messages
   */
  FoundNetwork(ModelFile file, String title) {
    this.file = file;
    this.program = file.program().orElseThrow();
    this.title = title;
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
    boolean isZero = mode == PaddingMode.ZEROS || before + after == 0;
    String padded = isZero ? input : padded(input, before, after, mode);
    List<Long> pads = isZero ? longs(before, after) : longs(0, 0);
    OnnxNode node =
        find(
            padded,
            "Conv with dilation %d, pads %s and a weight of %s"
                .formatted(dilation, pads, weight.getShape()),
            each ->
                each.is("Conv", CONVOLUTION)
                    && isPlain(each, padded, weight, bias)
                    && each.value("strides", longs(1)).equals(longs(1))
                    && each.value("dilations", longs(1)).equals(longs(dilation))
                    && each.value(PADS, longs(0, 0)).equals(pads));
    return bound(node, weight, bias);
  }

  private String padded(String input, int before, int after, PaddingMode mode) {
    String name = mode == PaddingMode.REFLECT ? "reflect" : "edge";
    OnnxNode node =
        find(
            input,
            "Pad of mode %s by %d and %d".formatted(name, before, after),
            each ->
                each.is("Pad", Set.of("mode"))
                    && each.inputs().size() == 2
                    && each.input(0).equals(input)
                    && each.value("mode", "constant").equals(name)
                    && holds(each.input(1), 0, 0, before, 0, 0, after));
    return node.output();
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
    String padded = added == 0 ? input : padded(input, added, 0, start);
    List<Long> cuts = longs(cutStart + added * stride, cutEnd);
    OnnxNode node =
        find(
            padded,
            "ConvTranspose with stride %d, cut by %s, and a weight of %s"
                .formatted(stride, cuts, weight.getShape()),
            each ->
                each.is("ConvTranspose", TRANSPOSED)
                    && isPlain(each, padded, weight, bias)
                    && each.value("strides", longs(1)).equals(longs(stride))
                    && each.value("dilations", longs(1)).equals(longs(1))
                    && cuts(each).equals(Optional.of(cuts)));
    return bound(node, weight, bias);
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

  private boolean isPlain(OnnxNode node, String input, Parameter weight, Parameter bias) {
    List<Long> kernel = List.of(weight.getShape().get(2));
    return node.inputs().size() <= 3
        && node.input(0).equals(input)
        && node.value("group", 1L).equals(1L)
        && node.value("auto_pad", "NOTSET").equals("NOTSET")
        && node.value("kernel_shape", kernel).equals(kernel)
        && hasShape(node.input(1), weight)
        && (node.input(2).isEmpty() || hasShape(node.input(2), bias));
  }

  private boolean hasShape(String value, Parameter parameter) {
    return program
        .constant(value)
        .filter(
            tensor ->
                Arrays.equals(
                    Arrays.stream(tensor.shape()).asLongStream().toArray(),
                    parameter.getShape().getShape()))
        .isPresent();
  }

  private String bound(OnnxNode node, Parameter weight, Parameter bias) {
    tensors.put(weight, program.constant(node.input(1)).orElseThrow());
    if (!node.input(2).isEmpty()) {
      tensors.put(bias, program.constant(node.input(2)).orElseThrow());
    }
    return node.output();
  }

  @Override
  public String normalize(String input, float[] mean, float[] scale) {
    String centred = withConstant("Sub", input, mean);
    return withConstant("Div", centred, scale);
  }

  private String withConstant(String operator, String input, float[] numbers) {
    OnnxNode node =
        find(
            input,
            operator + " of " + numbers.length + " statistics",
            each ->
                each.is(operator, Set.of())
                    && each.inputs().size() == 2
                    && each.input(0).equals(input)
                    && Arrays.equals(numbers(each.input(1)), numbers));
    return node.output();
  }

  @Override
  public String leakyRelu(String input, float slope) {
    OnnxNode node =
        find(
            input,
            "LeakyRelu with alpha " + slope,
            each ->
                each.is("LeakyRelu", Set.of("alpha")) && each.value("alpha", 0.01f).equals(slope));
    return node.output();
  }

  @Override
  public String add(String left, String right) {
    OnnxNode node =
        find(
            left,
            "Add of it and " + Text.quoted(right),
            each ->
                each.is("Add", Set.of())
                    && (each.inputs().equals(List.of(left, right))
                        || each.inputs().equals(List.of(right, left))));
    return node.output();
  }

  @Override
  public String divide(String input, float divisor) {
    return withConstant("Div", input, new float[] {divisor});
  }

  @Override
  public String tanh(String input) {
    return find(input, "Tanh", each -> each.is("Tanh", Set.of())).output();
  }

  /**
   * Requires that a value is the model's only output, and that all of its operations have been
   * found: behind the value only what leaves a wave within -1 to 1 as it is.
   *
   * @param wave (batch, 1, samples), within -1 to 1
   */
  void requireOutput(String wave) {
    String value = wave;
    while (!program.outputs().equals(List.of(value))) {
      String input = value;
      value =
          find(
                  input,
                  "the output",
                  each ->
                      each.input(0).equals(input)
                          && (each.is("Squeeze", Set.of("axes")) || isClipping(each)))
              .output();
    }
    List<OnnxNode> others = program.nodes().stream().filter(node -> !found.contains(node)).toList();
    if (!others.isEmpty()) {
      throw new CheckpointException(
          "%s computes more than a %s, which is not known here: %s."
              .formatted(file.path(), title, listed(others)));
    }
  }

  /** Says whether it clips no closer than to -1 to 1: by attributes before operator set 11. */
  private boolean isClipping(OnnxNode node) {
    if (!node.is("Clip", Set.of("min", "max")) || node.inputs().size() > 3) {
      return false;
    }
    return isBeyond(node, 1, "min", -1) && isBeyond(node, 2, "max", 1);
  }

  private boolean isBeyond(OnnxNode node, int input, String attribute, int sign) {
    Object limit = node.value(attribute, (float) sign);
    if (!node.input(input).isEmpty()) {
      float[] numbers = numbers(node.input(input));
      limit = numbers.length == 1 ? numbers[0] : Float.NaN;
    }
    return limit instanceof Float number && number * sign >= 1;
  }

  /**
   * Returns the network's weights.
   *
   * @param network which has written itself into this
   */
  StateDict weights(NamedBlock network) {
    Map<String, TensorView> named = new LinkedHashMap<>();
    network
        .namedParameters()
        .forEach(
            (name, parameter) -> {
              if (tensors.containsKey(parameter)) {
                named.put(name, tensors.get(parameter));
              }
            });
    return file.read(named);
  }

  /** Says whether a value is a constant of these numbers. */
  private boolean holds(String value, float... numbers) {
    return Arrays.equals(numbers(value), numbers);
  }

  /** Returns the numbers of a constant; none if it is none. */
  private float[] numbers(String value) {
    return program
        .constant(value)
        .map(tensor -> file.read(Map.of(value, tensor)).get(value).values())
        .orElse(new float[0]);
  }

  private static List<Long> longs(int... numbers) {
    return Arrays.stream(numbers).asLongStream().boxed().toList();
  }

  /**
   * Finds an operation among those that take a value: one that has not been found before, if there
   * is one.
   */
  private OnnxNode find(String value, String expected, Predicate<OnnxNode> wanted) {
    OnnxNode again = null;
    for (OnnxNode node : program.consumersOf(value)) {
      boolean isNew = !found.contains(node);
      if ((isNew || again == null) && wanted.test(node)) {
        if (isNew) {
          found.add(node);
          return node;
        }
        again = node;
      }
    }
    if (again == null) {
      throw refusal(value, expected);
    }
    return again;
  }

  private CheckpointException refusal(String value, String expected) {
    List<OnnxNode> others =
        program.consumersOf(value).stream().filter(node -> !found.contains(node)).toList();
    return new CheckpointException(
        "%s is no %s as it is known here: of its value %s it computes %s, where %s is expected; give the PyTorch file it was exported from."
            .formatted(
                file.path(),
                title,
                Text.quoted(value),
                others.isEmpty() ? "nothing more" : listed(others),
                expected));
  }

  private static String listed(List<OnnxNode> nodes) {
    String first =
        nodes.stream().limit(MAX_LISTED).map(OnnxNode::toString).collect(Collectors.joining("; "));
    return nodes.size() > MAX_LISTED
        ? "%s; and %d more".formatted(first, nodes.size() - MAX_LISTED)
        : first;
  }
}
