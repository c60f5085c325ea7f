package dev.vocoder.train.data;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A recording to train on.
 *
 * @param name what people call it: its path below the data set's folder, without extension
 * @param wave its audio file
 * @param mel the mel that an acoustic model predicts for it, a {@code .npy} file; empty to compute
 *     mels of the audio
 */
public record Recording(String name, Path wave, Optional<Path> mel) {}
