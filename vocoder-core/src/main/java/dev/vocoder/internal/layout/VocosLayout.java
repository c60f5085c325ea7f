package dev.vocoder.internal.layout;

import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelFormat.Framing;
import dev.vocoder.MelFormat.MelNorm;
import dev.vocoder.MelFormat.MelScale;
import dev.vocoder.checkpoint.CheckpointLayout;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.checkpoint.StateDict;
import dev.vocoder.checkpoint.TensorIndex;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.TensorView;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.convnext.ConvNextSizes;
import dev.vocoder.network.spectrum.SpectrumPadding;
import dev.vocoder.network.vocos.VocosConfig;
import dev.vocoder.network.vocos.WaveNextConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Vocos and what was made of it, WaveNeXt among them: a feature extractor, a backbone and a head,
 * in a checkpoint of a training or a state dict alone. What lies beside backbone and head are
 * buffers that the config tells too, and networks of the training.
 */
public final class VocosLayout implements CheckpointLayout {
  private static final String BACKBONE = "backbone.";
  private static final String HEAD = "head.";
  private static final String EMBED = BACKBONE + "embed";
  private static final String BLOCK = BACKBONE + "convnext.%d.";
  private static final String WIDER = BLOCK + "pwconv1";
  private static final String OUT = HEAD + "out";
  private static final String LINEAR_1 = HEAD + "linear_1";
  private static final String LINEAR_2 = HEAD + "linear_2";

  private static final String FEATURES = "feature_extractor";
  private static final Set<String> SECTIONS = Set.of(FEATURES, "backbone", "head");

  /** Creates the layout; for {@link java.util.ServiceLoader}. */
  public VocosLayout() {}

  @Override
  public String name() {
    return "Vocos";
  }

  @Override
  public List<String> configNames() {
    return List.of("config.yaml", "config.yml");
  }

  @Override
  public List<String> landmarks() {
    return List.of(EMBED);
  }

  @Override
  public boolean recognizes(TensorIndex tensors) {
    return tensors.hasLayer(EMBED)
        && tensors.hasLayer(WIDER.formatted(0))
        && (tensors.hasLayer(OUT) || isWaveNext(tensors));
  }

  private static boolean isWaveNext(TensorIndex tensors) {
    return tensors.hasLayer(LINEAR_1) && tensors.hasLayer(LINEAR_2);
  }

  /** Says whether it is of the published model's bands, whose mels then are the published ones. */
  @Override
  public boolean opensWithoutConfig(TensorIndex tensors) {
    return !isWaveNext(tensors) && size(tensors, EMBED, 1) == MelFormat.VOCOS.bands();
  }

  @Override
  public boolean describes(ConfigFile config) {
    return sections(config).isPresent();
  }

  /** Returns what holds the three sections: the config itself, or the arguments of its model. */
  private static Optional<ConfigFile> sections(ConfigFile config) {
    if (SECTIONS.stream().allMatch(config::hasObject)) {
      return Optional.of(config);
    }
    if (config.hasObject("model") && config.object("model").hasObject("init_args")) {
      ConfigFile arguments = config.object("model").object("init_args");
      return SECTIONS.stream().allMatch(arguments::hasObject)
          ? Optional.of(arguments)
          : Optional.empty();
    }
    return Optional.empty();
  }

  @Override
  public Model read(ModelFile file, TensorIndex generator, Optional<ConfigFile> config) {
    if (generator.hasLayer(BACKBONE + "norm.scale")) {
      throw new CheckpointException(
          "%s is a Vocos of EnCodec's tokens, whose norms take a bandwidth besides, and takes no mel; give one that was trained on mels."
              .formatted(file.path()));
    }
    if (config.isEmpty() && opensWithoutConfig(generator)) {
      return new Model(
          new VocoderConfig(inferred(file, generator), MelFormat.VOCOS),
          weights(file, generator),
          List.of(
              "No config is beside it. Assumed are the mels and the hop of the published Vocos of"
                  + " 24 kHz."),
          false);
    }
    ConfigFile settings = require(file, config);
    return settings.named(
        () -> {
          ConfigFile sections =
              sections(settings)
                  .orElseThrow(
                      () ->
                          new ConfigException(
                              "The config lacks the sections feature_extractor, backbone and head;"
                                  + " pass the config that the model was trained with."));
          MelFormat mels = mels(arguments(sections, FEATURES, "MelSpectrogramFeatures"));
          ConvNextSizes backbone =
              backbone(arguments(sections, "backbone", "VocosBackbone"), generator);
          GeneratorConfig network = network(sections, backbone, generator);
          if (network.hopSize() != mels.hopSize()) {
            throw new ConfigException(
                "hop_length is %d of the head, but %d of the feature extractor; they must be equal."
                    .formatted(network.hopSize(), mels.hopSize()));
          }
          return new Model(new VocoderConfig(network, mels), weights(file, generator));
        });
  }

  /**
   * Returns the arguments of a section's class.
   *
   * @param sections what holds the section
   * @param section its name
   * @param only the one class that is known here, without its package
   */
  private static ConfigFile arguments(ConfigFile sections, String section, String only) {
    ConfigFile found = sections.object(section);
    String name = found.text("class_path", only);
    if (!name.substring(name.lastIndexOf('.') + 1).equals(only)) {
      throw new ConfigException(
          "%s is %s; only %s is known here, so give a model that has that."
              .formatted(section, found.shown("class_path"), only));
    }
    return found.object("init_args");
  }

  private static ConvNextSizes backbone(ConfigFile arguments, TensorIndex tensors) {
    return new ConvNextSizes(
        arguments.integer("input_channels"),
        arguments.integer("dim"),
        arguments.integer("intermediate_dim"),
        arguments.integer("num_layers"),
        hasLayerScale(tensors));
  }

