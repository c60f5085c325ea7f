package dev.vocoder.internal.measure;

import dev.vocoder.Waveform;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * How the pitch of a generated wave follows the recording's, frame by frame.
 *
 * @param voicedF1 the harmonic mean of precision and recall of voiced frames, the recording's being
 *     the truth: 0 to 1, the more the better; empty if neither wave has a voiced frame
 * @param errorInCents the median of the absolute difference in cents (1200 to the octave), over the
 *     frames that are voiced in both; empty if there are none. The median, because a tracker takes
 *     a frame in a hundred for an octave higher or lower, and a mean square would be of those
 */
public record PitchComparison(OptionalDouble voicedF1, OptionalDouble errorInCents) {

  /**
   * Compares two waves by {@link Yin}.
   *
   * @param reference the recording
   * @param generated what a vocoder made of its mel
   * @throws dev.vocoder.WaveformException if their rates or lengths differ
   */
  public static PitchComparison of(Waveform reference, Waveform generated) {
    Alignment.require(reference, generated);
    Yin yin = new Yin(reference.sampleRate());
    return of(yin.track(reference), yin.track(generated));
  }

  /**
   * Compares two tracks.
   *
   * @param reference the recording's
   * @param generated the generated wave's, as many frames
   */
  public static PitchComparison of(PitchTrack reference, PitchTrack generated) {
    if (reference.frames() != generated.frames()) {
      throw new IllegalArgumentException(
          "%d frames of pitch against %d".formatted(reference.frames(), generated.frames()));
    }
    int inReference = 0;
    int inGenerated = 0;
    List<Double> errors = new ArrayList<>();
    for (int frame = 0; frame < reference.frames(); frame++) {
      inReference += reference.isVoiced(frame) ? 1 : 0;
      inGenerated += generated.isVoiced(frame) ? 1 : 0;
      if (reference.isVoiced(frame) && generated.isVoiced(frame)) {
        errors.add(Math.abs(cents(generated.hertz(frame) / reference.hertz(frame))));
      }
    }
    int either = inReference + inGenerated;
    return new PitchComparison(
        either == 0 ? OptionalDouble.empty() : OptionalDouble.of(2.0 * errors.size() / either),
        errors.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(median(errors)));
  }

  private static double median(List<Double> values) {
    return new Median().evaluate(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static double cents(double ratio) {
    return 1200 * Math.log(ratio) / Math.log(2);
  }
}
