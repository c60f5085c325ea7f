package dev.vocoder.checkpoint;

import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.container.Text;
import dev.vocoder.internal.container.file.FileStart;
import dev.vocoder.internal.container.safetensors.ShardIndex;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which of the files beside one another holds a model's weights. */
final class WeightsChoice {
  /**
   * The names that training tools and model hubs give, the preferred ones first; of several with a
   * number, the one of most steps.
   */
  private static final List<Pattern> PREFERRED =
      List.of(
          Pattern.compile("model\\.safetensors"),
          Pattern.compile("pytorch_model\\.bin"),
          Pattern.compile("diffusion_pytorch_model\\.safetensors"),
          Pattern.compile("diffusion_pytorch_model\\.bin"),
          Pattern.compile("model_weights\\.ckpt"),
          Pattern.compile("generator\\.ckpt"),
          Pattern.compile("bigvgan_generator\\.pt"),
          Pattern.compile("best_netG\\.pt"),
          Pattern.compile("netG\\.pt"),
          Pattern.compile("best_model\\.pth(?:\\.tar)?"),
          Pattern.compile("model_file\\.pth(?:\\.tar)?"),
          Pattern.compile("best_model_(\\d{1,18})\\.pth(?:\\.tar)?"),
          Pattern.compile("checkpoint-(\\d{1,18})steps\\.pkl"),
          Pattern.compile("checkpoint_(\\d{1,18})\\.pth(?:\\.tar)?"),
          Pattern.compile("g_(\\d{1,18})"));

  private WeightsChoice() {}

  /**
   * Returns the name of the file to take: the only one that begins like weights, or the one of the
   * best known name; an ONNX model where there are no weights.
   *
   * @param files how each file begins
   * @throws MalformedException if there is none, or it is unclear which one is meant
   */
  static String among(Map<String, FileStart> files) throws MalformedException {
    boolean anyWeights = files.values().stream().anyMatch(FileStart::isWeights);
    return choose(files, anyWeights ? FileStart::isWeights : FileStart::isExport);
  }

  /**
   * Does as {@link #among}, but takes the index of a model in parts where there is no whole one,
   * and an archive where there are no weights.
   */
  static String orArchiveAmong(Map<String, FileStart> files) throws MalformedException {
    Map<Boolean, List<String>> weights =
        files.keySet().stream()
            .filter(name -> files.get(name).isWeights())
            .collect(Collectors.partitioningBy(name -> ShardIndex.ofPart(name).isPresent()));
    boolean onlyParts = weights.get(false).isEmpty() && !weights.get(true).isEmpty();
    Optional<String> index = ShardIndex.among(files.keySet());
    if (onlyParts && index.isPresent()) {
      return index.get();
    }
    if (onlyParts && weights.get(true).size() > 1) {
      throw new MalformedException(
          "it holds parts of a model (%s) without the index that says what lies where; put the %s of the same model beside them"
              .formatted(
                  Text.listed(weights.get(true)),
                  ShardIndex.ofPart(weights.get(true).get(0)).orElseThrow()));
    }
    boolean anyWeights = onlyParts || !weights.get(false).isEmpty();
    boolean anyArchive = files.values().stream().anyMatch(FileStart::isArchive);
    return !anyWeights && anyArchive ? choose(files, FileStart::isArchive) : among(files);
  }

  private static String choose(Map<String, FileStart> files, Predicate<FileStart> eligible)
      throws MalformedException {
    Set<String> weights =
        files.keySet().stream()
            .filter(name -> eligible.test(files.get(name)))
            .collect(Collectors.toCollection(TreeSet::new));
    if (weights.isEmpty()) {
      throw new MalformedException(nothing(files.keySet()));
    }
    if (weights.size() == 1) {
      return weights.iterator().next();
    }
    for (Pattern pattern : PREFERRED) {
      Set<String> latest = latest(weights, pattern);
      if (latest.size() == 1) {
        return latest.iterator().next();
      }
    }
    throw new MalformedException(
        "it holds several model files (%s); name the one to take".formatted(Text.listed(weights)));
  }

  /** Returns the names that match; of numbered ones, those with the largest number. */
  private static Set<String> latest(Set<String> names, Pattern pattern) {
    TreeMap<Long, Set<String>> matching = new TreeMap<>();
    for (String name : names) {
      Matcher matcher = pattern.matcher(name.substring(name.lastIndexOf('/') + 1));
      if (matcher.matches()) {
        long steps = matcher.groupCount() == 0 ? 0 : Long.parseLong(matcher.group(1));
        matching.computeIfAbsent(steps, key -> new TreeSet<>()).add(name);
      }
    }
    return matching.isEmpty() ? Set.of() : matching.lastEntry().getValue();
  }

  private static String nothing(Set<String> names) {
    if (names.isEmpty()) {
      return "it holds no files";
    }
    if (names.stream().anyMatch(name -> name.endsWith("saved_model.pb"))) {
      return "it is a TensorFlow SavedModel; give the PyTorch or safetensors file of the same"
          + " model";
    }
    if (names.containsAll(Set.of("sys_info", "pickle", "storages", "tensors"))) {
      return "it is PyTorch's format before 0.2; save it again in Python";
    }
    return "none of its files is a PyTorch or safetensors file (it holds %s)"
        .formatted(Text.listed(names));
  }
}
