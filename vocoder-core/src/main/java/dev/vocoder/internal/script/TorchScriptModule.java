package dev.vocoder.internal.script;

import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.TensorFormat;
import dev.vocoder.internal.container.torch.Pickler;
import dev.vocoder.internal.container.torch.TorchArchive;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A TorchScript module's attributes and the archive they go to with the module's methods. */
final class TorchScriptModule {
  private static final String PACKAGE = "__torch__";

  /** That name within its package. */
  static final String NAME = "Generator";

  /** The name of the module's class. */
  static final String CLASS = PACKAGE + "." + NAME;

  private static final String FORMAT_VERSION = "10\n"; // the first whose gelu has a choice

  private record Attribute(Tensor tensor, TensorFormat type) {}

  private final List<Attribute> attributes = new ArrayList<>();

  /**
   * Adds an attribute.
   *
   * @param tensor its values; three axes (a, b, kernel) become (a, b, 1, kernel), b innermost
   * @param type the number format they are stored in
   * @return how the methods refer to it
   */
  String add(Tensor tensor, TensorFormat type) {
    attributes.add(new Attribute(tensor, type));
    return "self." + name(attributes.size() - 1);
  }

  private static String name(int index) {
    return "w" + index;
  }

  /**
   * Writes the archive.
   *
   * @param out where it goes; left open
   * @param methods the source of the methods
   */
  void writeTo(OutputStream out, String methods) throws IOException {
    TorchArchive archive = new TorchArchive(out);
    archive.add(
        "code/" + PACKAGE + ".py", (declarations() + methods).getBytes(StandardCharsets.UTF_8));
    archive.add("data.pkl", state());
    archive.add("constants.pkl", new Pickler().emptyTuple().finish());
    for (int i = 0; i < attributes.size(); i++) {
      archive.add("data/" + i, storage(attributes.get(i)));
    }
    archive.add("version", FORMAT_VERSION.getBytes(StandardCharsets.UTF_8));
    archive.finish();
  }

  private String declarations() {
    StringBuilder buffers = new StringBuilder();
    StringBuilder declarations = new StringBuilder();
    for (int i = 0; i < attributes.size(); i++) {
      buffers.append('"').append(name(i)).append("\", ");
      declarations.append("  ").append(name(i)).append(" : Tensor\n");
    }
    return "class %s(Module):\n  __parameters__ = []\n  __buffers__ = [%s]\n%s"
        .formatted(NAME, buffers, declarations);
  }

  /** The module's pickle: an object of the program's class whose state is its attributes. */
  private byte[] state() {
    Pickler pickler = new Pickler();
    pickler.global(PACKAGE, NAME).emptyTuple().newObject().emptyDict().mark();
    for (int i = 0; i < attributes.size(); i++) {
      Attribute attribute = attributes.get(i);
      int[] shape = attribute.tensor().shape();
      boolean kernel = shape.length == 3;
      pickler
          .string(name(i))
          .tensor(
              attribute.type().storage(),
              i,
              attribute.tensor().values().length,
              kernel ? new int[] {shape[0], shape[1], 1, shape[2]} : shape,
              kernel
                  ? new int[] {shape[1] * shape[2], 1, shape[1] * shape[2], shape[1]}
                  : new int[] {1});
    }
    return pickler.setItems().build().finish();
  }

  private static byte[] storage(Attribute attribute) {
    float[] values = attribute.tensor().values();
    int[] shape = attribute.tensor().shape();
    int kernel = shape.length == 3 ? shape[2] : 1;
    int inner = shape.length == 3 ? shape[1] : 1;
    float[] ordered = new float[values.length];
    int next = 0;
    for (int outer = 0; outer < values.length; outer += inner * kernel) {
      for (int tap = 0; tap < kernel; tap++) {
        for (int channel = 0; channel < inner; channel++) {
          ordered[next++] = values[outer + channel * kernel + tap];
        }
      }
    }
    return attribute.type().encode(ordered);
  }
}
