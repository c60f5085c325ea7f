package dev.vocoder.network.melgan;

import dev.vocoder.network.upsampling.UpsamplingGenerator;
import dev.vocoder.network.upsampling.UpsamplingPath;

/**
 * The generator: an input convolution, stages of upsampling and a residual stack, an output
 * convolution (section 2.1 of the paper). From (batch, bands, frames) to (batch, outputs, frames x
 * hop), within -1 to 1. The reference numbers its layers consecutively, activations and padding
 * too.
 */
final class MelGanGenerator extends UpsamplingGenerator {

  /**
   * Names the layers.
   *
   * @param path the layers
   * @param blocks the number of residual blocks of a stage, numbered already
   */
  MelGanGenerator(UpsamplingPath<ResidualStack> path, int blocks) {
    super(path);
    int stages = path.upsamplings().size();
    addChildBlock("model.1", path.input());
    for (int stage = 0; stage < stages; stage++) {
      addChildBlock("model." + (firstNumber(stage, blocks) + 1), path.upsamplings().get(stage));
      addChildBlock("model", path.residuals().get(stage));
    }
    addChildBlock("model." + (firstNumber(stages, blocks) + 2), path.output());
  }

  /**
   * Returns the number of a stage's first layer, the activation; the upsampling and the residual
   * blocks follow.
   *
   * @param stage from 0
   * @param blocks the number of residual blocks of a stage
   */
  static int firstNumber(int stage, int blocks) {
    return 2 + stage * (2 + blocks);
  }
}