  private static boolean hasLayerScale(TensorIndex tensors) {
    return tensors.tensors().containsKey(BLOCK.formatted(0) + "gamma");
  }

  private static GeneratorConfig network(
      ConfigFile sections, ConvNextSizes backbone, TensorIndex tensors) {
    if (isWaveNext(tensors)) {
      ConfigFile head = arguments(sections, "head", "WaveNextHead");
      return new WaveNextConfig(backbone, head.integer("n_fft") + 2, head.integer("hop_length"));
    }
    ConfigFile head = arguments(sections, "head", "ISTFTHead");
    return new VocosConfig(
        backbone,
        head.integer("n_fft"),
        head.integer("hop_length"),
        head.choice("padding", SpectrumPadding.class, SpectrumPadding.SAME));
  }

  /**
   * Returns the mels of torchaudio's {@code MelSpectrogram} of magnitudes, with what forks of Vocos
   * let configs say and Vocos's own values where they do not.
   */
  private static MelFormat mels(ConfigFile arguments) {
    int sampleRate = arguments.integer("sample_rate", MelFormat.VOCOS.sampleRate());
    int fftSize = arguments.integer("n_fft", MelFormat.VOCOS.fftSize());
    SpectrumPadding padding =
        arguments.choice("padding", SpectrumPadding.class, SpectrumPadding.CENTER);
    return MelFormat.VOCOS.toBuilder()
        .sampleRate(sampleRate)
        .fftSize(fftSize)
        .windowSize(fftSize)
        .hopSize(arguments.integer("hop_length", MelFormat.VOCOS.hopSize()))
        .bands(arguments.integer("n_mels", MelFormat.VOCOS.bands()))
        .fMin(arguments.number("f_min", 0))
        .fMax(arguments.number("f_max", Math.floor(sampleRate / 2.0))) // torchaudio's
        .framing(padding == SpectrumPadding.CENTER ? Framing.CENTERED : Framing.ALIGNED)
        .melScale(scale(arguments))
        .melNorm(arguments.has("norm") ? norm(arguments) : MelNorm.NONE)
        .logFloor(arguments.number("clip_val", MelFormat.VOCOS.logFloor()))
        .build();
  }

  private static MelScale scale(ConfigFile arguments) {
    return switch (arguments.text("mel_scale", "htk")) {
      case "htk" -> MelScale.HTK;
      case "slaney" -> MelScale.SLANEY;
      default ->
          throw new ConfigException(
              "mel_scale is %s; known are htk and slaney.".formatted(arguments.shown("mel_scale")));
    };
  }

  private static MelNorm norm(ConfigFile arguments) {
    if (!arguments.text("norm").equals("slaney")) {
      throw new ConfigException(
          "norm is %s; known are slaney and null.".formatted(arguments.shown("norm")));
    }
    return MelNorm.SLANEY;
  }

  /** Returns the network whose sizes the tensors tell, with the published model's hop. */
  private static VocosConfig inferred(ModelFile file, TensorIndex tensors) {
    int blocks = 0;
    while (tensors.hasLayer(WIDER.formatted(blocks))) {
      blocks++;
    }
    try {
      return new VocosConfig(
          new ConvNextSizes(
              size(tensors, EMBED, 1),
              size(tensors, EMBED, 0),
              size(tensors, WIDER.formatted(0), 0),
              blocks,
              hasLayerScale(tensors)),
          size(tensors, OUT, 0) - 2,
          MelFormat.VOCOS.hopSize(),
          SpectrumPadding.CENTER);
    } catch (ConfigException e) {
      throw new CheckpointException(
          "%s has tensors of shapes that make no Vocos: %s".formatted(file.path(), e.getMessage()),
          e);
    }
  }

  /** Returns the length of an axis of a layer's weight, 0 if there is none. */
  private static int size(TensorIndex tensors, String layer, int axis) {
    int[] shape = tensors.weightShape(layer);
    return shape.length > axis ? shape[axis] : 0;
  }

  private static StateDict weights(ModelFile file, TensorIndex tensors) {
    Map<String, TensorView> network = new LinkedHashMap<>();
    tensors
        .tensors()
        .forEach(
            (name, tensor) -> {
              if (name.startsWith(BACKBONE)) {
                network.put(name.substring(BACKBONE.length()), tensor);
              } else if (name.startsWith(HEAD) && !name.startsWith(HEAD + "istft.")) {
                network.put(name.substring(HEAD.length()), tensor);
              }
            });
    Map<String, Tensor> ours = new LinkedHashMap<>();
    file.read(network).tensors().forEach((name, tensor) -> ours.put(name, asOurs(name, tensor)));
    if (ours.containsKey("linear_2.weight")) {
      ours.putIfAbsent("linear_2.bias", new Tensor(new int[] {1}, new float[1]));
    }
    return StateDict.of(ours);
  }

  /** Makes a convolution of one tap of a linear layer, of the last one a transposed convolution. */
  private static Tensor asOurs(String name, Tensor tensor) {
    int[] shape = tensor.shape();
    if (shape.length != 2) {
      return tensor;
    }
    return name.equals("linear_2.weight")
        ? new Tensor(new int[] {shape[1], 1, shape[0]}, transposed(tensor.values(), shape))
        : new Tensor(new int[] {shape[0], shape[1], 1}, tensor.values());
  }

  private static float[] transposed(float[] values, int[] shape) {
    float[] transposed = new float[values.length];
    for (int row = 0; row < shape[0]; row++) {
      for (int column = 0; column < shape[1]; column++) {
        transposed[column * shape[0] + row] = values[row * shape[1] + column];
      }
    }
    return transposed;
  }
}
