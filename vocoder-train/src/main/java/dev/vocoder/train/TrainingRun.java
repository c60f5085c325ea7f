package dev.vocoder.train;

import java.nio.file.Path;

/**
 * What a run of training will do.
 *
 * @param folder where its files go
 * @param description what is trained on what, in a few words
 * @param firstStep the number of steps that were made before
 * @param lastStep the number of steps after which it ends
 */
public record TrainingRun(Path folder, String description, long firstStep, long lastStep) {}
