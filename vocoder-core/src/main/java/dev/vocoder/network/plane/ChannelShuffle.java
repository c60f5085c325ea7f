package dev.vocoder.network.plane;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** Makes planes larger with fewer channels: values move from channels to positions in between. */
public enum ChannelShuffle {
  /** Nothing is moved. */
  NONE(1),
  /**
   * (batch, 2C, bands, frames) becomes (batch, C, bands, 2 frames): out[c, 2t + s] = in[sC + c, t],
   * the order of the original CycleGAN-VC in TensorFlow.
   */
  FRAMES(2),
  /**
   * (batch, 4C, bands, frames) becomes (batch, C, 2 bands, 2 frames): out[c, 2h + i, 2w + j] =
   * in[4c + 2i + j, h, w], PyTorch's pixel shuffle.
   */
  BANDS_AND_FRAMES(4);

  private final int factor;

  ChannelShuffle(int factor) {
    this.factor = factor;
  }

  /** Returns how many times fewer channels there are afterwards. */
  public int factor() {
    return factor;
  }

  /**
   * Shuffles.
   *
   * @param input (batch, channels, bands, frames), the channels a multiple of the factor
   * @param parts into how many parts the channels are divided, each shuffled by itself
   * @return a new array, or the input itself if nothing is moved
   */
  public NDArray apply(NDArray input, int parts) {
    if (this == NONE) {
      return input;
    }
    Shape shape = input.getShape();
    long batch = shape.get(0);
    long channels = shape.get(1) / factor;
    long each = channels / parts;
    long bands = shape.get(2);
    long frames = shape.get(3);
    if (this == FRAMES) {
      try (NDArray apart = input.reshape(batch * parts, 2, each, bands, frames);
          NDArray ordered = apart.transpose(0, 2, 3, 4, 1)) {
        return ordered.reshape(batch, channels, bands, 2 * frames);
      }
    }
    // Four channels in a row make one, so that parts need no care.
    try (NDArray apart = input.reshape(batch * channels, 2, 2, bands, frames);
        NDArray ordered = apart.transpose(0, 3, 1, 4, 2)) {
      return ordered.reshape(batch, channels, 2 * bands, 2 * frames);
    }
  }
}
