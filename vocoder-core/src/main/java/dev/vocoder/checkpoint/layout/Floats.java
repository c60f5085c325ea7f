package dev.vocoder.checkpoint.layout;

import java.util.ArrayList;
import java.util.List;

/** Numbers as a list. */
final class Floats {
  private Floats() {}

  static List<Float> list(float[] values) {
    List<Float> list = new ArrayList<>(values.length);
    for (float value : values) {
      list.add(value);
    }
    return list;
  }
}
