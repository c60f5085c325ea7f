package dev.vocoder.network.melgan;

import static java.util.Map.entry;

import ai.djl.ndarray.types.Shape;
import dev.vocoder.MelFormat;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.architecture.Architecture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** MelGAN, in a config of ours or in the reference implementation's {@code args.yml}. */
public final class MelGan implements Architecture {
  private static final String NAME = "melgan";
  private static final int USUAL_SEGMENT = 8192;
  private static final double FEATURES = 10; // lambda in the paper's eq. 4
  private static final Pattern BLOCK = Pattern.compile("model\\.\\d+\\.block\\..*");

  /** Creates the architecture; for {@link java.util.ServiceLoader}. */
  public MelGan() {}

  @Override
  public Optional<String> name() {
    return Optional.of(NAME);
  }

  @Override
  public String title() {
    return "MelGAN";
  }

  @Override
  public boolean owns(ConfigFile config) {
    return MelGanReference.areIn(config);
  }

  @Override
  public GeneratorConfig read(ConfigFile config, Map<String, Shape> tensors) {
    return owns(config) ? MelGanReference.read(config, tensors) : MelGanKeys.read(config);
  }

  @Override
  public MelFormat readMels(ConfigFile config, GeneratorConfig generator) {
    return owns(config)
        ? MelGanReference.mels(generator)
        : Architecture.super.readMels(config, generator);
  }

  @Override
  public boolean makes(GeneratorConfig generator) {
    return generator instanceof MelGanConfig;
  }

  @Override
  public void write(GeneratorConfig generator, Map<String, Object> keys) {
    keys.put(KEY, NAME);
    MelGanKeys.write((MelGanConfig) generator, keys);
  }

  @Override
  public List<String> configNames() {
    return List.of("args.yml");
  }

  @Override
  public List<String> landmarks() {
    return List.of("model.1");
  }

  @Override
  public boolean recognizes(Set<String> tensors) {
    return tensors.contains("model.1.weight")
        && tensors.stream().anyMatch(name -> BLOCK.matcher(name).matches());
  }

  @Override
  public boolean needsNoConfig() {
    return true;
  }

  @Override
  public Optional<Inferred> inferred(Map<String, Shape> tensors) {
    return MelGanReference.inferred(tensors)
        .map(generator -> new Inferred(generator, MelGanReference.mels(generator)));
  }

  /**
   * {@inheritDoc}
   *
   * <p>The reference implementation's: hinge, feature matching weighed by 10 x 4 / (layers that
   * move on + 1) / scales, Adam of learning rate 1e-4, betas 0.5 and 0.9 (appendix A), recordings
   * at 0.3 to 1 of their amplitude. Of the reference's keys it takes {@code lambda_feat}, and where
   * there is {@code ndf} the discriminator's sizes and {@code seq_len}.
   */
  @Override
  public Map<String, Object> recipe(GeneratorConfig generator, ConfigFile config) {
    boolean isReferences = config.has("ndf");
    MelGanDiscriminatorConfig discriminator =
        isReferences
            ? MelGanDiscriminatorConfig.reference(
                config.integer("num_D", 3),
                config.integer("ndf"),
                config.integer("n_layers_D", 4),
                config.integer("downsamp_factor", 4))
            : MelGanDiscriminatorConfig.PAPER;
    int hop = generator.hopSize();
    int segment = (USUAL_SEGMENT + hop - 1) / hop * hop;
    Map<String, Object> sizes = new LinkedHashMap<>();
    new MelGanDiscriminatorKind().write(discriminator, sizes);
    return Map.ofEntries(
        entry("discriminators", List.of(MelGanDiscriminatorKind.NAME)),
        entry(MelGanDiscriminatorKind.SIZES, sizes),
        entry("adversarial_loss", "hinge"),
        entry("lambda_discriminator", 1.0),
        entry("lambda_adversarial", 1.0),
        entry(
            "lambda_feature_matching",
            features(discriminator) * config.number("lambda_feat", FEATURES) / FEATURES),
        entry("lambda_mel", 0.0),
        entry("lambda_stft", 0.0),
        entry("learning_rate", 1e-4),
        entry("adam_b1", 0.5),
        entry("adam_b2", 0.9),
        entry("adam_epsilon", 1e-8),
        entry("weight_decay", 0.0),
        entry("lr_decay", 1.0),
        entry("turns", "kept"),
        entry("batch_size", 16),
        entry("segment_size", isReferences ? config.integer("seq_len", segment) : segment),
        entry("least_amplitude", 0.3));
  }

  private static double features(MelGanDiscriminatorConfig discriminator) {
    // Neither the first layer of a part nor its last but one moves on.
    int movingOn = discriminator.layers().size() - 2;
    return FEATURES * 4 / (movingOn + 1) / discriminator.scales();
  }
}
