package dev.vocoder.internal.layout;

import dev.vocoder.ConfigException;
import dev.vocoder.network.Padding;
import dev.vocoder.network.melgan.MelGanConfig;
import dev.vocoder.network.melgan.ResidualBlock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The layers of a MelGAN that is one numbered list of them. Ours are numbered as the reference's:
 * padding, input convolution, for each stage an activation, a transposed convolution and the
 * residual blocks, then activation, padding and output convolution.
 *
 * @param stages the number of upsampling stages
 * @param blocks the number of residual blocks of a stage
 */
record MelGanNames(int stages, int blocks) {
  private static final int MAX_BLOCKS = 7; // their dilations are powers of 3
  private static final Pattern NUMBERED = Pattern.compile("(\\w+)\\.(\\d{1,4})(?:\\.(.+))?");
  private static final Pattern GROUPED = Pattern.compile("(blocks|shortcuts)\\.(\\d{1,4})(.*)");
  private static final Map<String, String> BLOCK_LAYERS =
      Map.of("stack.2", "block.2", "stack.4", "block.4", "skip_layer", "shortcut");
  private static final Map<String, String> CAUSAL_BLOCK_LAYERS =
      Map.of("stack.1.conv", "block.2", "stack.3", "block.4", "skip_layer", "shortcut");

  MelGanNames {
    if (stages < 1 || stages > 16 || blocks < 1 || blocks > MAX_BLOCKS) {
      throw new ConfigException(
          "The config has %d upsampling stages of %d residual blocks; 1 to 16 of 1 to %d are known."
              .formatted(stages, blocks, MAX_BLOCKS));
    }
  }

  /**
   * Returns the sizes of a generator whose kernels are twice the rates.
   *
   * @param channels the channels after the input convolution
   * @param outputs the channels of the output
   * @param bands the number of mel bands
   * @param rates the upsampling rates
   * @param padding what convolutions read beyond the ends
   * @param slope of the leaky ReLUs
   */
  MelGanConfig config(
      int channels, int outputs, int bands, List<Integer> rates, Padding padding, float slope) {
    return new MelGanConfig(
        bands,
        channels,
        rates,
        rates.stream().map(rate -> 2 * rate).toList(),
        ResidualBlock.Kind.PROJECTED,
        IntStream.range(0, blocks).mapToObj(i -> (int) Math.pow(3, i)).toList(),
        padding,
        slope,
        true,
        outputs);
  }

  /** Returns our name of a layer where the residual blocks of a stage are one entry of the list. */
  Optional<String> grouped(String layer) {
    return numbered(
        layer,
        (number, rest) -> {
          int entry = number - 2; // after padding and input convolution: 0, 1, 2 of each stage
          if (number == 1 && rest.isEmpty()) {
            return Optional.of("model.1");
          }
          if (number == 4 + 3 * stages && rest.isEmpty()) {
            return Optional.of("model." + (4 + stages * (2 + blocks)));
          }
          if (entry < 0 || entry >= 3 * stages) {
            return Optional.empty();
          }
          int first = 2 + entry / 3 * (2 + blocks);
          if (entry % 3 == 1 && rest.isEmpty()) {
            return Optional.of("model." + (first + 1));
          }
          Matcher part = GROUPED.matcher(rest);
          if (entry % 3 != 2 || !part.matches()) {
            return Optional.empty();
          }
          String within = part.group(1).equals("blocks") ? "block" + part.group(3) : "shortcut";
          return Optional.of(
              "model.%d.%s".formatted(first + 2 + Integer.parseInt(part.group(2)), within));
        });
  }

  /**
   * Returns our name of a layer where each residual block is an entry of the list.
   *
   * @param causal whether there are no entries of padding, and convolutions lie one deeper
   */
  Optional<String> listed(String layer, boolean causal) {
    return numbered(
        layer,
        (number, rest) -> {
          int last = 4 + stages * (2 + blocks) - (causal ? 2 : 0);
          // Causal lists have no padding before the input convolution, nor before the output's.
          int ours = causal ? number + (number == last ? 2 : 1) : number;
          if (rest.isEmpty() || rest.equals("conv") || rest.equals("deconv")) {
            return Optional.of("model." + ours);
          }
          String within = (causal ? CAUSAL_BLOCK_LAYERS : BLOCK_LAYERS).get(rest);
          return Optional.ofNullable(within).map(name -> "model.%d.%s".formatted(ours, name));
        });
  }

  /** What names a layer by its number in the list and what follows that. */
  private interface Naming {
    Optional<String> name(int number, String rest);
  }

  private static Optional<String> numbered(String layer, Naming naming) {
    Matcher parts = NUMBERED.matcher(layer);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String rest = parts.group(3) == null ? "" : parts.group(3);
    return naming.name(Integer.parseInt(parts.group(2)), rest);
  }
}
