package dev.vocoder.internal.container.file;

import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.file.FileKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** The first bytes of a file, which tell what it is whatever its name says. */
public final class FileStart {
  /** The magic number of the legacy stream as it is pickled, one character a byte. */
  private static final String LEGACY_MAGIC = "\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.";

  /** A TensorFlow SavedModel: a protobuf of a version, then a message. */
  private static final String SAVED_MODEL = "\u0008\u0001\u0012";

  private static final int TAR_MAGIC_AT = 257;
  private static final int ZIP_NAME_LENGTH_AT = 26;
  private static final int ZIP_NAME_AT = 30;

  /** Comments, then a key. */
  private static final Pattern YAML = Pattern.compile("(---\\s|#.*\\R|\\s)*[\\w.-]++:(\\s|$)");

  private final String text; // one character a byte
  private final long fileLength;

  private FileStart(String text, long fileLength) {
    this.text = text;
    this.fileLength = fileLength;
  }

  /** Reads the start of a file. */
  public static FileStart read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, Files.size(file));
    }
  }

  /**
   * Reads the start of a stream.
   *
   * @param in the stream
   * @param length its bytes
   */
  public static FileStart read(InputStream in, long length) throws IOException {
    return new FileStart(
        new String(in.readNBytes(FileKind.LENGTH), StandardCharsets.ISO_8859_1), length);
  }

  /** Returns which form of model file begins like this, if any does. */
  Optional<ModelForm> form() {
    // First, as the length of the header may begin with any byte, a pickle's too.
    if (isSafetensors()) {
      return Optional.of(ModelForm.SAFETENSORS);
    }
    if (text.startsWith("PK\3\4") || text.startsWith("PK\5\6")) {
      return Optional.of(ModelForm.ZIP);
    }
    if (text.startsWith("\u0080")) {
      return Optional.of(ModelForm.LEGACY);
    }
    if (text.startsWith("ustar", TAR_MAGIC_AT)) {
      return Optional.of(ModelForm.TAR);
    }
    if (text.startsWith("\u001f\u008b")) {
      return Optional.of(ModelForm.GZIP);
    }
    return isOnnx() ? Optional.of(ModelForm.ONNX) : Optional.empty();
  }

  /**
   * Says whether a file among others may be the weights: what {@link #form} tells of a single file
   * is true of a NumPy archive and of any pickle, too.
   */
  public boolean isWeights() {
    return switch (form().orElse(ModelForm.TAR)) {
      case ZIP -> firstZipEntry().indexOf('/') > 0; // torch.save puts everything in a folder
      case LEGACY -> text.contains(LEGACY_MAGIC);
      case SAFETENSORS -> true;
      case TAR, GZIP, ONNX -> false;
    };
  }

  /**
   * Says whether a file among others may be an ONNX model. Weights beside it are what it was made
   * of.
   */
  public boolean isExport() {
    return form().equals(Optional.of(ModelForm.ONNX));
  }

  /** Says whether it begins like an archive, in which the weights may be. */
  public boolean isArchive() {
    ModelForm form = form().orElse(ModelForm.ZIP);
    return form == ModelForm.TAR || form == ModelForm.GZIP;
  }

  /** Says whether it may be a model, or hold one. */
  public boolean isModel() {
    return isWeights() || isArchive() || isExport();
  }

  private String firstZipEntry() {
    if (text.length() < ZIP_NAME_AT) {
      return "";
    }
    int length = text.charAt(ZIP_NAME_LENGTH_AT) | text.charAt(ZIP_NAME_LENGTH_AT + 1) << 8;
    return text.substring(ZIP_NAME_AT, Math.min(ZIP_NAME_AT + length, text.length()));
  }

  /**
   * Returns which of PyTorch's containers begins like this.
   *
   * @throws MalformedException if none does, saying what the file seems to be
   */
  public ModelForm requirePyTorch() throws MalformedException {
    ModelForm form = require();
    return switch (form) {
      case ZIP, LEGACY -> form;
      case SAFETENSORS ->
          throw new MalformedException(
              "it seems to be a safetensors file; give the PyTorch file of the same model");
      case ONNX ->
          throw new MalformedException(
              "it seems to be an ONNX model; give the PyTorch file it was exported from");
      case TAR ->
          throw new MalformedException(
              "it is a tar archive (PyTorch's format before 0.2, or a .nemo model);"
                  + " unpack it, or save it again in Python");
      case GZIP -> throw new MalformedException("it is compressed with gzip; unpack it first");
    };
  }

  /**
   * Returns which form of model file begins like this.
   *
   * @throws MalformedException if none does, saying what the file seems to be
   */
  public ModelForm require() throws MalformedException {
    Optional<ModelForm> form = form();
    if (form.isEmpty()) {
      throw new MalformedException(lookalike());
    }
    return form.get();
  }

  private String lookalike() {
    if (text.isEmpty()) {
      return "it is empty; copy or download it again";
    }
    Optional<String> known =
        foreignModel()
            .or(
                () ->
                    FileKind.of(text.getBytes(StandardCharsets.ISO_8859_1))
                        .flatMap(FileStart::asNoModel));
    if (known.isPresent()) {
      return known.get();
    }
    if (YAML.matcher(text).lookingAt()) {
      return "it seems to be YAML, perhaps the model's configuration; give the weights";
    }
    StringBuilder bytes = new StringBuilder();
    text.chars().limit(4).forEach(b -> bytes.append(String.format(" %02x", b)));
    return "it begins with the bytes%s, where torch.save writes 50 4b 03 04 or 80".formatted(bytes);
  }

  private Optional<String> foreignModel() {
    if (text.startsWith("TFL3", 4)) {
      return Optional.of("it is a TensorFlow Lite model; give the PyTorch file of the same model");
    }
    if (text.startsWith("GGUF")) {
      return Optional.of(
          "it is a GGUF file; give the PyTorch or safetensors file of the same model");
    }
    if (text.startsWith(SAVED_MODEL)) {
      return Optional.of(
          "it seems to be a TensorFlow SavedModel; give the PyTorch file of the same model");
    }
    return Optional.empty();
  }

  /** Returns what a file of another kind is and what to do; empty of a text, which may be YAML. */
  private static Optional<String> asNoModel(FileKind kind) {
    return switch (kind) {
      case TEXT -> Optional.empty();
      case GIT_LFS_POINTER ->
          Optional.of("it is a git-lfs pointer to the real file; fetch that with 'git lfs pull'");
      case WEB_PAGE ->
          Optional.of(
              "it is a web page, not the file itself; download it again with its direct link");
      case JSON ->
          Optional.of("it seems to be JSON, perhaps the model's configuration; give the weights");
      case HDF5 ->
          Optional.of("it seems to be an HDF5 file, such as Keras weights; convert it in Python");
      case BZIP2 -> Optional.of(compressedWith("bzip2"));
      case XZ -> Optional.of(compressedWith("xz"));
      case ZSTD -> Optional.of(compressedWith("zstd"));
      case SEVEN_ZIP -> Optional.of(compressedWith("7-Zip"));
      case FLAC, OGG, OPUS, VORBIS, OGG_FLAC, ID3 -> Optional.of(notAModel("a recording"));
      default -> Optional.of(notAModel(kind.description()));
    };
  }

  private static String compressedWith(String program) {
    return "it is compressed with %s; unpack it first".formatted(program);
  }

  private static String notAModel(String found) {
    return "it is %s, not a model; give the weights".formatted(found);
  }

  /** A 64-bit header length, then the header, JSON. */
  private boolean isSafetensors() {
    if (text.length() < 9 || text.charAt(8) != '{') {
      return false;
    }
    long header = 0;
    for (int i = 7; i >= 0; i--) {
      header = header << 8 | text.charAt(i);
    }
    return header > 0 && header <= fileLength - 8;
  }

  /** A protobuf of field 1, the IR version, then field 2, the producer, or others after it. */
  private boolean isOnnx() {
    return text.length() > 2
        && !text.startsWith(SAVED_MODEL)
        && text.charAt(0) == 0x08
        && text.charAt(1) < 0x20
        && "\u0012\u001a\"*:B".indexOf(text.charAt(2)) >= 0;
  }
}
