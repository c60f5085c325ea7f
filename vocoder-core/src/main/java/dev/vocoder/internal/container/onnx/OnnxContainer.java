package dev.vocoder.internal.container.onnx;

import dev.vocoder.internal.container.Container;
import dev.vocoder.internal.container.Storage;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * An ONNX model: a protobuf file of a graph and its tensors (onnx/onnx, {@code onnx.proto}).
 *
 * <p>What a tensor is called there says how a program exported it, and what it does the graph
 * alone. So here their names are numbers: {@code onnx.0.weight}.
 */
public final class OnnxContainer implements Container {
  /** A tensor that every model has, by the layer's name that it has here. */
  public static final String FIRST = "onnx.0";

  private final FileChannel channel;
  private final OnnxReader model;

  private OnnxContainer(FileChannel channel, OnnxReader model) {
    this.channel = channel;
    this.model = model;
  }

  /**
   * Opens a file and reads all but its tensors' data.
   *
   * @param file the file
   * @param folder where files may lie that hold some of the data; empty if nowhere
   */
  public static OnnxContainer open(Path file, Optional<Path> folder) throws IOException {
    FileChannel channel = FileChannel.open(file);
    try {
      return new OnnxContainer(channel, OnnxReader.read(channel, folder));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Returns what the model computes. */
  public OnnxProgram program() {
    return model.program();
  }

  @Override
  public Map<String, String> metadata() {
    return model.metadata();
  }

  @Override
  public Object root() {
    return model.root();
  }

  @Override
  public Map<String, Storage> storages() {
    return model.storages();
  }

  @Override
  public long dataBytes() throws IOException {
    return channel.size() + model.externalBytes();
  }

  @Override
  public float[] decode(Storage storage) throws IOException {
    return model.data(storage).decode(channel, storage);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
