package dev.vocoder.checkpoint;

import dev.vocoder.internal.container.Container;
import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.container.Storage;
import dev.vocoder.internal.container.TensorView;
import dev.vocoder.internal.container.Text;
import dev.vocoder.internal.container.file.FileStart;
import dev.vocoder.internal.container.file.Folder;
import dev.vocoder.internal.container.safetensors.ShardIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The parts of a model that was saved in several files, as one. */
final class JoinedContainer implements Container {
  private final Map<String, Container> parts = new LinkedHashMap<>();
  private final Map<String, Object> tensors = new LinkedHashMap<>();
  private final Map<String, Storage> storages = new HashMap<>();

  /** A storage of a part. */
  private record Origin(Container part, Storage storage) {}

  private final Map<String, Origin> origins = new HashMap<>();

  private JoinedContainer() {}

  /**
   * Opens all parts.
   *
   * @param index the file of each tensor, as {@link ShardIndex#read} returns it
   * @param folder where the files lie
   */
  static JoinedContainer open(Map<String, String> index, Folder folder) throws IOException {
    JoinedContainer joined = new JoinedContainer();
    try {
      for (Map.Entry<String, String> each : index.entrySet()) {
        String part = each.getValue();
        if (!joined.parts.containsKey(part)) {
          joined.parts.put(part, openPart(part, folder));
        }
        joined.add(each.getKey(), part);
      }
      return joined;
    } catch (IOException | RuntimeException e) {
      joined.close();
      throw e;
    }
  }

  private static Container openPart(String name, Folder folder) throws IOException {
    Path file = folder.onDisk(name);
    if (!Files.isRegularFile(file)) {
      throw new MalformedException(
          "its part %s is not there; put all parts beside one another"
              .formatted(Text.quoted(name)));
    }
    FileStart start = FileStart.read(file);
    if (!start.isWeights()) {
      throw new MalformedException(
          "its part %s is no PyTorch or safetensors file".formatted(Text.quoted(name)));
    }
    return WeightsFile.open(file, start.require(), Optional.empty());
  }

  private void add(String name, String partName) throws MalformedException {
    Container part = parts.get(partName);
    if (!(part.root() instanceof Map<?, ?> root && root.get(name) instanceof TensorView view)) {
      throw new MalformedException(
          "its part %s lacks tensor %s; the parts are not of one model"
              .formatted(Text.quoted(partName), Text.quoted(name)));
    }
    Storage storage = view.storage();
    Storage own = new Storage(partName + "/" + storage.key(), storage.type(), storage.count());
    origins.put(own.key(), new Origin(part, storage));
    storages.put(own.key(), own);
    tensors.put(name, view.of(own));
  }

  /** Returns the number of files. */
  int size() {
    return parts.size();
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
    long bytes = 0;
    for (Container part : parts.values()) {
      bytes += part.dataBytes();
    }
    return bytes;
  }

  @Override
  public float[] decode(Storage storage) throws IOException {
    Origin origin = origins.get(storage.key());
    return origin.part.decode(origin.storage);
  }

  @Override
  public void close() throws IOException {
    for (Container part : parts.values()) {
      part.close();
    }
  }
}
