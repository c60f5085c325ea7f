package dev.vocoder.internal.container.file;

/** What a model's file is, as its first bytes tell. */
public enum ModelForm {
  /** A zip archive of a pickle and one entry for each storage, since PyTorch 1.6. */
  ZIP("PyTorch zip archive"),
  /** Five pickles followed by the storages, before PyTorch 1.6. */
  LEGACY("PyTorch legacy stream"),
  /** A JSON header followed by the tensors. */
  SAFETENSORS("safetensors"),
  /** A protobuf message of a graph and its tensors. */
  ONNX("ONNX model"),
  /** A tar archive, which may hold a model's file. */
  TAR("tar archive"),
  /** Something compressed, which may be such an archive. */
  GZIP("tar archive (gzip)");

  private final String description;

  ModelForm(String description) {
    this.description = description;
  }

  /** Returns the form in words. */
  public String description() {
    return description;
  }
}
