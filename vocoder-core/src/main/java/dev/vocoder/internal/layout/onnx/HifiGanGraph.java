package dev.vocoder.internal.layout.onnx;

import dev.vocoder.internal.container.TensorView;
import dev.vocoder.internal.container.onnx.OnnxNode;
import dev.vocoder.internal.container.onnx.OnnxProgram;
import dev.vocoder.network.Padding;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.ResidualBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The sizes of a HiFi-GAN in a graph. They are taken from its first stage and its transposed
 * convolutions; whether the rest is like that, {@link FoundNetwork} checks.
 */
final class HifiGanGraph {
  private static final String CONVOLUTION = "Conv";
  private static final String TRANSPOSED = "ConvTranspose";
  private static final String ACTIVATION = "LeakyRelu";

  private final OnnxProgram program;

  private HifiGanGraph(OnnxProgram program) {
    this.program = program;
  }

  /** A residual block: what each of its dilations adds, its kernel, and its dilations. */
  private record Block(ResidualBlock.Kind kind, int kernel, List<Integer> dilations) {}

  /**
   * Returns the sizes of a graph that is built like a HiFi-GAN with zeros beyond the ends.
   *
   * @param program any graph
   * @return empty if it is built otherwise
   * @throws dev.vocoder.ConfigException if the sizes make no network
   */
  static Optional<HifiGanConfig> sizes(OnnxProgram program) {
    return new HifiGanGraph(program).sizes();
  }

  private Optional<HifiGanConfig> sizes() {
    List<OnnxNode> upsamplings = program.nodes(TRANSPOSED);
    Optional<OnnxNode> input = program.nodes(CONVOLUTION).stream().findFirst();
    boolean hasWeights =
        Stream.concat(input.stream(), upsamplings.stream())
            .allMatch(each -> weightShape(each).length == 3);
    if (input.isEmpty() || upsamplings.isEmpty() || !hasWeights) {
      return Optional.empty();
    }
    Optional<OnnxNode> activation = next(ACTIVATION, input.get().output());
    List<Block> blocks = blocks(upsamplings.get(0).output());
    if (activation.isEmpty() || blocks.isEmpty()) {
      return Optional.empty();
    }
    int[] inputShape = weightShape(input.get());
    HifiGanConfig config =
        new HifiGanConfig(
            inputShape[1],
            inputShape[0],
            upsamplings.stream().map(each -> first(each, "strides")).toList(),
            upsamplings.stream().map(each -> weightShape(each)[2]).toList(),
            blocks.get(0).kind(),
            blocks.stream().map(Block::kernel).toList(),
            blocks.stream().map(Block::dilations).toList(),
            Padding.ZEROS,
            activation.get().value("alpha", 0.01f) instanceof Float slope ? slope : -1,
            false);
    return Optional.of(
        upsamplings.stream().anyMatch(this::makesMore) ? config.withEqualCuts() : config);
  }

  /** Says whether a transposed convolution makes more samples than its rate says. */
  private boolean makesMore(OnnxNode upsampling) {
    int samples = weightShape(upsampling)[2] - first(upsampling, "strides");
    return FoundNetwork.cuts(upsampling)
        .filter(cuts -> cuts.get(0) + cuts.get(1) < samples)
        .isPresent();
  }

  /** Returns the residual blocks over a value, as far as they are such. */
  private List<Block> blocks(String value) {
    return program.consumersOf(value).stream()
        .filter(node -> takes(node, ACTIVATION, value))
        .flatMap(
            activation ->
                program.consumersOf(activation.output()).stream()
                    .filter(node -> takes(node, CONVOLUTION, activation.output())))
        .flatMap(convolution -> block(value, convolution).stream())
        .toList();
  }

  private Optional<Block> block(String value, OnnxNode first) {
    List<Integer> dilations = new ArrayList<>();
    boolean isPaired = next(ACTIVATION, first.output()).isPresent();
    String sum = value;
    Optional<OnnxNode> convolution = Optional.of(first);
    while (convolution.isPresent()) {
      dilations.add(first(convolution.get(), "dilations"));
      Optional<OnnxNode> last = isPaired ? afterActivation(convolution.get()) : convolution;
      String before = sum;
      Optional<OnnxNode> added =
          last.flatMap(
              each ->
                  program.consumersOf(each.output()).stream()
                      .filter(node -> node.operator().equals("Add") && node.inputs().size() == 2)
                      .filter(node -> node.inputs().contains(before))
                      .findFirst());
      if (added.isEmpty()) {
        return Optional.empty();
      }
      sum = added.get().output();
      convolution = afterActivation(added.get());
    }
    int[] weight = weightShape(first);
    ResidualBlock.Kind kind = isPaired ? ResidualBlock.Kind.PAIRED : ResidualBlock.Kind.SINGLE;
    return weight.length == 3
        ? Optional.of(new Block(kind, weight[2], dilations))
        : Optional.empty();
  }

  /** Returns the convolution of what an operation makes, behind a leaky ReLU. */
  private Optional<OnnxNode> afterActivation(OnnxNode node) {
    return next(ACTIVATION, node.output())
        .flatMap(activation -> next(CONVOLUTION, activation.output()));
  }

  /** Returns the first operation of an operator that takes a value. */
  private Optional<OnnxNode> next(String operator, String value) {
    return program.consumersOf(value).stream()
        .filter(node -> takes(node, operator, value))
        .findFirst();
  }

  /** Says whether a value is what an operation is of: so no two chains of them meet. */
  private static boolean takes(OnnxNode node, String operator, String value) {
    return node.operator().equals(operator) && node.input(0).equals(value);
  }

  private int[] weightShape(OnnxNode node) {
    return program.constant(node.input(1)).map(TensorView::shape).orElse(new int[0]);
  }

  /** Returns the first number of a list, 1 where it is left out, 0 where it is no size. */
  private static int first(OnnxNode node, String attribute) {
    return node.value(attribute, List.of(1L)) instanceof List<?> numbers
            && !numbers.isEmpty()
            && numbers.get(0) instanceof Long number
            && number == number.intValue()
        ? number.intValue()
        : 0;
  }
}
