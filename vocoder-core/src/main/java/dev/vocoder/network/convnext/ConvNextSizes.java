package dev.vocoder.network.convnext;

import dev.vocoder.network.SizeChecks;

/**
 * The sizes of a backbone of ConvNeXt blocks.
 *
 * @param inputs the number of its input channels
 * @param channels the number of channels between blocks, Vocos's {@code dim}
 * @param hiddenChannels the number within a block, its {@code intermediate_dim}
 * @param blocks the number of blocks, its {@code num_layers}
 * @param layerScale whether each block has a gamma
 */
public record ConvNextSizes(
    int inputs, int channels, int hiddenChannels, int blocks, boolean layerScale) {
  /** The kernel of the input convolution and of the blocks. */
  static final int KERNEL = 7;

  private static final int MOST_BLOCKS = 1024; // published backbones have 8 to 30

  /**
   * Checks that the sizes make a network.
   *
   * @param checks whose complaints name the architecture
   * @throws dev.vocoder.ConfigException if they do not
   */
  public void check(SizeChecks checks) {
    checks.size("the number of bands", inputs);
    checks.size("dim", channels);
    checks.size("intermediate_dim", hiddenChannels);
    checks.require(
        blocks >= 1 && blocks <= MOST_BLOCKS, "num_layers is %d; use 1 to %d", blocks, MOST_BLOCKS);
  }

  /** Returns the sizes for people. */
  public String toText() {
    return "backbone: %d ConvNeXt blocks of %d channels, %d inside%s"
        .formatted(blocks, channels, hiddenChannels, layerScale ? "" : ", without layer scale");
  }
}
