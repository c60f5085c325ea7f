package dev.vocoder.internal.layout.onnx;

import dev.vocoder.CheckpointException;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.internal.container.TensorView;
import dev.vocoder.internal.container.Text;
import dev.vocoder.internal.container.onnx.OnnxNode;
import dev.vocoder.internal.container.onnx.OnnxProgram;
import dev.vocoder.network.convnext.ConvNextSizes;
import dev.vocoder.network.spectrum.SpectrumPadding;
import dev.vocoder.network.vocos.VocosConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sizes of a Vocos in a graph that makes magnitude, cosine and sine, as sherpa-onnx runs it; of
 * the inverse transform, which is not in the graph, the metadata tell with sherpa-onnx's values
 * where they do not.
 */
final class VocosGraph {
  private static final Map<String, String> TRANSFORM =
      Map.of("center", "1", "normalized", "0", "window_type", "hann");

  private VocosGraph() {}

  /**
   * Returns the sizes of a graph that is built like a Vocos.
   *
   * @param file the file of any model
   * @return empty if it is built otherwise
   * @throws CheckpointException if the metadata tell of another transform
   * @throws dev.vocoder.ConfigException if the sizes make no network
   */
  static Optional<VocosConfig> sizes(ModelFile file) {
    OnnxProgram program = file.program().orElseThrow();
    List<OnnxNode> convolutions = program.nodes("Conv");
    List<OnnxNode> products = program.nodes("MatMul");
    if (program.outputs().size() != 3 || convolutions.size() < 2 || products.size() < 3) {
      return Optional.empty();
    }
    int[] input = weightShape(program, convolutions.get(0));
    int[] wider = weightShape(program, products.get(0));
    int[] output = weightShape(program, products.get(products.size() - 1));
    if (input.length != 3 || wider.length != 2 || output.length != 2) {
      return Optional.empty();
    }
    ConvNextSizes backbone =
        new ConvNextSizes(
            input[1], input[0], wider[1], convolutions.size() - 1, isScaled(program, products));
    TRANSFORM.forEach((key, value) -> require(file, key, value));
    int size = output[1] - 2;
    for (String key : List.of("n_fft", "win_length")) {
      require(file, key, Integer.toString(size));
    }
    String hop = file.metadata().getOrDefault("hop_length", "256");
    return Optional.of(
        new VocosConfig(
            backbone,
            size,
            hop.matches("\\d{1,9}") ? Integer.parseInt(hop) : 0,
            SpectrumPadding.CENTER));
  }

  private static void require(ModelFile file, String key, String value) {
    String found = file.metadata().getOrDefault(key, value);
    if (!found.equals(value)) {
      throw new CheckpointException(
          "%s is a Vocos whose %s is %s; only %s is known here."
              .formatted(file.path(), key, Text.quoted(found), value));
    }
  }

  /** Says whether a block's second product is multiplied by its gamma. */
  private static boolean isScaled(OnnxProgram program, List<OnnxNode> products) {
    return program.consumersOf(products.get(1).output()).stream()
        .flatMap(sum -> program.consumersOf(sum.output()).stream())
        .anyMatch(node -> node.operator().equals("Mul"));
  }

  private static int[] weightShape(OnnxProgram program, OnnxNode node) {
    return program.constant(node.input(1)).map(TensorView::shape).orElse(new int[0]);
  }
}
