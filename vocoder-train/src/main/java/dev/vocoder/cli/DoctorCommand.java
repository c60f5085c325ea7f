package dev.vocoder.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vocoder.Device;
import dev.vocoder.EngineException;
import dev.vocoder.internal.engine.Bfloat16;
import dev.vocoder.internal.engine.ConvolutionForm;
import dev.vocoder.internal.engine.ConvolutionForms;
import dev.vocoder.internal.engine.ConvolutionKind;
import dev.vocoder.internal.engine.CpuFeatures;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.inference.SelfTest;
import dev.vocoder.internal.inference.SpeedTest;
import dev.vocoder.train.Provenance;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Option(
      names = "--benchmark",
      description =
          "Then measures how fast published networks vocode here, with each engine and precision;"
              + " takes half a minute on two cores.")
  private boolean benchmark;

  @Option(
      names = "--benchmark-frames",
      hidden = true,
      description = "The length of the mel that is vocoded.")
  private int benchmarkFrames = SpeedTest.FRAMES;

  DoctorCommand() {}

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    Runtime runtime = Runtime.getRuntime();
    line(out, "vocoder", Provenance.currentVersion());
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
    line(out, "processor", CpuFeatures.model().orElse("unknown on this system"));
    line(out, "java heap", "up to %d MB".formatted(runtime.maxMemory() >> 20));
    line(out, "cpu features", cpuFeatures());
    line(
        out,
        "mixed precision",
        Bfloat16.obstacle(true)
            .map(obstacle -> "not used: " + obstacle)
            .orElseGet(() -> "bfloat16 (%s)".formatted(bfloat16Unit())));
    TorchEngine engine = TorchEngine.start();
    line(out, "djl", engine.djlVersion());
    line(out, "libtorch", engine.libTorchVersion() + " from " + engine.loadedFrom());
    line(out, "threads", Integer.toString(engine.threads()));
    line(out, "devices", "cpu" + cudaDevices(engine));
    line(out, "libtorch test", engineTest(engine));
    line(out, "default model", comparison(SelfTest.ofDefaultModel()));
    line(out, "odd widths", comparison(SelfTest.ofOddWidths()));
    for (ConvolutionKind kind : ConvolutionKind.ALL) {
      line(out, "convolutions", findings(kind, false));
      if (CpuFeatures.hasFastBfloat16()) {
        line(out, "convolutions", findings(kind, true));
      }
    }
    if (benchmark) {
      new SpeedTable(out).print(benchmarkFrames);
    }
  }

  private static String bfloat16Unit() {
    return CpuFeatures.flags().contains("amx_bf16") ? "AMX" : "AVX512-BF16";
  }

  private static String comparison(double difference) {
    if (!(difference <= SelfTest.TOLERANCE)) {
      throw new EngineException(
          "The wave of a built-in network differs by %.2g of full scale from the stored one; please report this with what was printed before."
              .formatted(difference));
    }
    return String.format(
        Locale.ROOT, "ok (its wave differs by %.1e from the stored one)", difference);
  }

  /** Tells in which form a kind of convolution is computed, and which forms are wrong here. */
  private static String findings(ConvolutionKind kind, boolean reduced) {
    ConvolutionForms forms = ConvolutionForms.onCpu();
    Set<ConvolutionForm> tried = EnumSet.of(ConvolutionForm.PLAIN, ConvolutionForm.CHANNELS_LAST);
    tried.addAll(kind.forms(reduced, true));
    String wrong =
        tried.stream()
            .filter(form -> !forms.isRight(kind, form, reduced, true))
            .map(SpeedTable::name)
            .collect(Collectors.joining(", "));
    return "%s, %s: %s; %s"
        .formatted(
            kind,
            reduced ? "bfloat16" : "float32",
            forms.chosen(kind, reduced, true).map(SpeedTable::name).orElse("no form is right"),
            wrong.isEmpty() ? "all forms are right here" : "wrong here: " + wrong);
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
