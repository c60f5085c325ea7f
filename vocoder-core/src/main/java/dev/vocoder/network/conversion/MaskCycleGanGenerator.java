package dev.vocoder.network.conversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.ConfigException;
import dev.vocoder.network.SizeChecks;
import dev.vocoder.network.plane.ChannelShuffle;
import dev.vocoder.network.plane.ConvolutionBlock;
import dev.vocoder.network.plane.Gate;
import dev.vocoder.network.plane.InstanceNorm;
import dev.vocoder.network.plane.PlaneConvolution;
import dev.vocoder.network.plane.PlaneSizes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The 2-1-2D generator: down to a quarter of the bands and frames in two dimensions, residual
 * blocks in time with the bands as channels, and up again in two dimensions. With a mask it is
 * MaskCycleGAN-VC's, without one CycleGAN-VC2's.
 */
public final class MaskCycleGanGenerator extends ConversionGenerator {

  /**
   * The sizes of the 2-1-2D generator of CycleGAN-VC2 and MaskCycleGAN-VC.
   *
   * @param bands the number of mel bands, a multiple of 4
   * @param channels the channels in its middle, even; a multiple of 4 with {@link Gating#HALVING}
   * @param blocks the number of residual blocks
   * @param masked whether it takes a mask beside the mel, as MaskCycleGAN-VC does; decides the
   *     names of parameters too, which are those of the public code of either
   * @param gating its gates
   * @param domains the number of domains that its residual blocks' norms are modulated by; 0 for a
   *     generator of one voice
   */
  public record Config(
      int bands, int channels, int blocks, boolean masked, Gating gating, int domains)
      implements ConversionGenerator.Config {
    /** The gates of the 2-1-2D generator, and with them its widths. */
    public enum Gating {
      /**
       * As the public code and its checkpoints have it: gated linear units on the way down, whose
       * value and gate have the full width each, and x sigmoid(x) on the way up; 24.5 M parameters
       * at 256 channels.
       */
      SELF,
      /**
       * As the paper has it: gated linear units everywhere, whose value and gate share the width, a
       * third smaller.
       */
      HALVING
    }

    private static final int PAPER_CHANNELS = 256;
    private static final int PAPER_BLOCKS = 6;
    private static final int PAPER_BANDS = 80;

    /** MaskCycleGAN-VC as its public code has it, on 80 bands. */
    public static final Config PUBLIC = mask(PAPER_BANDS, PAPER_CHANNELS);

    /**
     * Returns MaskCycleGAN-VC's generator of another size.
     *
     * @param bands the number of mel bands
     * @param channels the channels in its middle
     * @throws ConfigException if they make no network
     */
    public static Config mask(int bands, int channels) {
      return new Config(bands, channels, PAPER_BLOCKS, true, Gating.SELF, 0);
    }

    /**
     * Returns CycleGAN-VC2's generator, which takes no mask.
     *
     * @param bands the number of mel bands
     * @param channels the channels in its middle
     * @throws ConfigException if they make no network
     */
    public static Config cycleGan2(int bands, int channels) {
      return new Config(bands, channels, PAPER_BLOCKS, false, Gating.SELF, 0);
    }

    /**
     * Returns a generator for several voices, which takes no mask.
     *
     * @param bands the number of mel bands
     * @param channels the channels in its middle
     * @param domains the number of voices
     * @throws ConfigException if they make no network
     */
    public static Config modulated(int bands, int channels, int domains) {
      return new Config(bands, channels, PAPER_BLOCKS, false, Gating.SELF, domains);
    }

    /**
     * Checks the sizes.
     *
     * @throws ConfigException if they make no network
     */
    public Config {
      SizeChecks checks = new SizeChecks("MaskCycleGAN-VC generator");
      ConversionSizes.requireBands(checks, bands, 4);
      ConversionSizes.requireWidth(checks, "the number of channels", channels);
      int divisor = gating == Gating.SELF ? 2 : 4;
      checks.require(
          channels % divisor == 0,
          "%d channels cannot be divided by %d; use a multiple of that",
          channels,
          divisor);
      ConversionSizes.requireBlocks(checks, blocks);
      ConversionSizes.requireDomains(checks, domains, 0);
    }

    @Override
    public String architecture() {
      return masked ? "MaskCycleGAN-VC" : "CycleGAN-VC2";
    }

    @Override
    public Conditioning conditioning() {
      return domains > 0 ? Conditioning.MODULATION : Conditioning.NONE;
    }

    /** Returns the value and gate of the first layer. */
    @Override
    public long valuesPerFrame() {
      return (long) channels * bands;
    }

    @Override
    public Config withChannels(int count) {
      return new Config(bands, count, blocks, masked, gating, domains);
    }

    @Override
    public Config withDomains(int count) {
      return domains == 0 ? this : new Config(bands, channels, blocks, masked, gating, count);
    }

    @Override
    public MaskCycleGanGenerator build() {
      return new MaskCycleGanGenerator(this);
    }
  }

  private static final GatedResidualBlock.Names RESIDUAL =
      new GatedResidualBlock.Names(
          "conv1d_layer.0",
          "conv1d_layer.1",
          "conv_layer_gates.0",
          "conv_layer_gates.1",
          "conv1d_out_layer.0",
          "conv1d_out_layer.1");

