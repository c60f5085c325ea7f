package dev.vocoder.internal.container.safetensors;

import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.vocoder.internal.container.Container;
import dev.vocoder.internal.container.ElementType;
import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.container.Storage;
import dev.vocoder.internal.container.TensorReader;
import dev.vocoder.internal.container.TensorView;
import dev.vocoder.internal.container.Text;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A safetensors file: a 64-bit length, a JSON header of that length, and the tensors' data,
 * little-endian and in C order, which the header's offsets divide without gaps or overlaps
 * (huggingface/safetensors, README, "Format").
 */
public final class SafetensorsContainer implements Container {
  private static final String METADATA = "__metadata__";
  private static final int MAX_HEADER = 1 << 24; // the format allows more, which no model needs
  private static final int MAX_TENSORS = 50_000;
  private static final int MAX_METADATA = 10_000;
  private static final Pattern SIZE = Pattern.compile("\\d{1,18}");

  private final FileChannel channel;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, Object> tensors = new LinkedHashMap<>();
  private final Map<String, Storage> storages = new HashMap<>();
  private final Map<String, Long> places = new HashMap<>(); // relative to the end of the header
  private final Map<String, String> unreadable = new HashMap<>(); // types that nothing here decodes
  private final long dataAt;

  /** A name that is made fit to be shown when it is. */
  private record Shown(String name) {
    @Override
    public String toString() {
      return Text.quoted(name);
    }
  }

  /** Where a tensor's data lie. */
  private record Range(String name, long begin, long end) {}

  private SafetensorsContainer(FileChannel channel) throws IOException {
    this.channel = channel;
    long length = headerLength();
    this.dataAt = Long.BYTES + length;
    try {
      byte[] header =
          Channels.newInputStream(channel.position(Long.BYTES)).readNBytes((int) length);
      readHeader(header);
    } catch (MalformedJsonException
        | JsonParseException
        | IllegalStateException
        | NumberFormatException
        | CharacterCodingException
        | EOFException e) {
      throw new MalformedException(
          "its safetensors header is damaged (%s); copy or download it again"
              .formatted(Text.shown(String.valueOf(e.getMessage()))),
          e);
    }
  }

