package dev.vocoder.train;

import java.nio.file.Path;

/**
 * Is told what happens in training, on the thread that trains, in order. What it throws ends the
 * run as any failure does; a listener that only reports should not throw.
 */
public interface TrainingListener {

  /**
   * Training begins.
   *
   * @param run what will be done
   */
  default void started(TrainingRun run) {}

  /**
   * A step was made.
   *
   * @param report the step
   */
  default void stepped(StepReport report) {}

  /**
   * The generator was tried on the validation clips.
   *
   * @param report how it did
   */
  default void validated(ValidationReport report) {}

  /**
   * A checkpoint was written.
   *
   * @param step the number of steps in it
   * @param generator the generator's file
   */
  default void saved(long step, Path generator) {}

  /**
   * Something a person should know.
   *
   * @param message a sentence
   */
  default void noted(String message) {}

  /**
   * Training ended; nothing is told after that.
   *
   * @param result how
   */
  default void ended(TrainingResult result) {}

  /**
   * Training ended as failed, whatever failed; nothing is told after that. Every listener that was
   * told that the run {@linkplain #started started} is told this, even if another throws. A run
   * whose data or start is refused has not started, and does not tell this.
   *
   * @param result how far it came; its generator is the last good checkpoint
   * @param reason why, a sentence or more
   */
  default void failed(TrainingResult result, String reason) {}
}
