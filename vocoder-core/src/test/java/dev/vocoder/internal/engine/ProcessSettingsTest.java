package dev.vocoder.internal.engine;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import dev.vocoder.Device;
import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.Waveform;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.inference.NeuralVocoder;
import dev.vocoder.testing.ChildProcess;
import dev.vocoder.testing.RandomModels;
import dev.vocoder.testing.ThreadFlags;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jtransforms.utils.CommonUtils;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessSettingsTest {
  @TempDir Path folder;

  @Test
  void theGraphOptimizersFlagIsReadFromLibTorch() throws Exception {
    Assumptions.assumeFalse(Platform.isWindows(), "its C++ names are others");
    TorchEngine.start();
    assertThat(ThreadFlags.onANewThread(ProcessSettings::graphOptimizer)).isTrue();
    JniUtils.setGraphExecutorOptimize(false);
    assertThat(ProcessSettings.graphOptimizer()).isFalse();
    JniUtils.setGraphExecutorOptimize(true);
    assertThat(ProcessSettings.graphOptimizer()).isTrue();
    assertThat(ProcessSettings.withoutGraphOptimizer(ProcessSettings::graphOptimizer)).isFalse();
  }

  @Test
  void aVocodersCallLeavesTheThreadsFlagsAsTheyWere() throws Exception {
    try (Vocoder vocoder = Vocoder.loadDefault()) {
      MelSpectrogram mel = RandomModels.mel(9, vocoder.melFormat());
      for (ThreadFlags before : ThreadFlags.SEVERAL) {
        assertThat(before.after(() -> vocoder.melToWave(mel))).isEqualTo(before);
      }
    }
  }

  @Test
  void theWaveIsTheSameWhateverFlagsTheThreadHas() throws Exception {
    GeneratorCheckpoint model = RandomModels.generator(RandomModels.SMALL);
    MelSpectrogram mel = RandomModels.mel(300, model.melFormat());
    try (Vocoder compiled = NeuralVocoder.compiled(model, Device.cpu(), Precision.FLOAT32);
        Vocoder blocks = NeuralVocoder.ofBlocks(model, Device.cpu())) {
      for (Vocoder vocoder : List.of(compiled, blocks)) {
        float[] expected = vocoder.melToWave(mel).samples();
        for (ThreadFlags flags : ThreadFlags.SEVERAL) {
          flags.after(() -> assertClose(vocoder.melToWave(mel).samples(), expected, 0));
        }
      }
    }
  }

  @Test
  void loadingAVocoderLeavesTheThreadsFlagsAsTheyWere() throws Exception {
    TorchEngine.start();
    for (ThreadFlags before : ThreadFlags.SEVERAL) {
      assertThat(before.after(() -> Vocoder.loadDefault().close())).isEqualTo(before);
    }
  }

  @Test
  void functionsOfOurOwnLeaveTheThreadsFlagsAsTheyWere() throws Exception {
    try (NDManager manager = TorchEngine.start().newManager(Device.cpu())) {
      NDArray array = manager.ones(new Shape(3));
      for (ThreadFlags before : ThreadFlags.SEVERAL) {
        assertThat(before.after(() -> TorchFunctions.atLeast(array, 2).close())).isEqualTo(before);
        assertThat(before.after(() -> TorchFunctions.zero(List.of(array)))).isEqualTo(before);
      }
    }
  }

  @Test
  void flagsArePutBackWhereACallFails() {
    TorchEngine.start();
    ThreadFlags before = ThreadFlags.now();
    List<String> failures = new ArrayList<>();
    Runnable failing =
        () ->
            ProcessSettings.withoutGraphOptimizer(
                () ->
                    ProcessSettings.withGradients(
                        !before.gradients(),
                        () ->
                            ProcessSettings.withThreads(
                                before.threads() + 1,
                                () -> {
                                  throw new IllegalStateException(ThreadFlags.now().toString());
                                })));
    try {
      failing.run();
    } catch (IllegalStateException e) {
      failures.add(e.getMessage());
    }
    assertThat(failures)
        .containsExactly(
            new ThreadFlags(false, !before.gradients(), before.threads() + 1).toString());
    assertThat(ThreadFlags.now()).isEqualTo(before);
  }

  /** The C library's environment; Java's is a copy. */
  interface CLibrary extends Library {
    String getenv(String name);
  }

  /** Vocodes, and prints what others in the process would find while LibTorch starts and after. */
  static final class Child {
    public static void main(String[] arguments) {
      ProcessSettings.whileStarting(
          () -> {
            tell("during");
            return null;
          });
      MelExtractor.of(MelFormat.HIFIGAN).extract(Waveform.of(new float[4096], 22_050));
      tell("after");
    }

    private static void tell(String when) {
      System.out.printf(
          "%s: offline %s, slf4j %s, spin %s, huge pages %s, transforms %d%n",
          when,
          System.getProperty("ai.djl.offline"),
          System.getProperty("slf4j.internal.verbosity"),
          Native.load("c", CLibrary.class).getenv("GOMP_SPINCOUNT"),
          Native.load("c", CLibrary.class).getenv("THP_MEM_ALLOC_ENABLE"),
          CommonUtils.getThreadsBeginN_1D_FFT_2Threads());
    }
  }

  private List<String> child(List<String> options, Map<String, String> environment) {
    Assumptions.assumeTrue(Platform.isLinux(), "asks Linux's C library");
    ChildProcess child = ChildProcess.run(folder, options, environment, Child.class);
    assertThat(child.err()).isEmpty();
    assertThat(child.status()).isZero();
    return child.out().lines().toList();
  }

  @Test
  void whatTheProcessSharesIsPutBackWhenLibTorchHasStarted() {
    List<String> lines = child(List.of(), Map.of());
    assertThat(lines.get(0))
        .matches("during: offline true, slf4j null, spin \\d+, huge pages 1, transforms 8192");
    assertThat(lines.get(1))
        .isEqualTo(
            "after: offline null, slf4j null, spin null, huge pages null, transforms 2147483647");
    // A turn is a pause of the processor, and taken to last from 5 to 100 ns.
    assertThat(Integer.parseInt(lines.get(0).replaceAll(".*spin (\\d+),.*", "$1")))
        .isBetween(2_000, 40_000);
  }

  @Test
  void everyEffectCanBeDeclined() {
    assertThat(
            child(
                List.of(
                    "-Ddev.vocoder.offline=false",
                    "-Ddev.vocoder.quietLogging=false",
                    "-Ddev.vocoder.shortWaits=false",
                    "-Ddev.vocoder.hugePages=false",
                    "-Ddev.vocoder.plainTransforms=false"),
                Map.of()))
        .containsExactly(
            "during: offline null, slf4j null, spin null, huge pages null, transforms 8192",
            "after: offline null, slf4j null, spin null, huge pages null, transforms 8192");
  }

  @Test
  void whatTheApplicationSaysItselfStays() {
    assertThat(
            child(
                List.of("-Dai.djl.offline=false", "-Dslf4j.internal.verbosity=WARN"),
                Map.of("GOMP_SPINCOUNT", "7", "THP_MEM_ALLOC_ENABLE", "0")))
        .containsExactly(
            "during: offline false, slf4j WARN, spin 7, huge pages 0, transforms 8192",
            "after: offline false, slf4j WARN, spin 7, huge pages 0, transforms 2147483647");
    assertThat(child(List.of(), Map.of("DJL_OFFLINE", "false", "OMP_WAIT_POLICY", "ACTIVE")))
        .contains("during: offline null, slf4j null, spin null, huge pages 1, transforms 8192");
  }

  /** Prints whether the C library keeps memory. */
  static final class Memory {
    public static void main(String[] arguments) {
      System.out.println(ProcessSettings.keepMemory());
    }
  }

  private boolean keepsMemory(List<String> options, Map<String, String> environment) {
    ChildProcess child = ChildProcess.run(folder, options, environment, Memory.class);
    assertThat(child.err()).isEmpty();
    return Boolean.parseBoolean(child.out().strip());
  }

  @Test
  void theCLibraryTakesWhatItIsToKeepUnlessThatIsDeclined() {
    Assumptions.assumeTrue(
        Platform.isLinux() && NativeLibrary.getInstance("c").getFunction("mallopt") != null);
    assertThat(keepsMemory(List.of(), Map.of())).isTrue();
    assertThat(keepsMemory(List.of("-Ddev.vocoder.keptMemory=false"), Map.of())).isFalse();
    assertThat(keepsMemory(List.of(), Map.of("MALLOC_TRIM_THRESHOLD_", "131072"))).isFalse();
  }

  @Test
  void declinedSeedsLeaveRandomNumbersAlone() {
    TorchEngine engine = TorchEngine.start();
    try (NDManager manager = engine.newManager(Device.cpu())) {
      engine.setSeed(5);
      float first = manager.randomNormal(new Shape(1)).getFloat();
      engine.setSeed(5);
      assertThat(manager.randomNormal(new Shape(1)).getFloat()).isEqualTo(first);
      System.setProperty("dev.vocoder.seed", "false");
      try {
        engine.setSeed(5);
        assertThat(manager.randomNormal(new Shape(1)).getFloat()).isNotEqualTo(first);
      } finally {
        System.clearProperty("dev.vocoder.seed");
      }
    }
  }

  /** Extracts a mel, as an application without LibTorch does. */
  static final class MelsOnly {
    public static void main(String[] arguments) {
      Waveform wave = Waveform.of(new float[4096], 22_050);
      System.out.println(MelExtractor.of(MelFormat.HIFIGAN).extract(wave).frames());
    }
  }

  @Test
  void extractingMelsLoadsNothingOfLibTorch() {
    ChildProcess child =
        ChildProcess.run(folder, List.of("-Xlog:class+load"), Map.of(), MelsOnly.class);
    assertThat(child.status()).isZero();
    List<String> loaded = child.out().lines().toList();
    assertThat(loaded).contains("16");
    assertThat(loaded)
        .anyMatch(line -> line.contains(" dev.vocoder.internal.engine.ProcessSettings "))
        .noneMatch(line -> line.contains(" ai.djl."))
        .noneMatch(line -> line.contains(" com.sun.jna."))
        .noneMatch(line -> line.contains(" org.slf4j."));
  }

  /** An application: loads, vocodes, and prints how long the wave is. */
  static final class Application {
    public static void main(String[] arguments) {
      try (Vocoder vocoder = Vocoder.loadDefault()) {
        MelSpectrogram mel = RandomModels.mel(20, vocoder.melFormat());
        System.out.println(vocoder.melToWave(mel).length() / vocoder.melFormat().hopSize());
      }
    }
  }

  @Test
  void anApplicationWithoutALoggingProviderHasNothingOnItsStderr() {
    ChildProcess child = ChildProcess.runWithout("slf4j-simple", folder, Application.class);
    assertThat(child.err()).isEmpty();
    assertThat(child.out()).isEqualToIgnoringNewLines("20\n");
    assertThat(child.status()).isZero();
  }
}
