package dev.vocoder.network.melgan;

import ai.djl.ndarray.types.Shape;
import dev.vocoder.MelFormat;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.config.MelFormatKeys;
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
    return MelGanReference.isReferences(config);
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
   * <p>The reference implementation's. Of its keys it takes {@code lambda_feat}, and where there is
   * {@code ndf} the discriminator's sizes and {@code seq_len}.
   */
  @Override
  public Map<String, Object> recipe(GeneratorConfig generator, ConfigFile config) {
    return MelGanRecipes.reference(generator, config);
  }

  /**
   * Returns the recipe of the reference implementation against a discriminator of any sizes: hinge
   * loss and feature matching, learning rate 1e-4, recordings at 0.3 to 1 of their amplitude.
   *
   * @param generator of any architecture
   * @param discriminator its opponent
   * @return keys as {@link Architecture#recipe} has them
   */
  public static Map<String, Object> recipe(
      GeneratorConfig generator, MelGanDiscriminatorConfig discriminator) {
    return MelGanRecipes.reference(generator, discriminator);
  }

  /**
   * Returns the recipe of the Keras example "MelGAN-based spectrogram inversion using feature
   * matching": means of squares, learning rates 1e-5 and 1e-6, each gradient's norm at most 1.
   *
   * @param generator of any architecture
   * @param discriminator its opponent
   * @return keys as {@link Architecture#recipe} has them
   */
  public static Map<String, Object> kerasRecipe(
      GeneratorConfig generator, MelGanDiscriminatorConfig discriminator) {
    return MelGanRecipes.keras(generator, discriminator);
  }

  /** Returns the paper's, and that of the Keras example. */
  @Override
  public Map<String, Map<String, Object>> presets() {
    ConfigFile nothing = ConfigFile.of(Map.of(), NAME);
    Map<String, Map<String, Object>> presets = new LinkedHashMap<>();
    presets.put(
        NAME,
        preset(
            MelGanConfig.PAPER,
            MelFormat.MELGAN,
            MelGanRecipes.reference(MelGanConfig.PAPER, nothing)));
    presets.put(
        "keras-melgan",
        preset(
            MelGanConfig.KERAS,
            MelFormat.KERAS_MELGAN,
            kerasRecipe(MelGanConfig.KERAS, MelGanDiscriminatorConfig.KERAS)));
    return presets;
  }

  private Map<String, Object> preset(
      MelGanConfig generator, MelFormat mels, Map<String, Object> recipe) {
    Map<String, Object> keys = new LinkedHashMap<>();
    write(generator, keys);
    MelFormatKeys.write(mels, keys);
    keys.putAll(recipe);
    return keys;
  }
}
