package dev.vocoder.train.conversion;

import dev.vocoder.Device;
import java.util.List;
import java.util.Optional;

/**
 * What a run of conversion training is.
 *
 * @param recipe what is trained, its steps and the number of voices decided
 * @param voices what it learns from
 * @param validation how it is validated; empty if it is not
 * @param parts into how many parts a batch is divided
 * @param device where to compute
 * @param command how training was called
 */
record ConversionRun(
    ConversionRecipe recipe,
    List<VoiceCorpus> voices,
    Optional<ConversionValidation> validation,
    int parts,
    Device device,
    String command) {}
