package dev.vocoder.checkpoint;

import dev.vocoder.CheckpointException;
import dev.vocoder.internal.architecture.Architectures;
import dev.vocoder.internal.container.TensorView;
import dev.vocoder.internal.container.Text;
import dev.vocoder.network.architecture.Architecture;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says what a file without a generator of a known layout seems to hold. */
public final class Unrecognized {
  private static final String GENERATOR = "generator";

  /**
   * How names of tensors of other networks begin, at any depth; the first match is the most
   * specific.
   */
  private static final List<Map.Entry<Pattern, String>> OTHER_NETWORKS =
      List.of(
          network("backbone\\.(convnext|resnet)\\.", "a Vocos of another backbone or head"),
          network("decoder\\.lstm", "an acoustic model such as Tacotron 2"),
          network("quantizer\\.", "a codec such as EnCodec (it takes tokens and no mel)"),
          network("(text_)?encoder\\.", "an acoustic model"),
          network("wavenet\\.", "a WaveNet"),
          network("first_conv\\.", "a Parallel WaveGAN"));

  /** How tensors of generators that convert voices are named: Mask- and CycleGAN-VC, StarGAN-VC. */
  private static final Pattern CONVERTERS =
      Pattern.compile("(?<![^.])(downSample1\\.convLayer\\.0|up\\.0\\.gate)\\.weight$");

  private Unrecognized() {}

  private static Map.Entry<Pattern, String> network(String start, String name) {
    return Map.entry(Pattern.compile("(?<![^.])" + start), name);
  }

  /**
   * Returns the refusal of a file.
   *
   * @param file an open file in which no layout recognises anything
   */
  static CheckpointException refusal(ModelFile file) {
    Collection<String> names;
    try {
      names = tensors(file).tensors().keySet();
    } catch (CheckpointException e) {
      return e;
    }
    for (Map.Entry<Pattern, String> network : OTHER_NETWORKS) {
      if (names.stream().anyMatch(name -> network.getKey().matcher(name).find())) {
        return network(file, network.getValue(), names);
      }
    }
    return unknown(file, "", names);
  }

  /**
   * Returns the refusal of a network that is not known here.
   *
   * @param file the open file that it lies in
   * @param network what it is
   * @param names its tensors'
   */
  private static CheckpointException network(
      ModelFile file, String network, Collection<String> names) {
    return unknown(file, ": it seems to be " + network + ", which is not", names);
  }

  /** Says whether a dict of a file holds a generator that converts voices. */
  private static boolean isConverter(ModelFile file) {
    return StateDicts.in(file.root()).stream()
        .flatMap(dict -> dict.tensors().tensors().keySet().stream())
        .anyMatch(name -> CONVERTERS.matcher(name).find());
  }

  private static CheckpointException unknown(
      ModelFile file, String likeness, Collection<String> names) {
    return new CheckpointException(
        "%s is no %s generator of a layout that is known here%s; it has the tensors %s."
            .formatted(file.path(), known(), likeness, Text.listed(names)));
  }

  private static String known() {
    return Text.series(
        Architectures.all()
            .filter(each -> !each.landmarks().isEmpty())
            .map(Architecture::title)
            .sorted()
            .toList(),
        "or");
  }

  /**
   * Returns the tensors under {@code generator}, or of the whole file where it is a bare state
   * dict.
   *
   * @throws CheckpointException if it holds neither, saying what it holds
   */
  static TensorIndex tensors(ModelFile file) {
    if (isConverter(file)) {
      throw new CheckpointException(
          "%s is a voice converter, not a vocoder; open it with VoiceConverter.load or vocoder convert."
              .formatted(file.path()));
    }
    if (!(file.root() instanceof Map<?, ?> root) || root.isEmpty()) {
      throw notAGenerator(file, "it holds no dict of names");
    }
    Optional<Map<?, ?>> generator =
        root.get(GENERATOR) instanceof Map<?, ?> dict ? Optional.of(dict) : Optional.empty();
    if (generator.isEmpty()) {
      requireBare(file, root);
    }
    Map<String, TensorView> tensors = new LinkedHashMap<>();
    generator
        .orElse(root)
        .forEach(
            (key, value) -> {
              if (!(key instanceof String name && value instanceof TensorView tensor)) {
                throw notAGenerator(
                    file,
                    "its entry %s is not a named tensor"
                        .formatted(Text.shown(String.valueOf(key))));
              }
              tensors.put(name, tensor);
            });
    if (tensors.isEmpty()) {
      throw notAGenerator(file, "its state dict is empty");
    }
    return TensorIndex.of(tensors).withoutWrappers();
  }

  private static void requireBare(ModelFile file, Map<?, ?> root) {
    if (root.containsKey("mpd") || root.containsKey("optim_g") || root.containsKey("optim_d")) {
      throw new CheckpointException(
          "%s holds discriminators and optimizers (%s), not a generator; give the file saved with it whose name begins with g_ instead of do_."
              .formatted(file.path(), StateDict.keys(root)));
    }
    if (root.containsKey("param_groups")) {
      throw notAGenerator(file, "it is the state of an optimizer");
    }
    if (root.keySet().stream().allMatch(StateDict::isDiscriminators)) {
      throw notAGenerator(
          file, "it is the state dict of a discriminator (" + StateDict.keys(root) + ")");
    }
    if (!root.values().stream().allMatch(TensorView.class::isInstance)) {
      throw notAGenerator(file, "it holds the keys " + StateDict.keys(root));
    }
  }

  private static CheckpointException notAGenerator(ModelFile file, String found) {
    return new CheckpointException(
        "%s is not a generator's checkpoint: %s, where {'generator': state_dict}, a bare state_dict or another layout that is known here is expected."
            .formatted(file.path(), found));
  }
}
