package dev.vocoder.network.hifigan;

import dev.vocoder.network.upsampling.MultiReceptiveFieldFusion;
import dev.vocoder.network.upsampling.UpsamplingGenerator;
import dev.vocoder.network.upsampling.UpsamplingPath;

/**
 * The generator: an input convolution, stages of upsampling and multi-receptive field fusion, an
 * output convolution. From (batch, bands, frames) to (batch, 1, samples), within -1 to 1.
 */
final class HifiGanGenerator extends UpsamplingGenerator {

  HifiGanGenerator(UpsamplingPath<MultiReceptiveFieldFusion<ResidualBlock>> path) {
    super(path);
    addChildBlock("conv_pre", path.input());
    for (int stage = 0; stage < path.upsamplings().size(); stage++) {
      addChildBlock("ups." + stage, path.upsamplings().get(stage));
    }
    path.residuals().forEach(fusion -> addChildBlock("resblocks", fusion));
    addChildBlock("conv_post", path.output());
  }
}
