package dev.vocoder.train.evaluation.conversion;

import dev.vocoder.internal.measure.PitchTrack;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * Whether conversions have their target's pitch, by {@link dev.vocoder.internal.measure.Yin} on
 * vocoded mels. Empty where no frame is voiced.
 *
 * @param source the median F0 of the voiced frames of the source's utterances in hertz
 * @param converted that of the conversions
 * @param target that of utterances in the target's voice
 * @param contour the mean over utterances of the correlation of log F0 between conversion and
 *     source, over the frames that are voiced in both, -1 to 1. Measured through a vocoder it is
 *     noisy, so it is reported but not judged
 */
public record PitchScores(
    OptionalDouble source,
    OptionalDouble converted,
    OptionalDouble target,
    OptionalDouble contour) {

  /**
   * Compares tracks.
   *
   * @param sources of the source's utterances
   * @param conversions of what each became
   * @param targets of any utterances in the target's voice
   */
  static PitchScores of(
      List<PitchTrack> sources, List<PitchTrack> conversions, List<PitchTrack> targets) {
    return new PitchScores(
        median(sources),
        median(conversions),
        median(targets),
        IntStream.range(0, sources.size())
            .mapToObj(i -> contour(sources.get(i), conversions.get(i)))
            .flatMapToDouble(OptionalDouble::stream)
            .average());
  }

  private static OptionalDouble median(List<PitchTrack> tracks) {
    double[] voiced =
        tracks.stream()
            .flatMapToDouble(
                track ->
                    IntStream.range(0, track.frames())
                        .filter(track::isVoiced)
                        .mapToDouble(track::hertz))
            .toArray();
    return voiced.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(new Median().evaluate(voiced));
  }

  private static OptionalDouble contour(PitchTrack source, PitchTrack converted) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int frame = 0; frame < Math.min(source.frames(), converted.frames()); frame++) {
      if (source.isVoiced(frame) && converted.isVoiced(frame)) {
        x.add(Math.log(source.hertz(frame)));
        y.add(Math.log(converted.hertz(frame)));
      }
    }
    return x.size() < 2
        ? OptionalDouble.empty()
        : OptionalDouble.of(Correlation.of(array(x), array(y)));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * Returns the interval from source to target in semitones, below 0 where the target is the lower
   * voice; empty where either has no pitch.
   */
  public OptionalDouble semitones() {
    return source.isEmpty() || target.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(semitones(source.getAsDouble(), target.getAsDouble()));
  }

  private static double semitones(double from, double to) {
    return 12 * Math.log(to / from) / Math.log(2);
  }

  /**
   * Returns how much of the way from source to target conversion went, in log F0: 0 where the pitch
   * is the source's, 1 where it is the target's; empty where one has no pitch, or source and target
   * have the same.
   */
  public OptionalDouble share() {
    return converted.isEmpty() || semitones().isEmpty() || semitones().getAsDouble() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            semitones(source.getAsDouble(), converted.getAsDouble()) / semitones().getAsDouble());
  }
}
