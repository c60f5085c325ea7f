package dev.vocoder.checkpoint;

import dev.vocoder.internal.container.Container;
import dev.vocoder.internal.container.file.ModelForm;
import dev.vocoder.internal.container.safetensors.SafetensorsContainer;
import dev.vocoder.internal.container.torch.PyTorchFile;
import java.io.IOException;
import java.nio.file.Path;

/** Opens a file of weights in the form that it has. */
final class WeightsFile {
  private WeightsFile() {}

  /**
   * Reads what describes the weights.
   *
   * @param file the file
   * @param form what it is: weights, not an archive of files
   */
  static Container open(Path file, ModelForm form) throws IOException {
    return switch (form) {
      case ZIP, LEGACY -> PyTorchFile.open(file, form);
      case SAFETENSORS -> SafetensorsContainer.open(file);
      case TAR, GZIP -> throw new IllegalStateException(form + " holds files, not weights");
    };
  }
}
