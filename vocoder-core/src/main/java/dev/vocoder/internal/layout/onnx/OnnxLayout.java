package dev.vocoder.internal.layout.onnx;

import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.checkpoint.Biases;
import dev.vocoder.checkpoint.CheckpointLayout;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.checkpoint.TensorIndex;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.config.MelFormatKeys;
import dev.vocoder.internal.container.Text;
import dev.vocoder.internal.container.onnx.OnnxContainer;
import dev.vocoder.internal.container.onnx.OnnxNode;
import dev.vocoder.internal.container.onnx.OnnxProgram;
import dev.vocoder.internal.layout.ReferenceLayout;
import dev.vocoder.internal.script.PlainMel;
import dev.vocoder.network.Generator;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.hifigan.HifiGanConfig;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * ONNX models: this library's own, which hold their config; those of a config of the references'
 * keys; and HiFi-GANs and Vocos, whose sizes the graph tells, as sherpa-onnx publishes them. Of
 * these a config need only describe the mels.
 */
public final class OnnxLayout implements CheckpointLayout {
  private static final ReferenceLayout REFERENCE = new ReferenceLayout();

  /** Creates the layout; for {@link java.util.ServiceLoader}. */
  public OnnxLayout() {}

  @Override
  public String name() {
    return "by its graph";
  }

  @Override
  public List<String> configNames() {
    return REFERENCE.configNames();
  }

  @Override
  public List<String> landmarks() {
    return List.of(OnnxContainer.FIRST);
  }

  @Override
  public boolean recognizes(TensorIndex tensors) {
    return tensors.hasLayer(OnnxContainer.FIRST);
  }

  /** Says whether it describes the mels at least. */
  @Override
  public boolean describes(ConfigFile config) {
    return config.has("sampling_rate") && config.has("num_mels");
  }

  @Override
  public Model read(ModelFile file, TensorIndex generator, Optional<ConfigFile> config) {
    Optional<ConfigFile> whole = config.filter(REFERENCE::describes);
    if (whole.isPresent()) {
      VocoderConfig vocoder = VocoderConfig.of(whole.get());
      return new Model(vocoder, weights(file, vocoder.generator(), vocoder.melFormat()));
    }
    GeneratorConfig sizes = sizes(file);
    StateDict weights = weights(file, sizes, MelFormat.HIFIGAN); // or any that is not normalised
    if (config.isPresent()) {
      MelFormat mels = config.get().named(() -> MelFormatKeys.read(config.get()));
      return new Model(new VocoderConfig(sizes, mels), weights);
    }
    return new Model(
        new VocoderConfig(sizes, mels(file, sizes)),
        weights,
        List.of("The model does not describe its mels. Assumed are those of HiFi-GAN's reference."),
        false);
  }

  private static GeneratorConfig sizes(ModelFile file) {
    OnnxProgram program = program(file);
    try {
      return HifiGanGraph.sizes(program)
          .<GeneratorConfig>map(sizes -> sizes)
          .or(() -> VocosGraph.sizes(file))
          .orElseThrow(() -> unknown(file, program));
    } catch (ConfigException e) {
      throw new CheckpointException(
          "%s has a graph whose sizes make no network: %s".formatted(file.path(), e.getMessage()),
          e);
    }
  }

  private static CheckpointException unknown(ModelFile file, OnnxProgram program) {
    List<String> operators = program.nodes().stream().map(OnnxNode::operator).distinct().toList();
    return new CheckpointException(
        "%s is no network that is known here without a config: its graph, of %s, is not built like a HiFi-GAN or a Vocos; give the PyTorch file it was exported from."
            .formatted(
                file.path(), operators.isEmpty() ? "no operations" : Text.listed(operators)));
  }

  /** Returns the mels of the published HiFi-GANs, if the model is like them. */
  private static MelFormat mels(ModelFile file, GeneratorConfig sizes) {
    MelFormat published = MelFormat.HIFIGAN;
    String rate = file.metadata().getOrDefault("sample_rate", "unknown");
    if (sizes instanceof HifiGanConfig
        && sizes.bands() == published.bands()
        && sizes.hopSize() == published.hopSize()
        && rate.equals(Integer.toString(published.sampleRate()))) {
      return published;
    }
    throw new ConfigException(
        "%s does not say which mels it takes (%d bands, hop %d, sample rate %s); put a config.json beside it, or name one, with num_mels, n_fft, hop_size, win_size, sampling_rate, fmin and fmax."
            .formatted(file.path(), sizes.bands(), sizes.hopSize(), Text.shown(rate)));
  }

  /** Finds a network in the graph, and its weights by our names. */
  private static StateDict weights(ModelFile file, GeneratorConfig config, MelFormat mels) {
    OnnxProgram program = program(file);
    FoundNetwork found = new FoundNetwork(file, config.architecture());
    Generator network = config.build(WeightForm.FOLDED);
    found.requireOutput(
        network.emit(found, PlainMel.normalized(found, program.inputs().get(0), mels)));
    return Biases.completed(found.weights(network), config);
  }

  /**
   * Returns the model's graph.
   *
   * @throws CheckpointException if it is not one from a mel to a wave whose weights are its tensors
   */
  private static OnnxProgram program(ModelFile file) {
    OnnxProgram program = file.program().orElseThrow();
    if (program.inputs().size() != 1 || !Set.of(1, 3).contains(program.outputs().size())) {
      throw new CheckpointException(
          "%s takes %s and makes %s, where a vocoder that is known here takes a mel alone and makes a wave, or the magnitude, cosine and sine of a spectrum."
              .formatted(file.path(), values(program.inputs()), values(program.outputs())));
    }
    for (OnnxNode node : program.nodes()) {
      if (node.operator().startsWith("Conv") && program.constant(node.input(1)).isEmpty()) {
        throw new CheckpointException(
            "%s computes the weight of its %s, as weight norm does; export it again after remove_weight_norm()."
                .formatted(file.path(), node));
      }
    }
    return program;
  }

  private static String values(List<String> names) {
    return names.isEmpty() ? "nothing" : Text.listed(names);
  }
}
