package dev.vocoder.internal.script;

import ai.djl.nn.Parameter;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.vocoder.MelFormat;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.container.Tensor;
import dev.vocoder.network.Generator;
import dev.vocoder.network.Graph;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.TransposedConvolution;
import dev.vocoder.network.WeightForm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A network as an ONNX model of operator set 17: {@code mel} (N, bands, frames) to {@code audio}
 * (N, samples), N and the lengths dynamic, in single precision. It normalises the mel by per-band
 * statistics itself.
 *
 * <p>The names, the shapes and the metadata {@code model_type} are those sherpa-onnx reads.
 */
public final class OnnxGraph implements Graph<String> {
  private static final int OPERATOR_SET = 17;
  private static final int IR_VERSION = 8;

  /** What sherpa-onnx calls a model of a spectrum, from which it makes the wave itself. */
  private static final String SPECTRUM_TYPE = "vocos";

  /** What it calls one that makes a wave. */
  private static final String WAVE_TYPE = "hifigan";

  private static final String MEL = "mel";
  private static final String AUDIO = "audio";

  private final IdentityHashMap<Parameter, String> names = new IdentityHashMap<>();
  private final Set<String> initialized = new HashSet<>();
  private final GeneratorCheckpoint model;
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("generator");

  /**
   * Lets a checkpoint's network write itself.
   *
   * @param model the checkpoint
   */
  public OnnxGraph(GeneratorCheckpoint model) {
    this.model = model;
    Generator network = model.config().build(WeightForm.FOLDED);
    network.namedParameters().forEach((name, parameter) -> names.put(parameter, name));
    graph.addInput(value(MEL, dimension("N"), dimension(model.config().bands()), dimension("L")));
    String wave = network.emit(this, PlainMel.normalized(this, MEL, model.melFormat()));
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Squeeze")
            .addInput(wave)
            .addInput(integers(new int[] {1}))
            .addOutput(AUDIO));
    graph.addOutput(value(AUDIO, dimension("N"), dimension("samples")));
  }

  /** Returns the format of the mels that the model takes. */
  public MelFormat melFormat() {
    return model.melFormat().withoutNormalization();
  }

  private static ValueInfoProto value(String name, TensorShapeProto.Dimension... shape) {
    TensorShapeProto dimensions =
        TensorShapeProto.newBuilder().addAllDim(Arrays.asList(shape)).build();
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder()
            .setElemType(TensorProto.DataType.FLOAT_VALUE)
            .setShape(dimensions)
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private static TensorShapeProto.Dimension dimension(String name) {
    return TensorShapeProto.Dimension.newBuilder().setDimParam(name).build();
  }

  private static TensorShapeProto.Dimension dimension(long size) {
    return TensorShapeProto.Dimension.newBuilder().setDimValue(size).build();
  }

  /** Does nothing: an exported model is exact. */
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
    return convolution(input, weight, bias, before, after, mode, integers("dilations", dilation));
  }

  @Override
  public String depthwiseConvolution(
      String input, Parameter weight, Parameter bias, int before, int after, PaddingMode mode) {
    AttributeProto groups = integer("group", weight.getShape().get(0));
    return convolution(input, weight, bias, before, after, mode, groups);
  }

  private String convolution(
      String input,
      Parameter weight,
      Parameter bias,
      int before,
      int after,
      PaddingMode mode,
      AttributeProto attribute) {
    boolean isZero = mode == PaddingMode.ZEROS || before + after == 0;
    return node(
        "Conv",
        new String[] {
          isZero ? input : padded(input, before, after, mode),
          initializer(weight),
          initializer(bias)
        },
        attribute,
        isZero ? integers("pads", before, after) : integers("pads", 0, 0));
  }

  private String padded(String input, int before, int after, PaddingMode mode) {
    AttributeProto name =
        AttributeProto.newBuilder()
            .setName("mode")
            .setType(AttributeProto.AttributeType.STRING)
            .setS(ByteString.copyFromUtf8(mode == PaddingMode.REFLECT ? "reflect" : "edge"))
            .build();
    String pads = integers(new int[] {0, 0, before, 0, 0, after});
    return node("Pad", new String[] {input, pads}, name);
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
    return node(
        "ConvTranspose",
        new String[] {
          added == 0 ? input : padded(input, added, 0, start),
          initializer(weight),
          initializer(bias)
        },
        integers("strides", stride),
        integers("pads", cutStart + added * stride, cutEnd));
  }

  @Override
  public String filterBank(String input, float[][] filters, int stride, int cutStart, int cutEnd) {
    String[] inputs = {input, constant("filters", Filters.weight(filters))};
    AttributeProto strides = integers("strides", stride);
    if (cutStart + cutEnd < filters[0].length) {
      return node("ConvTranspose", inputs, strides, integers("pads", cutStart, cutEnd));
    }
    // Of one sample nothing is left, which ONNX Runtime's ConvTranspose refuses to make.
    return slice(node("ConvTranspose", inputs, strides), 2, cutStart, -cutEnd);
  }

  @Override
  public String layerNorm(String input, Parameter weight, Parameter bias, float epsilon) {
    AttributeProto swap = integers("perm", 0, 2, 1);
    String last = node("Transpose", new String[] {input}, swap);
    String[] inputs = {last, initializer(weight), initializer(bias)};
    return node(
        "Transpose",
        new String[] {node("LayerNormalization", inputs, number("epsilon", epsilon))},
        swap);
  }

  @Override
  public String channels(String input, int from, int to) {
    return slice(input, 1, from, to);
  }

  /** Takes a part of an axis; an end below 0 counts from the axis's end. */
  private String slice(String input, int axis, int from, int to) {
    String[] inputs = {
      input, integers(new int[] {from}), integers(new int[] {to}), integers(new int[] {axis})
    };
    return node("Slice", inputs);
  }

  @Override
  public String scale(String input, Parameter perChannel) {
    String name = names.get(perChannel);
    return node("Mul", new String[] {input, perChannel(name, model.weights().get(name).values())});
  }

  @Override
  public String normalize(String input, float[] mean, float[] scale) {
    String centred = node("Sub", new String[] {input, perChannel("mean", mean)});
    return node("Div", new String[] {centred, perChannel("scale", scale)});
  }

  private String perChannel(String name, float[] numbers) {
    graph.addInitializer(tensor(name, new Tensor(new int[] {numbers.length, 1}, numbers)));
    return name;
  }

  @Override
  public String leakyRelu(String input, float slope) {
    return node("LeakyRelu", new String[] {input}, number("alpha", slope));
  }

  @Override
  public String add(String left, String right) {
    return node("Add", new String[] {left, right});
  }

  @Override
  public String multiply(String left, String right) {
    return node("Mul", new String[] {left, right});
  }

  @Override
  public String divide(String dividend, String divisor) {
    return node("Div", new String[] {dividend, divisor});
  }

  @Override
  public String divide(String input, float divisor) {
    return divide(input, constant(divisor));
  }

  private String constant(float number) {
    return constant("number", new Tensor(new int[0], new float[] {number}));
  }

  private String constant(String kind, Tensor tensor) {
    String name = kind + "." + graph.getInitializerCount();
    graph.addInitializer(tensor(name, tensor));
    return name;
  }

  @Override
  public String tanh(String input) {
    return node("Tanh", new String[] {input});
  }

  /** Adds it as its formula, which this operator set has no name for. */
  @Override
  public String gelu(String input, boolean approximate) {
    String turn;
    if (approximate) { // tanh(sqrt(2 / pi) (x + 0.044715 x^3))
      String square = multiply(input, input);
      String cubic = multiply(multiply(square, input), constant(0.044715f));
      turn = tanh(multiply(add(input, cubic), constant((float) Math.sqrt(2 / Math.PI))));
    } else { // erf(x / sqrt(2))
      turn = node("Erf", new String[] {multiply(input, constant((float) Math.sqrt(0.5)))});
    }
    return multiply(multiply(input, constant(0.5f)), add(turn, constant(1)));
  }

  @Override
  public String exp(String input) {
    return node("Exp", new String[] {input});
  }

  @Override
  public String sine(String input) {
    return node("Sin", new String[] {input});
  }

  @Override
  public String cosine(String input) {
    return node("Cos", new String[] {input});
  }

  @Override
  public String clamp(String input, float least, float greatest) {
    return node("Clip", new String[] {input, constant(least), constant(greatest)});
  }

  private String node(String operator, String[] inputs, AttributeProto... attributes) {
    String output = "x" + graph.getNodeCount();
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(operator.toLowerCase(Locale.ROOT) + "." + graph.getNodeCount())
            .addAllInput(Arrays.asList(inputs))
            .addOutput(output)
            .addAllAttribute(Arrays.asList(attributes)));
    return output;
  }

  private static AttributeProto number(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static AttributeProto integers(String name, long... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(Arrays.stream(values).boxed().toList())
        .build();
  }

  /** Adds a constant list of whole numbers. */
  private String integers(int[] values) {
    String name = "integers." + graph.getInitializerCount();
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(values.length)
            .addAllInt64Data(Arrays.stream(values).asLongStream().boxed().toList()));
    return name;
  }

  private String initializer(Parameter parameter) {
    String name = names.get(parameter);
    if (initialized.add(name)) { // more than one operation may have it
      graph.addInitializer(tensor(name, model.weights().get(name)));
    }
    return name;
  }

  private static TensorProto tensor(String name, Tensor tensor) {
    ByteBuffer bytes =
        ByteBuffer.allocate(tensor.values().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(tensor.values());
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.FLOAT_VALUE)
        .addAllDims(Arrays.stream(tensor.shape()).asLongStream().boxed().toList())
        .setRawData(ByteString.copyFrom(bytes))
        .build();
  }

  /**
   * Writes the model.
   *
   * @param out where it goes; left open
   * @throws IOException if it cannot be written
   */
  public void writeTo(OutputStream out) throws IOException {
    ModelProto.Builder proto =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("vocoder")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
            .setGraph(graph);
    metadata()
        .forEach(
            (key, value) ->
                proto.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    proto.build().writeTo(out);
  }

  private Map<String, String> metadata() {
    Map<String, String> metadata = new TreeMap<>();
    String type = model.config().architecture().toLowerCase(Locale.ROOT).replaceAll("\\W", "");
    metadata.put("model_type", type.equals(SPECTRUM_TYPE) ? WAVE_TYPE : type);
    metadata.put("sample_rate", Integer.toString(model.melFormat().sampleRate()));
    metadata.put("hop_length", Integer.toString(model.melFormat().hopSize()));
    metadata.put("mel_format", melFormat().toString());
    return metadata;
  }
}
