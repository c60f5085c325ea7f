package dev.vocoder.script;

import ai.djl.nn.Parameter;
import dev.vocoder.Device;
import dev.vocoder.Precision;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.checkpoint.Pickler;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.checkpoint.Tensor;
import dev.vocoder.checkpoint.TorchArchive;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Layer;
import dev.vocoder.network.WeightForm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A network as a TorchScript program: one module whose attributes are the weights and whose {@code
 * forward} takes a mel (batch, bands, frames) to a wave (batch, 1, samples).
 *
 * <p>Inside, values are (batch, channels, 1, time) with the channels last in memory, which LibTorch
 * convolves fastest, and an elementwise operation that is the last to read a value overwrites it.
 * Where reduced precision is allowed, the convolutions compute in it; the sums between them stay in
 * single precision, or their rounding would fill the quiet bands with noise.
 */
public final class TorchScriptGraph implements Graph<TorchScriptGraph.Node> {
  private static final String MODULE = "__torch__";
  private static final String CLASS = "Generator";
  private static final String FORMAT_VERSION = "4\n";

  /** One statement. Two of the same text are still two values. */
  static final class Node {
    private final ElementType type;
    private final String function;
    private final List<Node> inputs;
    private final String arguments;
    private final boolean elementwise;

    /**
     * Creates a statement.
     *
     * @param type the number format of its value
     * @param function the function's name
     * @param inputs the values it reads first
     * @param arguments what follows them, with a comma before each
     * @param elementwise whether it may overwrite an input
     */
    private Node(
        ElementType type,
        String function,
        List<Node> inputs,
        String arguments,
        boolean elementwise) {
      this.type = type;
      this.function = function;
      this.inputs = List.copyOf(inputs);
      this.arguments = arguments;
      this.elementwise = elementwise;
    }
  }

  private record Attribute(Tensor tensor, ElementType type) {}

  private final IdentityHashMap<Parameter, String> names = new IdentityHashMap<>();
  private final StateDict weights;
  private final ElementType reducedType;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Attribute> attributes = new ArrayList<>();
  private final Node mel;
  private final Node wave;
  private ElementType currentType = ElementType.FLOAT32;

  /**
   * Lets a checkpoint's network write itself.
   *
   * @param model the checkpoint
   * @param device what it will run on, which decides the reduced format
   * @param precision whether a reduced format is used where the network allows it
   */
  public TorchScriptGraph(GeneratorCheckpoint model, Device device, Precision precision) {
    Layer network = model.config().build(WeightForm.FOLDED);
    network.namedParameters().forEach((name, parameter) -> names.put(parameter, name));
    this.weights = model.weights();
    this.reducedType = ElementType.of(device, precision);
    mel = new Node(ElementType.FLOAT32, "mel", List.of(), "", false);
    wave = network.emit(this, mel);
  }

  @Override
  public void allowReducedPrecision(boolean allowed) {
    currentType = allowed ? reducedType : ElementType.FLOAT32;
  }

  @Override
  public Node convolution(Node input, Parameter weight, Parameter bias, int dilation, int padding) {
    String arguments =
        ", self.%s, self.%s, [1, 1], [0, %d], [1, %d]"
            .formatted(attribute(weight), attribute(bias), padding, dilation);
    return add(
        new Node(currentType, "conv2d", List.of(cast(input, currentType)), arguments, false));
  }

  @Override
  public Node transposedConvolution(
      Node input, Parameter weight, Parameter bias, int stride, int padding, int outputPadding) {
    String arguments =
        ", self.%s, self.%s, [1, %d], [0, %d], [0, %d]"
            .formatted(attribute(weight), attribute(bias), stride, padding, outputPadding);
    return add(
        new Node(
            currentType, "conv_transpose2d", List.of(cast(input, currentType)), arguments, false));
  }

  @Override
  public Node leakyRelu(Node input, float slope) {
    return elementwise(currentType, "leaky_relu", ", " + slope, input);
  }

  @Override
  public Node add(Node left, Node right) {
    return elementwise(ElementType.FLOAT32, "add", "", left, right);
  }

  @Override
  public Node divide(Node input, float divisor) {
    return elementwise(ElementType.FLOAT32, "div", ", " + divisor, input);
  }

  @Override
  public Node tanh(Node input) {
    return elementwise(ElementType.FLOAT32, "tanh", "", input);
  }

  private Node elementwise(ElementType type, String function, String arguments, Node... inputs) {
    List<Node> cast = Arrays.stream(inputs).map(input -> cast(input, type)).toList();
    return add(new Node(type, function, cast, arguments, true));
  }

  private Node cast(Node input, ElementType type) {
    if (input.type == type) {
      return input;
    }
    return add(new Node(type, "to", List.of(input), ", " + type.code(), false));
  }

  private Node add(Node node) {
    nodes.add(node);
    return node;
  }

