package dev.vocoder.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** What a model's file is, as its first bytes tell. */
enum ModelForm {
  /** A zip archive of a pickle and one entry for each storage, since PyTorch 1.6. */
  ZIP("PyTorch zip archive"),
  /** Five pickles followed by the storages, before PyTorch 1.6. */
  LEGACY("PyTorch legacy stream"),
  /** A JSON header followed by the tensors. */
  SAFETENSORS("safetensors"),
  /** A tar archive, which may hold a model's file. */
  TAR("tar archive"),
  /** Something compressed, which may be such an archive. */
  GZIP("tar archive (gzip)");

  private final String description;

  ModelForm(String description) {
    this.description = description;
  }

  /** Returns the form in words. */
  String description() {
    return description;
  }

  /** Opens a file of weights, which this form must be, and reads what describes them. */
  Container openWeights(Path file) throws IOException {
    return switch (this) {
      case ZIP -> ZipContainer.open(file);
      case LEGACY -> LegacyStream.open(file);
      case SAFETENSORS -> SafetensorsContainer.open(file);
      case TAR, GZIP -> throw new IllegalStateException(this + " holds files, not weights");
    };
  }
}
