package dev.vocoder.network.conversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.ConfigException;
import dev.vocoder.network.SizeChecks;
import dev.vocoder.network.plane.ChannelShuffle;
import dev.vocoder.network.plane.ConvolutionBlock;
import dev.vocoder.network.plane.InstanceNorm;
import dev.vocoder.network.plane.PlaneConvolution;
import dev.vocoder.network.plane.PlaneSizes;
import java.util.ArrayList;
import java.util.List;

/** The one-dimensional gated generator of 2018: the bands are channels throughout. */
public final class CycleGanGenerator extends ConversionGenerator {

  /**
   * The sizes of the generator of CycleGAN-VC of 2018, which convolves in time alone. It was made
   * for mel-cepstra; of mels it loses the harmonics, and MaskCycleGAN-VC is better.
   *
   * @param bands the number of mel bands
   * @param width the channels of its first layer, 128 in the paper
   * @param blocks the number of residual blocks, 6 in the paper
   */
  public record Config(int bands, int width, int blocks) implements ConversionGenerator.Config {
    private static final String ARCHITECTURE = "CycleGAN-VC";

    /**
     * Checks the sizes.
     *
     * @throws ConfigException if they make no network
     */
    public Config {
      SizeChecks checks = new SizeChecks(ARCHITECTURE + " generator");
      checks.size("the number of mel bands", bands);
      ConversionSizes.requireWidth(checks, "the width", width);
      ConversionSizes.requireBlocks(checks, blocks);
    }

    @Override
    public String architecture() {
      return ARCHITECTURE;
    }

    /** Returns 0: it knows one voice. */
    @Override
    public int domains() {
      return 0;
    }

    @Override
    public Conditioning conditioning() {
      return Conditioning.NONE;
    }

    /** Returns those of the residual blocks, value and gate, at a quarter of the frames. */
    @Override
    public long valuesPerFrame() {
      return Math.max(bands, 4L * width);
    }

    @Override
    public Config withChannels(int channels) {
      return new Config(bands, channels, blocks);
    }

    @Override
    public Config withDomains(int count) {
      return this;
    }

    @Override
    public CycleGanGenerator build() {
      return new CycleGanGenerator(this);
    }
  }

  private static final int EDGE_KERNEL = 15;
  private static final int KERNEL = 5;
  private static final GatedResidualBlock.Names RESIDUAL =
      new GatedResidualBlock.Names(
          "gated.value", "gated.value_norm", "gated.gate", "gated.gate_norm", "out", "norm");

  private final List<ConvolutionBlock> down = new ArrayList<>();
  private final List<GatedResidualBlock> body = new ArrayList<>();
  private final List<ConvolutionBlock> up = new ArrayList<>();
  private final PlaneConvolution output;

  CycleGanGenerator(Config config) {
    super(config);
    int width = config.width();
    down.add(
        addChildBlock(
            "inp",
            ConvolutionBlock.gated(
                    () -> convolution(config.bands(), width, EDGE_KERNEL, 1), "value", "gate")
                .build()));
    for (int i = 0; i < 2; i++) {
      int channels = width << i;
      ConvolutionBlock.Builder block =
          ConvolutionBlock.gated(
              () -> convolution(channels, 2 * channels, KERNEL, 2), "value", "gate");
      down.add(addChildBlock("down." + i, normalized(block)));
    }
    for (int i = 0; i < config.blocks(); i++) {
      GatedResidualBlock block =
          new GatedResidualBlock(4 * width, 8 * width, InstanceNorm::affine, RESIDUAL);
      body.add(addChildBlock("res." + i, block));
    }
    for (int i = 0; i < 2; i++) {
      int outputs = (8 * width) >> i;
      ConvolutionBlock.Builder block =
          ConvolutionBlock.gated(() -> convolution(4 * width, outputs, KERNEL, 1), "value", "gate")
              .shuffle(ChannelShuffle.FRAMES);
      up.add(addChildBlock("up." + i, normalized(block)));
    }
    output = addChildBlock("out", convolution(2 * width, config.bands(), EDGE_KERNEL, 1));
  }

  private static PlaneConvolution convolution(int inputs, int outputs, int kernel, int stride) {
    return PlaneConvolution.inTime(PlaneSizes.of(inputs, outputs, 1, kernel).stride(1, stride));
  }

  private static ConvolutionBlock normalized(ConvolutionBlock.Builder block) {
    return block.norm(InstanceNorm::affine, "value_norm", "gate_norm").build();
  }

  @Override
  NDArray compute(
      ParameterStore store, NDArray mel, ConversionConditions conditions, boolean training) {
    NDArray hidden;
    try (NDArray input = mel.expandDims(2)) { // (batch, bands, 1, frames)
      hidden = ConvolutionBlock.applyAll(down, store, input, training);
    }
    for (GatedResidualBlock block : body) {
      try (NDArray before = hidden) {
        hidden = block.apply(store, before, training);
      }
    }
    try (NDArray small = hidden;
        NDArray large = ConvolutionBlock.applyAll(up, store, small, training);
        NDArray result = output.apply(store, large, training)) {
      Shape shape = result.getShape();
      return result.reshape(shape.get(0), shape.get(1), shape.get(3));
    }
  }
}
