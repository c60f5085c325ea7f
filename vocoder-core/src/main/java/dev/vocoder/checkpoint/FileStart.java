package dev.vocoder.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The first bytes of a file, which tell what it is whatever its name says. */
final class FileStart {
  private static final int LENGTH = 512;
  private static final int TAR_MAGIC_AT = 257;

  private final String text; // one character a byte
  private final long fileLength;

  private FileStart(String text, long fileLength) {
    this.text = text;
    this.fileLength = fileLength;
  }

  /** Reads the start of a file. */
  static FileStart read(FileChannel channel) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(LENGTH);
    while (start.hasRemaining() && channel.read(start, start.position()) >= 0) {
      // A read may return less than was asked for.
    }
    String text = new String(start.array(), 0, start.position(), StandardCharsets.ISO_8859_1);
    return new FileStart(text, channel.size());
  }

  /**
   * Returns which of PyTorch's containers begins like this.
   *
   * @throws MalformedException if none does, saying what the file seems to be
   */
  PyTorchFile.Kind requirePyTorch() throws MalformedException {
    if (text.startsWith("PK\3\4") || text.startsWith("PK\5\6")) {
      return PyTorchFile.Kind.ZIP;
    }
    if (text.startsWith("\u0080")) {
      return PyTorchFile.Kind.LEGACY;
    }
    throw new MalformedException(lookalike());
  }

  private String lookalike() {
    String word = text.stripLeading().toLowerCase(Locale.ROOT);
    if (text.isEmpty()) {
      return "it is empty; copy or download it again";
    }
    if (text.startsWith("version https://git-lfs")) {
      return "it is a git-lfs pointer to the real file; fetch that with 'git lfs pull'";
    }
    if (word.startsWith("<!doctype") || word.startsWith("<html") || word.startsWith("<?xml")) {
      return "it is a web page, not the file itself; download it again with its direct link";
    }
    if (isSafetensors()) {
      return "it seems to be a safetensors file; give the PyTorch file of the same model";
    }
    if (word.startsWith("{")) {
      return "it seems to be JSON, perhaps the model's configuration; give the weights";
    }
    if (text.startsWith("ustar", TAR_MAGIC_AT)) {
      return "it is a tar archive (PyTorch's format before 0.2, or a .nemo model);"
          + " unpack it, or save it again in Python";
    }
    if (text.startsWith("\u001f\u008b")) {
      return "it is compressed with gzip; unpack it first";
    }
    if (text.startsWith("\u0089HDF")) {
      return "it seems to be an HDF5 file, such as Keras weights; convert it in Python";
    }
    if (text.startsWith("\u0093NUMPY")) {
      return "it is a NumPy array, not a model; give the weights";
    }
    if (text.startsWith("RIFF")) {
      return "it is a RIFF file, such as a WAV recording, not a model; give the weights";
    }
    if (isOnnx()) {
      return "it seems to be an ONNX model; give the PyTorch file it was exported from";
    }
    StringBuilder bytes = new StringBuilder();
    text.chars().limit(4).forEach(b -> bytes.append(String.format(" %02x", b)));
    return "it begins with the bytes%s, where torch.save writes 50 4b 03 04 or 80".formatted(bytes);
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
        && text.charAt(0) == 0x08
        && text.charAt(1) < 0x20
        && "\u0012\u001a\"*:B".indexOf(text.charAt(2)) >= 0;
  }
}
