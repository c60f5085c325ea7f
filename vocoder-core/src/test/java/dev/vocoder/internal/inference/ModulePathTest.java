package dev.vocoder.internal.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.Vocoder;
import dev.vocoder.Waveform;
import dev.vocoder.testing.ChildProcess;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModulePathTest {
  @TempDir Path folder;

  /** An application; Griffin-Lim, as this is not about LibTorch. */
  static final class Application {
    public static void main(String[] arguments) {
      MelFormat format = MelFormat.HIFIGAN;
      Waveform wave = Waveform.of(new float[format.sampleRate()], format.sampleRate());
      try (Vocoder vocoder = Vocoder.builder().melFormat(format).load()) {
        int samples = vocoder.melToWave(MelExtractor.of(format).extract(wave)).length();
        System.out.printf("%s %d", Vocoder.class.getModule().getName(), samples);
      }
    }
  }

  @Test
  void theApiFindsItsImplementationFromTheClassPathAndTheModulePath() throws URISyntaxException {
    Path api = Path.of(Vocoder.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> asModule =
        List.of("--module-path", api.toString(), "--add-modules", "dev.vocoder");

    assertThat(run(List.of())).isEqualTo("null 22016");
    assertThat(run(asModule)).isEqualTo("dev.vocoder 22016");
  }

  private String run(List<String> options) {
    ChildProcess child = ChildProcess.run(folder, options, Map.of(), Application.class);
    assertThat(child.status()).as(child.err()).isZero();
    return child.out();
  }
}
