package dev.vocoder.train;

/**
 * What a step came to.
 *
 * @param losses its losses
 * @param applied whether every network it trains was updated
 */
public record StepOutcome(StepLosses losses, boolean applied) {}
