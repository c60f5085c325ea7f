package dev.vocoder.internal.layout.onnx;

import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.onnx.OnnxNode;
import dev.vocoder.internal.script.Snake;
import dev.vocoder.network.PaddingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A periodic activation at twice the rate, as this library exports it: between two filters that are
 * the same in all channels.
 *
 * @param snake what is between the filters
 * @param up (1, 1, taps), the filter before
 * @param down (1, 1, taps), the filter after
 * @param output the value it makes
 */
record FoundSnake(Snake snake, Tensor up, Tensor down, String output) {
  private static final int TAPS = 12;
  private static final float RELATIVE_ERROR = 5e-6f; // of a number whose logarithm is rounded
  private static final Set<String> FILTER = Set.of("group", "pads", "strides");

  /**
   * Finds one.
   *
   * @param search the graph
   * @param input (batch, channels, time)
   * @param channels how many it has
   * @throws dev.vocoder.CheckpointException if it is not there
   */
  static FoundSnake of(Search search, String input, int channels) {
    String continued = search.findPadded(input, 5, 5, PaddingMode.REPLICATE);
    OnnxNode up = filter(search, continued, "ConvTranspose", channels, List.of(15L, 15L));
    String doubled = up.output();
    OnnxNode turned = perChannel(search, doubled, channels);
    String sine = search.find(turned.output(), "Sin", each -> each.is("Sin", Set.of()));
    OnnxNode scaled = perChannel(search, search.findOfTwo("Mul", sine, sine), channels);
    String active = search.findOfTwo("Add", doubled, scaled.output());
    OnnxNode down =
        filter(
            search,
            search.findPadded(active, 5, 6, PaddingMode.REPLICATE),
            "Conv",
            channels,
            List.of(0L, 0L));
    Snake snake = new Snake(search.allNumbers(turned.input(1)), search.allNumbers(scaled.input(1)));
    return new FoundSnake(
        snake, taps(search, up.input(1), 0.5f), taps(search, down.input(1), 1), down.output());
  }

  /** Finds an operation with a filter for each channel, the same in all. */
  private static OnnxNode filter(
      Search search, String value, String operator, int channels, List<Long> pads) {
    return search
        .seek(
            value,
            each ->
                each.is(operator, FILTER)
                    && each.inputs().size() == 2
                    && each.input(0).equals(value)
                    && each.value("group", 1L).equals((long) channels)
                    && each.value("strides", List.of()).equals(List.of(2L))
                    && each.value("pads", List.of(0L, 0L)).equals(pads)
                    && search.hasShape(each.input(1), channels, 1, TAPS)
                    && isRepeated(search.allNumbers(each.input(1))))
        .orElseThrow(
            () ->
                search.refusal(
                    value,
                    "%s of stride 2, pads %s and one filter for %d channels"
                        .formatted(operator, pads, channels)));
  }

  private static boolean isRepeated(float[] rows) {
    return Arrays.equals(rows, TAPS, rows.length, rows, 0, rows.length - TAPS);
  }

  private static Tensor taps(Search search, String rows, float factor) {
    float[] taps = Arrays.copyOf(search.allNumbers(rows), TAPS);
    return Snake.repeated(new Tensor(new int[] {1, 1, TAPS}, taps), factor, 1);
  }

  private static OnnxNode perChannel(Search search, String value, int channels) {
    return search
        .seek(
            value,
            each ->
                each.is("Mul", Set.of())
                    && each.inputs().size() == 2
                    && each.input(0).equals(value)
                    && search.hasShape(each.input(1), channels, 1))
        .orElseThrow(() -> search.refusal(value, "Mul with %d numbers".formatted(channels)));
  }

  /**
   * Requires that parameters make what is in the graph.
   *
   * @param search the graph
   * @param alpha which was computed of it
   * @param beta which was computed of it; may be {@code alpha}
   * @param logarithmic whether they are logarithms
   * @throws dev.vocoder.CheckpointException if none do
   */
  void requireMadeOf(Search search, Tensor alpha, Tensor beta, boolean logarithmic) {
    Snake again = Snake.of(alpha, beta, logarithmic);
    if (!areClose(again.frequency(), snake.frequency())
        || !areClose(again.height(), snake.height())) {
      throw search.refusal(output, "a snake before it whose numbers are those of a BigVGAN");
    }
  }

  private static boolean areClose(float[] some, float[] others) {
    for (int i = 0; i < some.length; i++) {
      if (!(Math.abs(some[i] - others[i]) <= RELATIVE_ERROR * Math.abs(others[i]))) {
        return false;
      }
    }
    return true;
  }
}
