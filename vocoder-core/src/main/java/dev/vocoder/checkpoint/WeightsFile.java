package dev.vocoder.checkpoint;

import dev.vocoder.internal.container.Container;
import dev.vocoder.internal.container.file.ModelForm;
import dev.vocoder.internal.container.onnx.OnnxContainer;
import dev.vocoder.internal.container.safetensors.SafetensorsContainer;
import dev.vocoder.internal.container.torch.PyTorchFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Opens a file of weights in the form that it has. */
final class WeightsFile {
  private WeightsFile() {}

  /**
   * Reads what describes the weights.
   *
   * @param file the file
   * @param form what it is: weights, not an archive of files
   * @param folder where a part of it may lie in files that it names; empty if nowhere
   */
  static Container open(Path file, ModelForm form, Optional<Path> folder) throws IOException {
    return switch (form) {
      case ZIP, LEGACY -> PyTorchFile.open(file, form);
      case SAFETENSORS -> SafetensorsContainer.open(file);
      case ONNX -> OnnxContainer.open(file, folder);
      case TAR, GZIP -> throw new IllegalStateException(form + " holds files, not weights");
    };
  }
}
