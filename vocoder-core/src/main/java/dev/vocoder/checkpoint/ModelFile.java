package dev.vocoder.checkpoint;

import dev.vocoder.CheckpointException;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.Container;
import dev.vocoder.internal.container.Reading;
import dev.vocoder.internal.container.SkippedObject;
import dev.vocoder.internal.container.TensorReader;
import dev.vocoder.internal.container.TensorView;
import dev.vocoder.internal.container.Text;
import dev.vocoder.internal.container.file.DirectoryFolder;
import dev.vocoder.internal.container.file.FileStart;
import dev.vocoder.internal.container.file.Folder;
import dev.vocoder.internal.container.file.ModelForm;
import dev.vocoder.internal.container.file.TarFolder;
import dev.vocoder.internal.container.onnx.OnnxContainer;
import dev.vocoder.internal.container.onnx.OnnxProgram;
import dev.vocoder.internal.container.safetensors.ShardIndex;
import dev.vocoder.internal.container.torch.PyTorchFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model's file, open: what it holds is known, and tensors are decoded when they are asked for.
 *
 * <p>It is a PyTorch file (zip archive or legacy stream), a safetensors file, an ONNX model, a tar
 * archive (plain or compressed with gzip) that holds one of these, or a directory that holds any of
 * them. Its first bytes decide which; names and extensions do not matter. Nothing in it is
 * executed, and no memory is taken on its word.
 *
 * <p>Of several files of weights in a directory or archive, the one with the best-known name is
 * taken: {@code model.safetensors}, {@code pytorch_model.bin}, {@code model_weights.ckpt}, {@code
 * generator.ckpt}, {@code bigvgan_generator.pt}, {@code best_netG.pt}, {@code netG.pt}, {@code
 * best_model.pth}, {@code model_file.pth} (these two also with {@code .tar}), {@code
 * best_model_N.pth}, {@code checkpoint-Nsteps.pkl}, {@code checkpoint_N.pth}, {@code g_N}, and of
 * numbered ones the one with the largest N. An archive in a directory is opened if there are no
 * weights beside it, an ONNX model if there is neither. Of a model in several parts, the index that
 * says where each tensor lies stands for all of them, and so does any of the parts. The directories
 * in a directory are left alone, but for {@code vocoder} in one of a Hugging Face pipeline, or in
 * one without a model of its own.
 *
 * <p>A tar archive's weights lie in a temporary file until this is closed. Not thread-safe.
 */
public final class ModelFile implements AutoCloseable {
  private static final String USE = "model file";
  private static final String PIPELINE = "model_index.json"; // of Hugging Face's diffusers
  private static final String PIPELINES_VOCODER = "vocoder";

  private final Path path;
  private final Folder folder;
  private final String weights; // their name in the folder
  private final String kind;
  private final Container container;

  private ModelFile(Path path, Folder folder, String weights, String kind, Container container) {
    this.path = path;
    this.folder = folder;
    this.weights = weights;
    this.kind = kind;
    this.container = container;
  }

  /**
   * Opens a file.
   *
   * @param path a model's file, or a directory that holds one
   * @throws CheckpointException if it cannot be read, is something else (then the message says what
   *     it seems to be), is damaged, asks for anything but plain values and tensors, or holds
   *     several models of which none has a known name
   */
  public static ModelFile open(Path path) {
    return Reading.of(
        path.toString(),
        USE,
        () -> {
          if (Files.isDirectory(path)) {
            return openDirectory(path);
          }
          Reading.requireRegular(path);
          Path parent = path.getParent() == null ? Path.of("") : path.getParent();
          return open(path, new DirectoryFolder(parent), String.valueOf(path.getFileName()));
        });
  }

  private static ModelFile openDirectory(Path path) throws IOException {
    DirectoryFolder directory = new DirectoryFolder(path);
    Map<String, FileStart> files = directory.files();
    Path vocoder = path.resolve(PIPELINES_VOCODER);
    boolean hasModel = files.values().stream().anyMatch(FileStart::isModel);
    if (Files.isDirectory(vocoder) && (!hasModel || files.containsKey(PIPELINE))) {
      directory = new DirectoryFolder(vocoder);
      files = directory.files();
    }
    return open(path, directory, WeightsChoice.orArchiveAmong(files));
  }

  private static ModelFile open(Path path, DirectoryFolder directory, String name)
      throws IOException {
    Path file = directory.onDisk(name);
    Optional<String> index =
        ShardIndex.isIndex(name)
            ? Optional.of(name)
            : ShardIndex.ofPart(name).filter(each -> Files.isRegularFile(directory.onDisk(each)));
    if (index.isPresent()) {
      return openParts(path, directory, index.get());
    }
    ModelForm form = FileStart.read(file).require();
    if (form != ModelForm.TAR && form != ModelForm.GZIP) {
      return openWeights(path, directory, name, "");
    }
    TarFolder archive = TarFolder.open(file, form == ModelForm.GZIP);
    try {
      String inside = WeightsChoice.among(archive.files());
      return Reading.of(
          archive.shown(inside),
          USE,
          () -> openWeights(path, archive, inside, form.description() + " with "));
    } catch (IOException | RuntimeException | Error e) {
      archive.close();
      throw e;
    }
  }

