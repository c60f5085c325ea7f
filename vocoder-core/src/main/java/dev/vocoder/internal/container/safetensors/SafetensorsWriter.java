package dev.vocoder.internal.container.safetensors;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.AtomicFile;
import dev.vocoder.internal.container.TensorFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Writes safetensors files, which Python's {@code safetensors} loads. */
public final class SafetensorsWriter {
  private static final String METADATA = "__metadata__";
  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  /**
   * Writes a file of float32 numbers, whole or not at all.
   *
   * @param file the file, replaced if it is there
   * @param weights its tensors, written in the order of their names
   * @param metadata texts that describe them; {@code format} is {@code pt} if it does not say
   * @throws dev.vocoder.FileException if it cannot be written
   */
  public static void write(Path file, Map<String, Tensor> weights, Map<String, String> metadata) {
    write(file, weights, metadata, TensorFormat.FLOAT32);
  }

  /**
   * Writes a file, whole or not at all.
   *
   * @param file the file, replaced if it is there
   * @param weights its tensors, written in the order of their names
   * @param metadata texts that describe them; {@code format} is {@code pt} if it does not say
   * @param format what the numbers of tensors are rounded to
   * @throws dev.vocoder.FileException if it cannot be written
   */
  public static void write(
      Path file, Map<String, Tensor> weights, Map<String, String> metadata, TensorFormat format) {
    SortedSet<String> names = new TreeSet<>(weights.keySet());
    byte[] header = header(weights, names, metadata, format);
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    length.putLong(header.length);
    AtomicFile.write(
        file,
        out -> {
          out.write(length.array());
          out.write(header);
          for (String name : names) {
            out.write(format.encode(weights.get(name).values()));
          }
        });
  }

  private static byte[] header(
      Map<String, Tensor> weights,
      SortedSet<String> names,
      Map<String, String> metadata,
      TensorFormat format) {
    if (names.contains(METADATA)) {
      throw new IllegalArgumentException("a tensor cannot be called " + METADATA);
    }
    JsonObject header = new JsonObject();
    JsonObject description = new JsonObject();
    description.addProperty("format", "pt");
    metadata.forEach(description::addProperty);
    header.add(METADATA, description);
    long at = 0;
    for (String name : names) {
      Tensor tensor = weights.get(name);
      JsonArray shape = new JsonArray();
      for (int axis : tensor.shape()) {
        shape.add(axis);
      }
      JsonArray offsets = new JsonArray();
      offsets.add(at);
      at += (long) tensor.values().length * format.bytes();
      offsets.add(at);
      JsonObject entry = new JsonObject();
      entry.addProperty("dtype", dtype(format));
      entry.add("shape", shape);
      entry.add("data_offsets", offsets);
      header.add(name, entry);
    }
    String json = header.toString();
    int unpadded = json.getBytes(StandardCharsets.UTF_8).length;
    String padding = " ".repeat((ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT);
    return (json + padding).getBytes(StandardCharsets.UTF_8);
  }

  private static String dtype(TensorFormat format) {
    return switch (format) {
      case FLOAT32 -> "F32";
      case FLOAT16 -> "F16";
      case BFLOAT16 -> "BF16";
    };
  }
}
