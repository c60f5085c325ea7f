package dev.vocoder.spi;

import dev.vocoder.Device;
import dev.vocoder.MelFormat;
import dev.vocoder.Precision;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a {@link dev.vocoder.Vocoder.Builder} was told.
 *
 * @param checkpoint the model's file, or empty for the default model
 * @param config the model's config, or empty to look beside the checkpoint
 * @param device where to compute
 * @param precision the arithmetic asked for
 * @param threads the number of CPU threads for one operation, or empty to leave the engine's
 * @param melFormat the mels of the network, or empty to take what the model's files tell
 * @param normalizedMels whether the caller's mels are normalised where the network's are
 */
public record VocoderOptions(
    Optional<Path> checkpoint,
    Optional<Path> config,
    Device device,
    Precision precision,
    OptionalInt threads,
    Optional<MelFormat> melFormat,
    boolean normalizedMels) {}