  private static ModelFile openParts(Path path, DirectoryFolder directory, String index)
      throws IOException {
    JoinedContainer parts =
        JoinedContainer.open(ShardIndex.read(directory.onDisk(index)), directory);
    return new ModelFile(
        path, directory, index, "a model in %d parts".formatted(parts.size()), parts);
  }

  private static ModelFile openWeights(Path path, Folder folder, String name, String around)
      throws IOException {
    Path file = folder.onDisk(name);
    ModelForm form = FileStart.read(file).require();
    return new ModelFile(
        path,
        folder,
        name,
        around + (around.isEmpty() ? "" : article(form)) + form.description(),
        WeightsFile.open(file, form, folder.path()));
  }

  private static String article(ModelForm form) {
    return switch (form) {
      case SAFETENSORS -> "";
      case ONNX -> "an ";
      default -> "a ";
    };
  }

  /** Returns the path that was opened, as it was given. */
  public Path path() {
    return path;
  }

  /**
   * Returns the name of the file that the weights are in, for messages: its path, or that of the
   * archive, an exclamation mark and its name there.
   */
  public String name() {
    return folder.shown(weights);
  }

  /** Returns what it is in words, such as "tar archive (gzip) with a PyTorch zip archive". */
  public String kind() {
    return kind;
  }

  /** Says whether what lies beside the weights is in the same file. */
  public boolean isArchive() {
    return folder instanceof TarFolder;
  }

  /**
   * Returns what it holds: a tree as {@link PyTorchFile#root()} describes it, but with {@link
   * TensorView}s in the place of tensors; of a safetensors file, a {@link java.util.LinkedHashMap}
   * of names and views in the order of its header, and of an ONNX model one whose names mean
   * nothing.
   */
  public Object root() {
    return container.root();
  }

  /**
   * Returns the texts under {@code __metadata__} of a safetensors file, and {@code metadata_props}
   * of an ONNX model; of others, none.
   */
  public Map<String, String> metadata() {
    return container.metadata();
  }

  /** Returns what an ONNX model computes; empty for a file of weights alone. */
  public Optional<OnnxProgram> program() {
    return container instanceof OnnxContainer onnx ? Optional.of(onnx.program()) : Optional.empty();
  }

  /**
   * Decodes tensors. Those of one call that share memory in the file may share arrays.
   *
   * @param views views of this file's {@link #root()}, by the names that the result has for them,
   *     in its order
   * @throws CheckpointException if one of them is not there in full, is damaged, or has a type that
   *     is not read, or together they are copies of one another without bound
   * @throws IllegalArgumentException if a view is of another file
   * @throws IllegalStateException if this is closed
   */
  public StateDict read(Map<String, TensorView> views) {
    return Reading.of(
        name(),
        USE,
        () -> {
          TensorReader reader = new TensorReader(container);
          reader.requireRoom(views.values());
          Map<String, Tensor> tensors = new LinkedHashMap<>();
          for (Map.Entry<String, TensorView> view : views.entrySet()) {
            tensors.put(view.getKey(), reader.read(view.getValue()));
          }
          return StateDict.of(tensors);
        });
  }

  /**
   * Returns the content of a file beside the weights: in their directory or, if they are in an
   * archive, in that, first in the weights' own folder and then in any other.
   *
   * @param name its name; nothing is found by one that leads into another directory
   * @throws CheckpointException if it cannot be read, or is longer than 1 MiB
   */
  public Optional<byte[]> beside(String name) {
    if (name.isEmpty() || name.equals("..") || name.matches("(?s).*[/\\\\\\x00].*")) {
      return Optional.empty();
    }
    return Reading.of(folder.shown(name), "part of a model", () -> folder.beside(weights, name));
  }

  /**
   * Returns the config beside the weights, JSON or YAML.
   *
   * @param names the names it may have, as {@link #beside} takes them, the best one first
   * @return the first of these that is there
   * @throws CheckpointException if it cannot be read, or is longer than 1 MiB
   * @throws dev.vocoder.ConfigException if it holds no settings
   */
  public Optional<ConfigFile> configBeside(List<String> names) {
    for (String name : names) {
      Optional<byte[]> content = beside(name);
      if (content.isPresent()) {
        return Optional.of(ConfigFile.parse(content.get(), folder.shown(name)));
      }
    }
    return Optional.empty();
  }

  /** Returns the names of the files beside the weights: those that {@link #beside} finds first. */
  List<String> namesBeside() {
    return Reading.of(name(), USE, () -> folder.namesBeside(weights));
  }

  /** Returns what should be known about how it was read, a sentence each. */
  public List<String> notes() {
    List<String> skipped = SkippedObject.in(root());
    return skipped.isEmpty()
        ? List.of()
        : List.of("Passed over in the file: objects of %s.".formatted(Text.listed(skipped)));
  }

  /** Closes the file and deletes what was unpacked; a second time does nothing. */
  @Override
  public void close() {
    Reading.of(
        name(),
        USE,
        () -> {
          try {
            container.close();
          } finally {
            folder.close();
          }
          return null;
        });
  }
}
