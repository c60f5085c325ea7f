package dev.vocoder.train;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a run of training ended.
 *
 * @param step the number of steps made, those of earlier runs included
 * @param skipped how many steps of this run were skipped for a loss or gradient that was no number
 * @param stopped whether it was asked to stop before its last step
 * @param generator the generator's last checkpoint, empty if none was written
 * @param bestError the lowest validation error, of earlier runs too; empty if there was none
 */
public record TrainingResult(
    long step, long skipped, boolean stopped, Optional<Path> generator, OptionalDouble bestError) {}
