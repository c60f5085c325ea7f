package dev.vocoder.train;

/**
 * One step of training.
 *
 * @param step its number, from 1
 * @param epoch how often the training data had been gone through before it
 * @param losses its losses
 * @param learningRate the learning rate of the first optimiser that it was made with
 * @param seconds how long it took, waiting for data included
 * @param applied whether the networks were updated; not so where a loss or gradient was infinite or
 *     not a number
 */
public record StepReport(
    long step,
    long epoch,
    StepLosses losses,
    double learningRate,
    double seconds,
    boolean applied) {}
