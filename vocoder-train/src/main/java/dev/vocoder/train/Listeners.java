package dev.vocoder.train;

import dev.vocoder.VocoderException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Those who are told of a run, and which of them know that it began. */
final class Listeners {
  private final List<TrainingListener> all;
  private final List<TrainingListener> begun = new ArrayList<>();

  Listeners(List<TrainingListener> all) {
    this.all = all;
  }

  void tell(Consumer<TrainingListener> event) {
    all.forEach(event);
  }

  void note(String message) {
    tell(one -> one.noted(message));
  }

  void started(TrainingRun run) {
    tell(
        one -> {
          one.started(run);
          begun.add(one);
        });
  }

  /** Tells of a failure those who know of the run. */
  void failed(TrainingResult result, Throwable failure) {
    String reason = failure instanceof VocoderException ? failure.getMessage() : failure.toString();
    for (TrainingListener listener : begun) {
      try {
        listener.failed(result, reason);
      } catch (RuntimeException | Error e) {
        suppress(e, failure);
      }
    }
  }

  /** Tells every listener, also where another throws. */
  void ended(TrainingResult result) {
    RuntimeException first = null;
    for (TrainingListener listener : all) {
      try {
        listener.ended(result);
      } catch (RuntimeException e) {
        if (first != null) {
          suppress(e, first);
        }
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /** Adds to a failure another that came of it. */
  static void suppress(Throwable other, Throwable failure) {
    if (other != failure) {
      failure.addSuppressed(other);
    }
  }
}
