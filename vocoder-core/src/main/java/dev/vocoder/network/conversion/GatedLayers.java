package dev.vocoder.network.conversion;

import dev.vocoder.network.plane.ConvolutionBlock;
import dev.vocoder.network.plane.InstanceNorm;
import dev.vocoder.network.plane.PlaneConvolution;
import java.util.function.Supplier;

/** The layer that all of StarGAN-VC's networks consist of. */
final class GatedLayers {
  private GatedLayers() {}

  /** Returns a gated linear unit whose norms have no parameters. */
  static ConvolutionBlock plain(Supplier<PlaneConvolution> convolution) {
    return ConvolutionBlock.gated(convolution, "value", "gate")
        .norm(channels -> InstanceNorm.plain(), "value_norm", "gate_norm")
        .build();
  }
}