  /** Opens a file and reads its header. */
  public static SafetensorsContainer open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file);
    try {
      return new SafetensorsContainer(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private long headerLength() throws IOException {
    ByteBuffer start = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (start.hasRemaining()) {
      if (channel.read(start, start.position()) < 0) {
        throw new EOFException("header length");
      }
    }
    long length = start.getLong(0);
    if (length < 0 || length > MAX_HEADER || length > channel.size() - Long.BYTES) {
      throw new MalformedException(
          "its safetensors header claims %s bytes, more than the file has or the %d that are read"
              .formatted(Long.toUnsignedString(length), MAX_HEADER));
    }
    return length;
  }

  private void readHeader(byte[] header) throws IOException {
    List<Range> ranges = new ArrayList<>();
    try (JsonReader json =
        new JsonReader(
            new InputStreamReader(
                new ByteArrayInputStream(header), StandardCharsets.UTF_8.newDecoder()))) {
      json.setStrictness(Strictness.STRICT);
      json.beginObject();
      boolean described = false;
      while (json.hasNext()) {
        String name = json.nextName();
        if (name.equals(METADATA)) {
          require(!described, "it has two %s", METADATA);
          described = true;
          readMetadata(json);
        } else {
          ranges.add(readTensor(json, name));
          require(ranges.size() <= MAX_TENSORS, "it has more than %d tensors", MAX_TENSORS);
        }
      }
      json.endObject();
      require(json.peek() == JsonToken.END_DOCUMENT, "its safetensors header has no end");
    }
    requireDivided(ranges);
  }

  private void readMetadata(JsonReader json) throws IOException {
    json.beginObject();
    while (json.hasNext()) {
      String key = json.nextName();
      Shown shown = new Shown(key);
      require(json.peek() == JsonToken.STRING, "its metadata %s is no text", shown);
      String value = json.nextString();
      require(metadata.put(key, value) == null, "it has two metadata %s", shown);
      require(metadata.size() <= MAX_METADATA, "it has more than %d metadata", MAX_METADATA);
    }
    json.endObject();
  }

  private Range readTensor(JsonReader json, String name) throws IOException {
    Shown shown = new Shown(name);
    String type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    json.beginObject();
    while (json.hasNext()) {
      String key = json.nextName();
      switch (key) {
        case "dtype" -> {
          require(
              type == null && json.peek() == JsonToken.STRING, "the dtype of %s is none", shown);
          type = json.nextString();
        }
        case "shape" -> {
          require(shape == null, "tensor %s has two shapes", shown);
          shape = numbers(json, shown);
        }
        case "data_offsets" -> {
          require(offsets == null, "tensor %s has two data_offsets", shown);
          offsets = numbers(json, shown);
        }
        default -> json.skipValue();
      }
    }
    json.endObject();
    require(
        type != null && shape != null && offsets != null && offsets.size() == 2,
        "tensor %s lacks its dtype, shape or data_offsets",
        shown);
    Range range = new Range(name, offsets.get(0), offsets.get(1));
    require(
        range.begin <= range.end && range.end <= dataBytes(),
        "the data of tensor %s lie from %d to %d, outside the file's %d bytes of data",
        shown,
        range.begin,
        range.end,
        dataBytes());
    add(range, type, shape);
    return range;
  }

  private void add(Range range, String type, List<Long> shape) throws IOException {
    Shown shown = new Shown(range.name);
    ElementType element = elementType(type);
    long bytes = range.end - range.begin;
    Storage storage;
    if (element == null) {
      unreadable.put(range.name, type);
      storage = new Storage(range.name, ElementType.BYTE, bytes);
    } else {
      long claimed = saturatedProduct(shape, element.size());
      require(
          claimed == bytes,
          "tensor %s of shape %s and type %s has %d bytes of data instead of %d",
          shown,
          shape,
          type,
          bytes,
          claimed);
      storage = new Storage(range.name, element, bytes / element.size());
    }
    require(
        tensors.put(range.name, TensorView.whole(storage, shape)) == null,
        "it has two tensors %s",
        shown);
    storages.put(range.name, storage);
    places.put(range.name, range.begin);
  }

  private static ElementType elementType(String type) {
    return switch (type) {
      case "F64" -> ElementType.DOUBLE;
      case "F32" -> ElementType.FLOAT;
      case "F16" -> ElementType.HALF;
      case "BF16" -> ElementType.BFLOAT16;
      case "I64" -> ElementType.LONG;
      case "I32" -> ElementType.INT;
      case "I16" -> ElementType.SHORT;
      case "I8" -> ElementType.CHAR;
      case "U8" -> ElementType.BYTE;
      case "BOOL" -> ElementType.BOOL;
      default -> null;
    };
  }

  private static long saturatedProduct(List<Long> shape, int elementBytes) {
    if (shape.contains(0L)) {
      return 0;
    }
    long product = elementBytes;
    for (long axis : shape) {
      product = axis > Long.MAX_VALUE / product ? Long.MAX_VALUE : product * axis;
    }
    return product;
  }

  private static List<Long> numbers(JsonReader json, Shown shown) throws IOException {
    List<Long> numbers = new ArrayList<>();
    json.beginArray();
    while (json.hasNext()) {
      require(json.peek() == JsonToken.NUMBER, "a size of tensor %s is no number", shown);
      String digits = json.nextString();
      boolean isSize = SIZE.matcher(digits).matches();
      require(isSize, "a size of tensor %s is %s", shown, isSize ? "" : Text.shown(digits));
      numbers.add(Long.parseLong(digits));
      require(numbers.size() <= 64, "tensor %s has more than 64 sizes", shown);
    }
    json.endArray();
    return numbers;
  }

  /** The format has neither gaps nor overlaps, nor data behind the last tensor. */
  private void requireDivided(List<Range> ranges) throws IOException {
    ranges.sort(Comparator.comparingLong(Range::begin).thenComparingLong(Range::end));
    long at = 0;
    for (Range range : ranges) {
      require(
          range.begin == at,
          "the data of tensor %s begin at %d where the ones before end at %d; it is damaged",
          new Shown(range.name),
          range.begin,
          at);
      at = range.end;
    }
    require(
        at == dataBytes(),
        "it has %d bytes of data where its tensors end at %d; it is damaged",
        dataBytes(),
        at);
  }

  private static void require(boolean condition, String reason, Object... values)
      throws MalformedException {
    if (!condition) {
      throw new MalformedException(String.format(Locale.ROOT, reason, values));
    }
  }

  @Override
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(metadata);
  }

  @Override
  public Object root() {
    return tensors;
  }

  @Override
  public Map<String, Storage> storages() {
    return storages;
  }

  @Override
  public long dataBytes() throws IOException {
    return channel.size() - dataAt;
  }

  @Override
  public float[] decode(Storage storage) throws IOException {
    String type = unreadable.get(storage.key());
    require(
        type == null,
        "tensor %s is of type %s, which is not read here; save it as F32, F16 or BF16",
        Text.quoted(storage.key()),
        Text.quoted(String.valueOf(type)));
    InputStream in = Channels.newInputStream(channel.position(dataAt + places.get(storage.key())));
    return TensorReader.decode(in, storage.type(), (int) storage.count(), ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
