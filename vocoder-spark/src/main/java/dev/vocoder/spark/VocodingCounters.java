package dev.vocoder.spark;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * What a {@link SparkVocoder} has done so far, in all jobs of all its datasets. Spark adds up what
 * tasks that succeeded tell; what is computed twice, by a second action on a dataset that is not
 * cached or for an executor that was lost, counts twice. Thread-safe.
 */
public final class VocodingCounters implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LongAccumulator utterances;
  private final LongAccumulator failed;
  private final LongAccumulator frames;
  private final LongAccumulator loads;
  private final DoubleAccumulator audioSeconds;
  private final DoubleAccumulator computeSeconds;

  VocodingCounters(SparkContext context) {
    utterances = context.longAccumulator("vocoder utterances");
    failed = context.longAccumulator("vocoder failed utterances");
    frames = context.longAccumulator("vocoder frames");
    loads = context.longAccumulator("vocoder loads");
    audioSeconds = context.doubleAccumulator("vocoder seconds of audio");
    computeSeconds = context.doubleAccumulator("vocoder seconds of computing");
  }

  void loaded() {
    loads.add(1L);
  }

  void computed(double seconds) {
    computeSeconds.add(seconds);
  }

  void made(long frameCount, double seconds) {
    utterances.add(1L);
    frames.add(frameCount);
    audioSeconds.add(seconds);
  }

  void failed() {
    failed.add(1L);
  }

  /** Returns how many mels became waves. */
  public long utterances() {
    return utterances.value();
  }

  /** Returns how many rows were kept with an error. */
  public long failedUtterances() {
    return failed.value();
  }

  /** Returns the mel frames of those that became waves. */
  public long frames() {
    return frames.value();
  }

  /** Returns how often an executor loaded the model. */
  public long loads() {
    return loads.value();
  }

  /** Returns the duration of the waves in seconds. */
  public double audioSeconds() {
    return audioSeconds.value();
  }

  /** Returns the seconds that tasks spent vocoding, added up over tasks that ran side by side. */
  public double computeSeconds() {
    return computeSeconds.value();
  }
}
