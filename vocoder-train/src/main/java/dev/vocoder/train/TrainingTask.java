package dev.vocoder.train;

import java.util.function.Consumer;

/**
 * What a trainer is to do, before its data are looked at.
 *
 * @param <B> what a step learns from
 */
@FunctionalInterface
public interface TrainingTask<B> {

  /**
   * Reads the data through.
   *
   * @param notes is told what a person should know, a sentence at a time
   * @return the run
   * @throws dev.vocoder.FileException if something cannot be trained on, naming every such
   */
  TrainingPlan<B> check(Consumer<String> notes);
}
