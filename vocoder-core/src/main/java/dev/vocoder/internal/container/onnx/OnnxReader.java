package dev.vocoder.internal.container.onnx;

import dev.vocoder.internal.container.ElementType;
import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.container.Storage;
import dev.vocoder.internal.container.TensorView;
import dev.vocoder.internal.container.Text;
import dev.vocoder.internal.container.onnx.Message.Range;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an ONNX file, but for its tensors' data: of these it checks that they are there. Numbers of
 * fields and of types are those of {@code onnx.proto}.
 */
final class OnnxReader {
  private static final int MAX_NODES = 50_000;
  private static final int MAX_TENSORS = 50_000;
  private static final int MAX_METADATA = 10_000;
  private static final int MAX_LIST = 4096; // inputs of a node, numbers of an attribute
  private static final int MAX_FILES = 1000;

  private final Optional<Path> folder;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, Object> root = new LinkedHashMap<>();
  private final Map<String, Storage> storages = new HashMap<>();
  private final Map<String, TensorData> data = new HashMap<>();
  private final Map<String, Path> files = new HashMap<>();
  private final Map<String, TensorView> constants = new LinkedHashMap<>();
  private final List<OnnxNode> nodes = new ArrayList<>();
  private final Set<String> inputs = new LinkedHashSet<>();
  private final Set<String> outputs = new LinkedHashSet<>();
  private boolean hasGraph;
  private OnnxProgram program;

  private OnnxReader(Optional<Path> folder) {
    this.folder = folder;
  }

  /**
   * Reads a file.
   *
   * @param channel the open file
   * @param folder where files may lie that hold some of the data; empty if nowhere
   */
  static OnnxReader read(FileChannel channel, Optional<Path> folder) throws IOException {
    OnnxReader reader = new OnnxReader(folder);
    reader.readModel(Message.of(channel));
    reader.program = new OnnxProgram(reader.nodes, reader.constants, reader.inputs, reader.outputs);
    if (reader.root.isEmpty()) {
      throw new MalformedException(
          "it seems to be an ONNX model, but has no weights; give one that has");
    }
    return reader;
  }

  private void readModel(Message model) throws IOException {
    while (model.next()) {
      switch (model.field()) {
        case 7 -> {
          require(!hasGraph, "it has two graphs");
          hasGraph = true;
          readGraph(model.message());
        }
        case 14 -> {
          model.message().putEntry(metadata);
          require(metadata.size() <= MAX_METADATA, "it has too many metadata");
        }
        default -> {} // who made it, and the versions of operators, whose forms tell themselves
      }
    }
  }

  private void readGraph(Message graph) throws IOException {
    while (graph.next()) {
      switch (graph.field()) {
        case 1 -> {
          require(nodes.size() < MAX_NODES, "it has too many operations");
          add(node(graph.message()));
        }
        case 5 -> readConstant(graph.message());
        case 11 -> add(inputs, valueName(graph.message()), "inputs");
        case 12 -> add(outputs, valueName(graph.message()), "outputs");
        case 15 ->
            throw new MalformedException(
                "it is an ONNX model with sparse tensors, which are not read here; export it"
                    + " without");
        default -> {}
      }
    }
  }

  private static void add(Set<String> names, String name, String what) throws IOException {
    names.add(name);
    require(names.size() <= MAX_LIST, "it has too many " + what);
  }

  private static String valueName(Message value) throws IOException {
    String name = "";
    while (value.next()) {
      if (value.field() == 1) {
        name = value.text();
      }
    }
    return name;
  }

  private void readConstant(Message tensor) throws IOException {
    OnnxTensor parts = OnnxTensor.read(tensor, MAX_LIST);
    addConstant(parts.name(), view(parts));
  }

  private void addConstant(String name, TensorView tensor) throws MalformedException {
    require(constants.put(name, tensor) == null, "it has two tensors " + Text.quoted(name));
  }

  private void add(OnnxNode node) throws MalformedException {
    if (node.operator().equals("Constant") && node.attributes().size() == 1) {
      addConstant(node.output(), constant(node.attributes().values().iterator().next()));
    } else {
      nodes.add(node);
    }
  }