  private String attribute(Parameter parameter) {
    attributes.add(new Attribute(weights.get(names.get(parameter)), currentType));
    return attributeName(attributes.size() - 1);
  }

  private static String attributeName(int index) {
    return "w" + index;
  }

  /**
   * Writes the program as an archive that {@code torch.jit.load} reads.
   *
   * @param out where it goes; left open
   * @throws IOException if it cannot be written
   */
  public void writeTo(OutputStream out) throws IOException {
    TorchArchive archive = new TorchArchive(out);
    archive.add("code/" + MODULE + ".py", source().getBytes(StandardCharsets.UTF_8));
    archive.add("data.pkl", module());
    archive.add("constants.pkl", new Pickler().emptyTuple().finish());
    for (int i = 0; i < attributes.size(); i++) {
      archive.add("data/" + i, storage(attributes.get(i)));
    }
    archive.add("version", FORMAT_VERSION.getBytes(StandardCharsets.UTF_8));
    archive.finish();
  }

  private String source() {
    StringBuilder text = new StringBuilder();
    text.append("class ").append(CLASS).append("(Module):\n  __parameters__ = []\n");
    List<String> buffers = new ArrayList<>();
    StringBuilder declarations = new StringBuilder();
    for (int i = 0; i < attributes.size(); i++) {
      buffers.add('"' + attributeName(i) + "\", ");
      declarations.append("  ").append(attributeName(i)).append(" : Tensor\n");
    }
    text.append("  __buffers__ = [").append(String.join("", buffers)).append("]\n");
    text.append(declarations);
    text.append(
        "  def forward(self: %s.%s,\n    mel: Tensor) -> Tensor:\n".formatted(MODULE, CLASS));
    statements().forEach(statement -> text.append("    ").append(statement).append('\n'));
    return text.toString();
  }

  private List<String> statements() {
    Map<Node, Node> lastReader = new HashMap<>();
    for (Node node : nodes) {
      node.inputs.forEach(input -> lastReader.put(input, node));
    }
    Map<Node, String> variables = new HashMap<>();
    List<String> statements = new ArrayList<>();
    statements.add("x = torch.contiguous(torch.unsqueeze(mel, 2), memory_format=2)");
    variables.put(mel, "x");
    for (Node node : nodes) {
      // What comes first is what an operation in place overwrites; addition does not mind.
      Predicate<Node> spent = input -> input != mel && lastReader.get(input) == node;
      List<Node> inputs = new ArrayList<>(node.inputs);
      inputs.sort(Comparator.comparing(spent.negate()::test));
      boolean inPlace = node.elementwise && spent.test(inputs.get(0));
      String variable = "x" + variables.size();
      statements.add(
          "%s = torch.%s%s(%s%s)"
              .formatted(
                  variable,
                  node.function,
                  inPlace ? "_" : "",
                  inputs.stream().map(variables::get).collect(Collectors.joining(", ")),
                  node.arguments));
      variables.put(node, variable);
    }
    statements.add(
        "return torch.squeeze(torch.to(%s, %d), 2)"
            .formatted(variables.get(wave), ElementType.FLOAT32.code()));
    return statements;
  }

  /** The module's pickle: an object of the program's class whose state is its attributes. */
  private byte[] module() {
    Pickler pickler = new Pickler();
    pickler.global(MODULE, CLASS).emptyTuple().newObject().emptyDict().mark();
    for (int i = 0; i < attributes.size(); i++) {
      Attribute attribute = attributes.get(i);
      int[] shape = attribute.tensor().shape();
      pickler.string(attributeName(i)).global("torch._utils", "_rebuild_tensor_v2").mark();
      pickler.mark().string("storage").global("torch", attribute.type().storage());
      pickler.string(Integer.toString(i)).string("cpu");
      pickler.integer(attribute.tensor().values().length).tuple().persistentId().integer(0);
      if (shape.length == 3) {
        // (a, b, kernel) becomes (a, b, 1, kernel) with b innermost in memory.
        pickler.integers(shape[0], shape[1], 1, shape[2]);
        pickler.integers(shape[1] * shape[2], 1, shape[1] * shape[2], shape[1]);
      } else {
        pickler.integers(shape).integers(1);
      }
      pickler.bool(false).global("collections", "OrderedDict").emptyTuple().reduce();
      pickler.tuple().reduce();
    }
    return pickler.setItems().build().finish();
  }

  private static byte[] storage(Attribute attribute) {
    float[] values = attribute.tensor().values();
    int[] shape = attribute.tensor().shape();
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * attribute.type().bytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    int kernel = shape.length == 3 ? shape[2] : 1;
    int inner = shape.length == 3 ? shape[1] : 1;
    for (int outer = 0; outer < values.length; outer += inner * kernel) {
      for (int tap = 0; tap < kernel; tap++) {
        for (int channel = 0; channel < inner; channel++) {
          attribute.type().put(buffer, values[outer + channel * kernel + tap]);
        }
      }
    }
    return buffer.array();
  }
}