  private final Config config;
  private final List<ConvolutionBlock> down = new ArrayList<>();
  private final ConvolutionBlock toTime;
  private final List<GatedResidualBlock> body = new ArrayList<>();
  private final ConvolutionBlock toPlane;
  private final List<ConvolutionBlock> up = new ArrayList<>();
  private final PlaneConvolution output;

  MaskCycleGanGenerator(Config config) {
    super(config);
    this.config = config;
    int channels = config.channels();
    int flat = channels * config.bands() / 4;
    boolean halving = config.gating() == Config.Gating.HALVING;
    int narrow = halving ? channels / 2 : channels; // after one step down, before the last up
    down.add(
        addChildBlock(
            "",
            ConvolutionBlock.gated(
                    () -> PlaneConvolution.of(edge(config.masked() ? 2 : 1, narrow / 2)),
                    "conv1",
                    "conv1_gates")
                .build()));
    down.add(addChildBlock("downSample1", downSampling(narrow / 2, narrow)));
    down.add(addChildBlock("downSample2", downSampling(narrow, channels)));
    toTime = addChildBlock("", crossing("conv2dto1dLayer", flat, channels));
    IntFunction<InstanceNorm> norm =
        config.domains() > 0
            ? width -> InstanceNorm.modulated(width, config.domains())
            : InstanceNorm::affine;
    int hidden = halving ? channels : 2 * channels;
    for (int i = 1; i <= config.blocks(); i++) {
      body.add(
          addChildBlock(
              "residualLayer" + i, new GatedResidualBlock(channels, hidden, norm, RESIDUAL)));
    }
    toPlane = addChildBlock("", crossing("conv1dto2dLayer", channels, flat));
    up.add(addChildBlock("upSample1", upSampling(channels, 4 * channels)));
    up.add(addChildBlock("upSample2", upSampling(narrow, 2 * channels)));
    output = addChildBlock("lastConvLayer", PlaneConvolution.of(edge(narrow / 2, 1)));
  }

  private static PlaneSizes edge(int inputs, int outputs) {
    return PlaneSizes.of(inputs, outputs, 5, 15);
  }

  private static ConvolutionBlock downSampling(int inputs, int outputs) {
    PlaneSizes sizes = PlaneSizes.of(inputs, outputs, 5, 5).stride(2, 2);
    return ConvolutionBlock.gated(
            () -> PlaneConvolution.of(sizes), "convLayer.0", "convLayer_gates.0")
        .norm(InstanceNorm::affine, "convLayer.1", "convLayer_gates.1")
        .build();
  }

  /** From planes to time and back, where the names of either public code differ. */
  private ConvolutionBlock crossing(String name, int inputs, int outputs) {
    return ConvolutionBlock.of(
            () -> PlaneConvolution.inTime(PlaneSizes.of(inputs, outputs, 1, 1)),
            config.masked() ? name : name + ".0")
        .norm(InstanceNorm::affine, config.masked() ? name + "_tfan" : name + ".1")
        .build();
  }

  private ConvolutionBlock upSampling(int inputs, int outputs) {
    return ConvolutionBlock.of(() -> PlaneConvolution.of(PlaneSizes.of(inputs, outputs, 5, 5)), "0")
        .shuffle(ChannelShuffle.BANDS_AND_FRAMES)
        .norm(InstanceNorm::affine, "2")
        .gate(config.gating() == Config.Gating.HALVING ? Gate.HALVING : Gate.SELF)
        .build();
  }

  @Override
  public boolean isMasked() {
    return config.masked();
  }

  @Override
  NDArray compute(
      ParameterStore store, NDArray mel, ConversionConditions conditions, boolean training) {
    long batch = mel.getShape().get(0);
    NDArray hidden;
    try (NDArray input = input(mel, conditions)) {
      hidden = ConvolutionBlock.applyAll(down, store, input, training);
    }
    Shape small = hidden.getShape(); // (batch, channels, bands / 4, frames / 4)
    long frames = small.get(3);
    try (NDArray plane = hidden;
        NDArray flat = plane.reshape(batch, -1, 1, frames)) {
      hidden = toTime.apply(store, flat, training);
    }
    for (GatedResidualBlock block : body) {
      try (NDArray before = hidden) {
        hidden = block.apply(store, before, conditions.code(), training);
      }
    }
    try (NDArray time = hidden;
        NDArray flat = toPlane.apply(store, time, training)) {
      hidden = flat.reshape(small);
    }
    try (NDArray plane = hidden;
        NDArray large = ConvolutionBlock.applyAll(up, store, plane, training);
        NDArray mels = output.apply(store, large, training)) {
      return mels.squeeze(1);
    }
  }

  /** Returns the mel as a plane, (batch, 1, bands, frames), or what is shown of it and the mask. */
  private NDArray input(NDArray mel, ConversionConditions conditions) {
    if (!config.masked()) {
      return mel.expandDims(1);
    }
    if (conditions.mask().isEmpty()) {
      try (NDArray ones = mel.onesLike()) {
        return mel.stack(ones, 1);
      }
    }
    NDArray mask = conditions.mask().get();
    try (NDArray shown = mel.mul(mask)) {
      return shown.stack(mask, 1);
    }
  }
}
