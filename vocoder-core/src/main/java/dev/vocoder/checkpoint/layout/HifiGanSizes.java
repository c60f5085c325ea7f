package dev.vocoder.checkpoint.layout;

import dev.vocoder.ConfigException;
import dev.vocoder.checkpoint.ConfigFile;
import dev.vocoder.network.hifigan.ResidualBlock;
import java.util.List;

/** What the descendants of HiFi-GAN's reference implementation have in common. */
final class HifiGanSizes {
  private HifiGanSizes() {}

  /**
   * Returns the dilations of each residual block. The reference's blocks take the first three, or
   * the first two where they are single, and leave the rest.
   */
  static List<List<Integer>> dilations(ConfigFile config, String key, ResidualBlock.Kind kind) {
    int branches = kind == ResidualBlock.Kind.PAIRED ? 3 : 2;
    return config.integerLists(key).stream()
        .map(
            all -> {
              if (all.size() < branches) {
                throw new ConfigException(
                    "%s has %s, but a residual block needs %d dilations."
                        .formatted(key, all, branches));
              }
              return all.subList(0, branches);
            })
        .toList();
  }
}
