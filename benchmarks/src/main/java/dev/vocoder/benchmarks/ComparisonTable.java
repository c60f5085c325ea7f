package dev.vocoder.benchmarks;

import dev.vocoder.MelSpectrogram;
import dev.vocoder.internal.engine.CpuFeatures;
import dev.vocoder.internal.inference.MultiplyAdds;
import dev.vocoder.testing.RandomModels;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Prints how fast each engine is beside ONNX Runtime, as a Markdown table. All engines run in this
 * process, in turns, so that a change of the machine's load meets all of them.
 */
final class ComparisonTable {
  private static final List<String> ENGINES =
      Stream.of("onnxruntime", "blocks", "compiled", "compiled-mixed")
          .filter(name -> CpuFeatures.hasFastBfloat16() || !name.endsWith("mixed"))
          .toList();
  private static final int FRAMES = 200;
  private static final int ROUNDS = 15;
  private static final int PAUSE_MILLIS = 300; // until the threads of the engine before sleep
  private static final int CALLS = 3; // in a turn; the first is not counted

  private ComparisonTable() {}

  public static void main(String[] args) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    List<String> models =
        args.length == 0
            ? List.of(
                "v1", "v2", "v3", "melgan", "keras-melgan", "istftnet", "vocos", "bigvgan-base")
            : List.of(args);
    out.printf(
        "%s, %d cores, Java %s; %d frames, median of %d calls%n%n",
        CpuFeatures.model().orElse(System.getProperty("os.arch")),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().feature(),
        FRAMES,
        ROUNDS * (CALLS - 1));
    out.println("| model | engine | seconds of audio per second | GMAC/s | against onnxruntime |");
    out.println("| --- | --- | --- | --- | --- |");
    for (String model : models) {
      compare(model, out);
    }
  }

  private static void compare(String model, PrintStream out) throws Exception {
    MelSpectrogram mel =
        RandomModels.mel(FRAMES, RandomModels.generator(Engine.config(model)).melFormat());
    Map<String, Engine> engines = new LinkedHashMap<>();
    for (String name : ENGINES) {
      engines.put(name, Engine.load(name, model));
    }
    Map<String, double[]> seconds = new LinkedHashMap<>();
    ENGINES.forEach(name -> seconds.put(name, new double[ROUNDS * (CALLS - 1)]));
    for (int round = -1; round < ROUNDS; round++) { // the first warms up
      for (String name : ENGINES) {
        Thread.sleep(PAUSE_MILLIS);
        for (int call = 0; call < CALLS; call++) {
          long start = System.nanoTime();
          engines.get(name).samples(mel);
          double elapsed = (System.nanoTime() - start) / 1e9;
          if (round >= 0 && call > 0) {
            seconds.get(name)[round * (CALLS - 1) + call - 1] = elapsed;
          }
        }
      }
    }
    double gmac = MultiplyAdds.perFrame(Engine.config(model)) * FRAMES / 1e9;
    double peer = median(seconds.get(ENGINES.get(0)));
    for (String name : ENGINES) {
      double time = median(seconds.get(name));
      out.printf(
          Locale.ROOT,
          "| %s | %s | %.1f | %.0f | %.2fx |%n",
          model.toUpperCase(Locale.ROOT),
          name,
          mel.seconds() / time,
          gmac / time,
          peer / time);
      engines.get(name).close();
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
