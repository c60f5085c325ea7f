package dev.vocoder.internal.inference;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.FileException;
import dev.vocoder.MelException;
import dev.vocoder.MelFinding;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Vocoder;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.torch.PyTorchWriter;
import dev.vocoder.testing.RandomModels;
import dev.vocoder.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mels that {@code torch.save} wrote, and those reported by users. */
class AcousticModelMelTest {
  private static final MelFormat TWO_BANDS = MelFormat.HIFIGAN.toBuilder().bands(2).build();
  private static final float[] BAND_MAJOR = {-1, -2, -3, -4, -5.5f, -6};

  @TempDir Path folder;

  private MelSpectrogram saved(Object root) {
    Path file = folder.resolve("mel.pt");
    PyTorchWriter.write(file, root);
    return MelSpectrogram.read(file, TWO_BANDS);
  }

  private static Tensor mel(int... shape) {
    return new Tensor(shape, BAND_MAJOR);
  }

  @Test
  void aTensorIsReadLikeAnArray() {
    assertThat(saved(mel(2, 3)).values()).containsExactly(BAND_MAJOR);
    assertThat(saved(mel(1, 2, 3)).values()).containsExactly(BAND_MAJOR);
    assertThat(saved(mel(1, 3, 2)).values()).containsExactly(-1, -3, -5.5f, -2, -4, -6);
    assertThat(saved(List.of(mel(2, 3))).values()).containsExactly(BAND_MAJOR);
    assertThat(saved(mel(2, 3)).diagnose(TWO_BANDS)).isEmpty();
  }

  @Test
  void ofADictTheMelIsTaken() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("mel_outputs", new Tensor(new int[] {1, 2, 3}, new float[6]));
    root.put("mel_outputs_postnet", mel(1, 2, 3));
    root.put("alignments", new Tensor(new int[] {1, 3, 4}, new float[12]));
    root.put("text", "hello");
    MelSpectrogram mel = saved(root);
    assertThat(mel.values()).containsExactly(BAND_MAJOR);
    assertThat(mel.diagnose(TWO_BANDS))
        .extracting(MelFinding::message)
        .containsExactly(
            "of its arrays (mel_outputs [1, 2, 3], mel_outputs_postnet [1, 2, 3], alignments [1, 3,"
                + " 4]), mel_outputs_postnet is taken for the mel.");
    assertThatThrownBy(() -> saved(Map.of("a", mel(2, 3), "b", mel(2, 3))))
        .isInstanceOf(MelException.class)
        .hasMessageContaining("mel.pt holds several arrays that may be the mel");
  }

  @Test
  void whatHoldsNoMelIsNamed() throws IOException {
    assertThatThrownBy(() -> saved(Map.of("a", "text")))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("mel.pt holds no mel that can be read")
        .hasMessageContaining("numpy.save");
    Path pickle = Files.write(folder.resolve("a.pkl"), new byte[] {(byte) 0x80, 4, 'N', '.'});
    assertThatThrownBy(() -> MelSpectrogram.read(pickle, TWO_BANDS))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("a.pkl holds no mel that can be read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"f-f2/f-f2.npy", "j-1-1-80-T/j-1-1-80-T.npy", "u-torch-as/u-torch-as.npy"})
  void reportedMelsGiveTheMelThatTheyAre(String name) {
    MelSpectrogram expected =
        MelSpectrogram.read(SharedData.path("cases/mel.npy"), MelFormat.HIFIGAN);
    MelSpectrogram mel =
        MelSpectrogram.read(SharedData.path("cases/mel-" + name), MelFormat.HIFIGAN);
    assertClose(mel.values(), expected.values(), name.startsWith("f-") ? 4e-3 : 0);
    assertThat(mel.diagnose(MelFormat.HIFIGAN)).isEmpty();
  }

  @Test
  void melsOfTacotron2AreVocodedByHifiGan() {
    MelSpectrogram own = RandomModels.mel(5, MelFormat.HIFIGAN);
    MelSpectrogram tacotron = MelSpectrogram.of(own.values(), own.frames(), MelFormat.TACOTRON2);
    try (Vocoder vocoder = Vocoder.loadDefault()) {
      assertClose(vocoder.melToWave(tacotron).samples(), vocoder.melToWave(own).samples(), 0);
    }
  }
}
