package dev.vocoder.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vocoder.Device;
import dev.vocoder.EngineException;
import dev.vocoder.MelExtractor;
import dev.vocoder.Vocoder;
import dev.vocoder.Waveform;
import dev.vocoder.engine.CpuFeatures;
import dev.vocoder.engine.TorchEngine;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code vocoder doctor}. */
@Command(
    name = "doctor",
    description = "Says what this installation computes with, and whether it works.")
final class DoctorCommand implements Runnable {
  /** The flags that decide how fast a network runs, slowest first. */
  private static final List<String> TOLD_FLAGS =
      List.of(
          "avx2",
          "avx512f",
          "avx512_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "amx_bf16",
          "asimd",
          "bf16");

  @Spec private CommandSpec spec;

  DoctorCommand() {}

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    Runtime runtime = Runtime.getRuntime();
    line(out, "vocoder", Main.Version.text());
    line(
        out,
        "java",
        "%s (%s)".formatted(System.getProperty("java.version"), System.getProperty("java.vendor")));
    line(
        out,
        "system",
        "%s %s, %d cores"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                runtime.availableProcessors()));
    line(out, "java heap", "up to %d MB".formatted(runtime.maxMemory() >> 20));
    line(out, "cpu features", cpuFeatures());
    line(
        out,
        "mixed precision",
        CpuFeatures.hasFastBfloat16()
            ? "bfloat16 (the processor has matrix units for it)"
            : "not used on this processor: bfloat16 would be slower than float32");
    TorchEngine engine = TorchEngine.start();
    line(out, "djl", engine.djlVersion());
    line(out, "libtorch", engine.libTorchVersion() + " from " + engine.loadedFrom());
    line(out, "threads", Integer.toString(engine.threads()));
    line(out, "devices", "cpu" + cudaDevices(engine));
    line(out, "libtorch test", engineTest(engine));
    line(out, "default model", selfTest());
  }

  private static void line(PrintWriter out, String name, String value) {
    out.printf("%-16s %s%n", name + ":", value);
  }

  private static String cpuFeatures() {
    String told =
        TOLD_FLAGS.stream().filter(CpuFeatures.flags()::contains).collect(Collectors.joining(" "));
    return CpuFeatures.flags().isEmpty() ? "unknown on this system" : told;
  }

  private static String cudaDevices(TorchEngine engine) {
    StringBuilder devices = new StringBuilder();
    for (int index = 0; index < engine.cudaDevices(); index++) {
      devices.append(", ").append(Device.cuda(index));
    }
    return devices.isEmpty() ? " (this LibTorch sees no CUDA device)" : devices.toString();
  }

  /** Vocodes the mel of a tone. */
  private static String selfTest() {
    float[] tone = new float[22_050];
    for (int i = 0; i < tone.length; i++) {
      tone[i] = (float) (0.5 * Math.sin(2 * Math.PI * 440 * i / tone.length));
    }
    try (Vocoder vocoder = Vocoder.loadDefault()) {
      Waveform wave =
          vocoder.melToWave(
              MelExtractor.of(vocoder.melFormat())
                  .extract(Waveform.of(tone, vocoder.sampleRate())));
      return String.format(Locale.ROOT, "ok (%.2f s of a tone vocoded)", wave.seconds());
    }
  }

  private static String engineTest(TorchEngine engine) {
    try (NDManager manager = engine.newManager(Device.cpu())) {
      NDArray ones = manager.ones(new Shape(8, 8));
      float sum = ones.matMul(ones).sum().getFloat();
      if (sum != 512) {
        throw new EngineException("LibTorch computes wrongly: 512 came out as " + sum + ".");
      }
      return "ok";
    }
  }
}
