package dev.vocoder.checkpoint.example;

import dev.vocoder.checkpoint.CheckpointLayout;
import dev.vocoder.checkpoint.ModelFile;
import dev.vocoder.checkpoint.TensorIndex;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.config.ConfigFile;
import java.util.List;
import java.util.Optional;

/** A program that saves the reference's HiFi-GANs with layers and settings under its own names. */
public final class RenamedLayout implements CheckpointLayout {
  private static final String SETTINGS = "renamed_vocoder";

  @Override
  public String name() {
    return "the renaming program";
  }

  @Override
  public List<String> configNames() {
    return List.of("settings.json");
  }

  @Override
  public List<String> landmarks() {
    return List.of("entry");
  }

  @Override
  public boolean recognizes(TensorIndex tensors) {
    return tensors.hasLayer("entry") && tensors.hasLayer("exit");
  }

  @Override
  public boolean describes(ConfigFile config) {
    return config.has(SETTINGS);
  }

  @Override
  public Model read(ModelFile file, TensorIndex generator, Optional<ConfigFile> config) {
    ConfigFile settings = require(file, config).object(SETTINGS);
    return new Model(VocoderConfig.of(settings), file.read(generator.renamed(RenamedLayout::ours)));
  }

  private static Optional<String> ours(String layer) {
    return switch (layer) {
      case "entry" -> Optional.of("conv_pre");
      case "exit" -> Optional.of("conv_post");
      default -> Optional.empty();
    };
  }
}
