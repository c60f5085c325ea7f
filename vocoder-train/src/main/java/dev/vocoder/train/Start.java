package dev.vocoder.train;

import java.nio.file.Path;
import java.util.Optional;

/** Where a run of training begins. */
public sealed interface Start {

  /** Returns it in a few words. */
  String description();

  /** With random weights. */
  record Scratch() implements Start {
    @Override
    public String description() {
      return "random weights";
    }
  }

  /** Where the newest checkpoint in the run's folder ended, as if training had never stopped. */
  record Resume() implements Start {
    @Override
    public String description() {
      return "the newest checkpoint of the run";
    }
  }

  /**
   * With networks that exist, and optimisers that know nothing yet.
   *
   * @param generator a generator's checkpoint
   * @param discriminators the discriminators' checkpoint, the reference's {@code do_} file; empty
   *     for discriminators of random weights
   * @param warmUpSteps how many steps first train the discriminators alone, so that they do not
   *     spoil a good generator while they know nothing
   */
  record Networks(Path generator, Optional<Path> discriminators, long warmUpSteps)
      implements Start {
    @Override
    public String description() {
      return "%s, %s, %d steps for the discriminators alone"
          .formatted(
              generator,
              discriminators.map(Path::toString).orElse("random discriminators"),
              warmUpSteps);
    }
  }
}
