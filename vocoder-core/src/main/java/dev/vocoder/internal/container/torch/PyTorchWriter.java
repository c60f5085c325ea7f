package dev.vocoder.internal.container.torch;

import dev.vocoder.container.Tensor;
import dev.vocoder.internal.AtomicFile;
import dev.vocoder.internal.container.DeferredTensor;
import dev.vocoder.internal.container.TensorFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes files that {@code torch.load} reads: dicts, lists, numbers, strings and tensors. */
public final class PyTorchWriter {
  private static final String FORMAT_VERSION = "3\n";

  private final TensorFormat format;
  private final Pickler pickler = new Pickler();
  private final List<DeferredTensor> tensors = new ArrayList<>();

  private PyTorchWriter(TensorFormat format) {
    this.format = format;
  }

  /**
   * Writes a file, whole or not at all.
   *
   * @param file the file, replaced if it is there
   * @param root a map, list, string, number, boolean, tensor (at hand or deferred) or null; maps
   *     have strings or whole numbers as keys and keep their order
   * @throws dev.vocoder.FileException if it cannot be written
   */
  public static void write(Path file, Object root) {
    write(file, root, TensorFormat.FLOAT32);
  }

  /**
   * Writes a file, whole or not at all.
   *
   * @param file the file, replaced if it is there
   * @param root what {@link #write(Path, Object)} takes
   * @param format what the numbers of tensors are rounded to
   * @throws dev.vocoder.FileException if it cannot be written
   */
  public static void write(Path file, Object root, TensorFormat format) {
    AtomicFile.write(file, out -> new PyTorchWriter(format).writeTo(out, root));
  }

  private void writeTo(OutputStream out, Object root) throws IOException {
    push(root);
    TorchArchive archive = new TorchArchive(out);
    archive.add("data.pkl", pickler.finish());
    archive.add("byteorder", "little".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < tensors.size(); i++) {
      archive.add("data/" + i, format.encode(tensors.get(i).values().get()));
    }
    archive.add("version", FORMAT_VERSION.getBytes(StandardCharsets.US_ASCII));
    archive.finish();
  }

  private void push(Object value) {
    if (value == null) {
      pickler.none();
    } else if (value instanceof Map<?, ?> map) {
      pickler.emptyDict().mark();
      map.forEach(
          (key, item) -> {
            push(key);
            push(item);
          });
      pickler.setItems();
    } else if (value instanceof List<?> list) {
      pickler.emptyList().mark();
      list.forEach(this::push);
      pickler.appends();
    } else if (value instanceof String text) {
      pickler.string(text);
    } else if (value instanceof Boolean truth) {
      pickler.bool(truth);
    } else if (value instanceof Integer number) {
      pickler.integer(number);
    } else if (value instanceof Long number) {
      pickler.integer(number);
    } else if (value instanceof Double number) {
      pickler.number(number);
    } else if (value instanceof Tensor tensor) {
      push(new DeferredTensor(tensor.shape(), tensor::values));
    } else if (value instanceof DeferredTensor tensor) {
      push(tensor);
    } else {
      throw new IllegalArgumentException("cannot be written: " + value.getClass());
    }
  }

  private void push(DeferredTensor tensor) {
    int[] shape = tensor.shape();
    int[] strides = new int[shape.length];
    int count = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      strides[axis] = count;
      count *= shape[axis];
    }
    pickler.tensor(format.storage(), tensors.size(), count, shape, strides);
    tensors.add(tensor);
  }
}