  /** Returns the tensor that a constant's attribute is. */
  private TensorView constant(Object value) throws MalformedException {
    if (value instanceof TensorView tensor) {
      return tensor;
    }
    List<?> numbers = value instanceof List<?> list ? list : List.of(value);
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      require(numbers.get(i) instanceof Number, "a constant is no number");
      values[i] = ((Number) numbers.get(i)).floatValue();
    }
    List<Long> dimensions = value instanceof List ? List.of((long) values.length) : List.of();
    return added(new TensorData.Given(values), ElementType.FLOAT, values.length, dimensions);
  }

  private OnnxNode node(Message node) throws IOException {
    String operator = "";
    String domain = "";
    String name = "";
    List<String> taken = new ArrayList<>();
    List<String> made = new ArrayList<>();
    Map<String, Object> attributes = new HashMap<>();
    while (node.next()) {
      switch (node.field()) {
        case 1 -> taken.add(node.text());
        case 2 -> made.add(node.text());
        case 3 -> name = node.text();
        case 4 -> operator = node.text();
        case 5 -> readAttribute(node.message(), attributes);
        case 7 -> domain = node.text();
        default -> {}
      }
      boolean isShort =
          taken.size() <= MAX_LIST && made.size() <= MAX_LIST && attributes.size() <= MAX_LIST;
      require(isShort, "an operation has too many values");
    }
    boolean isStandard = domain.isEmpty() || domain.equals("ai.onnx");
    return new OnnxNode(
        isStandard ? operator : domain + "." + operator, name, taken, made, attributes);
  }

  private void readAttribute(Message attribute, Map<String, Object> attributes) throws IOException {
    String name = "";
    Optional<Object> value = Optional.empty();
    List<Float> reals = new ArrayList<>();
    List<Long> integers = new ArrayList<>();
    long type = 0;
    while (attribute.next()) {
      switch (attribute.field()) {
        case 1 -> name = attribute.text();
        case 2 -> value = Optional.of(attribute.real());
        case 3 -> value = Optional.of(attribute.number());
        case 4 -> value = Optional.of(attribute.text());
        case 5 -> value = Optional.of(view(OnnxTensor.read(attribute.message(), MAX_LIST)));
        case 7 -> addReals(attribute, reals);
        case 8 -> OnnxTensor.addIntegers(attribute, integers, MAX_LIST);
        case 13 -> {} // a text for people
        case 20 -> type = attribute.number();
        default -> value = Optional.of(OnnxNode.UNREAD);
      }
    }
    Object lists = reals.isEmpty() ? List.copyOf(integers) : List.copyOf(reals);
    boolean isList = !reals.isEmpty() || !integers.isEmpty();
    Object read = value.orElse(isList ? lists : unwritten(type));
    require(attributes.put(name, read) == null, "an operation has an attribute twice");
  }

  /** Returns the value of an attribute that holds none, as writers leave out zero. */
  private static Object unwritten(long type) {
    return switch ((int) type) {
      case 1 -> 0f;
      case 2 -> 0L;
      case 3 -> "";
      case 6, 7 -> List.of();
      default -> OnnxNode.UNREAD;
    };
  }

  private static void addReals(Message numbers, List<Float> reals) throws IOException {
    if (numbers.isSingle()) {
      reals.add(numbers.real());
    } else {
      for (Message packed = numbers.message(); packed.hasMore(); ) {
        reals.add(packed.nextReal());
        require(reals.size() <= MAX_LIST, "an attribute has too many numbers");
      }
    }
    require(reals.size() <= MAX_LIST, "an attribute has too many numbers");
  }

  /** Checks a tensor against its data. */
  private TensorView view(OnnxTensor tensor) throws IOException {
    ElementType type = tensor.type();
    long count = tensor.count();
    TensorData place;
    if (tensor.isExternal()) {
      place = external(tensor, count, type);
    } else if (count == 0) {
      place = new TensorData.Given(new float[0]);
    } else {
      Range range = tensor.range();
      if (tensor.isVarints()) {
        require(count <= range.length(), "a tensor has fewer numbers than its dimensions say");
        place = new TensorData.Varints(range);
      } else {
        requireBytes(tensor, range.length(), count, type);
        place = new TensorData.Plain(range.begin());
      }
    }
    return added(place, type, count, tensor.dimensions());
  }

  private static void requireBytes(OnnxTensor tensor, long bytes, long count, ElementType type)
      throws MalformedException {
    require(
        bytes == new Storage("", type, count).bytes(),
        "tensor %s of dimensions %s has %d bytes of data"
            .formatted(Text.quoted(tensor.name()), shown(tensor.dimensions()), bytes));
  }

  private static String shown(List<Long> dimensions) {
    return Text.shown(dimensions.toString());
  }

  private TensorData external(OnnxTensor tensor, long count, ElementType type) throws IOException {
    String location = tensor.external("location").orElse("");
    if (!files.containsKey(location)) {
      require(files.size() < MAX_FILES, "its weights lie in too many files");
      files.put(location, ExternalFile.find(folder, location));
    }
    Path file = files.get(location);
    long at = tensor.externalNumber("offset").orElse(0L);
    long bytes = new Storage("", type, count).bytes();
    requireBytes(tensor, tensor.externalNumber("length").orElse(bytes), count, type);
    if (bytes > Files.size(file) - at) {
      throw new MalformedException(
          "its weights lie in another file, %s, which is too short for tensor %s; copy or download it again"
              .formatted(Text.quoted(location), Text.quoted(tensor.name())));
    }
    return new TensorData.External(file, at);
  }

  private TensorView added(TensorData place, ElementType type, long count, List<Long> dimensions)
      throws MalformedException {
    String key = Integer.toString(root.size());
    require(root.size() < MAX_TENSORS, "it has too many tensors");
    Storage storage = new Storage(key, type, count);
    TensorView view = TensorView.whole(storage, dimensions);
    storages.put(key, storage);
    data.put(key, place);
    root.put("onnx." + key + ".weight", view);
    return view;
  }

  private static void require(boolean condition, String fault) throws MalformedException {
    if (!condition) {
      throw Damage.of(fault);
    }
  }

  /** Returns what the graph computes. */
  OnnxProgram program() {
    return program;
  }

  /** Returns the texts that describe the model. */
  Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  /** Returns all tensors by their numbers. */
  Map<String, Object> root() {
    return root;
  }

  Map<String, Storage> storages() {
    return storages;
  }

  TensorData data(Storage storage) {
    return data.get(storage.key());
  }

  /** Returns how long the files are that hold some of the data. */
  long externalBytes() throws IOException {
    long bytes = 0;
    for (Path file : Set.copyOf(files.values())) {
      bytes += Files.size(file);
    }
    return bytes;
  }
}
