package dev.vocoder.conversion;

import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.checkpoint.TensorIndex;
import dev.vocoder.internal.container.TensorView;
import dev.vocoder.network.conversion.MaskCycleGanGenerator;
import dev.vocoder.network.conversion.MaskCycleGanGenerator.Config.Gating;
import dev.vocoder.network.conversion.PublicNames;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The generators in a file of the public MaskCycleGAN-VC or CycleGAN-VC2 code: one direction (which
 * one, only the file's name tells) or both. The shapes of their tensors tell their sizes; nothing
 * tells mels or voices.
 */
final class PublicGenerators {
  /** Where a direction lies in a file, by the name that it has in ours. */
  private static final Map<String, String> PLACES = places();

  private static final String EDGE = "conv1.weight";
  private static final String DOWN = "downSample1.convLayer.0.weight";
  private static final String BLOCK = "residualLayer%d.conv1d_layer.0.weight";
  private static final String TO_TIME = "conv2dto1dLayer";

  private PublicGenerators() {}

  private static Map<String, String> places() {
    Map<String, String> places = new LinkedHashMap<>();
    places.put("model_state", ConverterConfig.FORWARD); // MaskCycleGAN-VC
    places.put("model_genA2B_state_dict", ConverterConfig.FORWARD); // CycleGAN-VC2
    places.put("model_genB2A_state_dict", ConverterConfig.BACKWARD);
    places.put(ConverterConfig.FORWARD, ConverterConfig.FORWARD); // ours, of whatever origin
    places.put(ConverterConfig.BACKWARD, ConverterConfig.BACKWARD);
    return places;
  }

  /**
   * Returns the tensors of each direction that a file has; none if it is of another kind.
   *
   * @param file an open file
   */
  static Map<String, TensorIndex> in(ModelFile file) {
    Map<String, TensorIndex> found = new LinkedHashMap<>();
    if (file.root() instanceof Map<?, ?> root) {
      PLACES.forEach(
          (place, name) -> {
            TensorIndex tensors = used(root.get(place));
            if (isGenerator(tensors)) {
              found.putIfAbsent(name, tensors);
            }
          });
      TensorIndex bare = used(root);
      if (found.isEmpty() && isGenerator(bare)) {
        found.put(ConverterConfig.FORWARD, bare);
      }
    }
    return found;
  }

  private static TensorIndex used(Object dict) {
    return TensorIndex.of(PublicNames.used(TensorIndex.of(dict).withoutWrappers().tensors()));
  }

  private static boolean isGenerator(TensorIndex tensors) {
    return tensors.tensors().containsKey(EDGE) && tensors.tensors().containsKey(DOWN);
  }

  /**
   * Returns the sizes of a generator.
   *
   * @param tensors its tensors
   * @param fileName the file, for messages
   * @throws CheckpointException if their shapes are no generator's
   */
  static MaskCycleGanGenerator.Config config(TensorIndex tensors, String fileName) {
    Map<String, TensorView> views = tensors.tensors();
    boolean masked = views.containsKey(TO_TIME + ".weight");
    int[] edge = shape(views, EDGE, fileName, 4);
    int[] down = shape(views, DOWN, fileName, 4);
    int[] toTime = shape(views, TO_TIME + (masked ? "" : ".0") + ".weight", fileName, 3);
    int channels = toTime[0];
    int blocks = 0;
    while (views.containsKey(BLOCK.formatted(blocks + 1))) {
      blocks++;
    }
    if (channels == 0 || toTime[1] % channels != 0 || edge[1] != (masked ? 2 : 1)) {
      throw new CheckpointException(
          "%s is no generator of MaskCycleGAN-VC or CycleGAN-VC2: %s is %s and %s %s."
              .formatted(fileName, EDGE, Arrays.toString(edge), TO_TIME, Arrays.toString(toTime)));
    }
    Gating gating = down[0] == channels ? Gating.SELF : Gating.HALVING;
    try {
      return new MaskCycleGanGenerator.Config(
          Math.multiplyExact(toTime[1] / channels, 4), channels, blocks, masked, gating, 0);
    } catch (ConfigException | ArithmeticException e) {
      throw new CheckpointException(
          "The generator in %s is not one that runs here: %s".formatted(fileName, e.getMessage()),
          e);
    }
  }

  private static int[] shape(
      Map<String, TensorView> views, String name, String fileName, int axes) {
    TensorView view = views.get(name);
    if (view == null || view.shape().length != axes) {
      throw new CheckpointException(
          "%s is no generator of MaskCycleGAN-VC or CycleGAN-VC2: %s is %s, where %d axes are needed."
              .formatted(
                  fileName, name, view == null ? "missing" : Arrays.toString(view.shape()), axes));
    }
    return view.shape();
  }
}
