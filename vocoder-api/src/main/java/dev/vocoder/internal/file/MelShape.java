package dev.vocoder.internal.file;

import java.util.Arrays;
import java.util.Optional;

/**
 * The one rule by which an array is a mel: axes of length 1 do not count, and of the two that are
 * left one is the bands. Where both could be, the first is.
 *
 * @param frames how many there are
 * @param bandsFirst whether the array is bands x frames, and not frames x bands
 * @param ambiguous whether it could be either
 */
public record MelShape(int frames, boolean bandsFirst, boolean ambiguous) {

  /**
   * Reads a shape.
   *
   * @param shape the length of each axis
   * @param bands the bands of the mel wanted
   * @return empty if it is no mel of so many bands
   */
  public static Optional<MelShape> of(int[] shape, int bands) {
    int[] axes = Arrays.stream(shape).filter(axis -> axis != 1).toArray();
    if (shape.length < 2 || axes.length > 2) {
      return Optional.empty();
    }
    if (axes.length < 2) { // a single frame, or a single band
      int length = axes.length == 0 ? 1 : axes[0];
      if (length == bands) {
        return Optional.of(new MelShape(1, true, false));
      }
      return bands == 1 ? Optional.of(new MelShape(length, true, false)) : Optional.empty();
    }
    if (axes[0] == bands) {
      return Optional.of(new MelShape(axes[1], true, axes[1] == bands));
    }
    return axes[1] == bands ? Optional.of(new MelShape(axes[0], false, false)) : Optional.empty();
  }

  /**
   * Returns the values as bands x frames.
   *
   * @param values the array's, in C order
   * @return an array of as many, or the one given
   */
  public float[] bandMajor(float[] values) {
    return bandsFirst || frames == 0 ? values : transposed(values, frames, values.length / frames);
  }

  /** Returns a sentence about what reading it so assumes, where it does. */
  public Optional<String> assumption() {
    return ambiguous
        ? Optional.of(
            "it is %d x %d: assumed are bands x frames; if it is frames x bands, transpose it."
                .formatted(frames, frames))
        : Optional.empty();
  }

  /**
   * Returns what to say of an array that is no mel.
   *
   * @param name where it comes from
   * @param shape the length of each axis
   * @param bands the bands of the mel wanted
   */
  public static String refusal(String name, int[] shape, int bands) {
    int[] axes = Arrays.stream(shape).filter(axis -> axis != 1).toArray();
    String hint = "";
    if (axes.length == 3 && (axes[1] == bands || axes[2] == bands)) {
      hint = " It holds %d mels; save each by itself.".formatted(axes[0]);
    } else if (axes.length == 2 && axes[0] > 1 && axes[1] > 1) {
      hint = " A vocoder takes mels of the number of bands that it was trained on.";
    }
    return "%s has shape %s; expected (%d, frames) for this model's %d bands.%s"
        .formatted(name, Arrays.toString(shape), bands, bands, hint);
  }

  private static float[] transposed(float[] values, int rows, int columns) {
    float[] result = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        result[column * rows + row] = values[row * columns + column];
      }
    }
    return result;
  }
}
