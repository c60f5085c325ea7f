package dev.vocoder.train.evaluation.conversion;

import dev.vocoder.FileException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Voice;
import dev.vocoder.conversion.VoiceScale;
import dev.vocoder.internal.data.Dataset;
import dev.vocoder.internal.data.DatasetCheck;
import dev.vocoder.internal.data.RecordingReader;
import dev.vocoder.train.data.Recording;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A voice's recordings as mels, as loud as they are, and what is measured of them. The first of
 * every so many recordings is held out.
 */
final class EvaluatedVoice {
  private final String name;
  private final String fingerprint;
  private final List<MelSpectrogram> training;
  private final List<Recording> heldOut;
  private final List<MelSpectrogram> heldOutMels;
  private final Voice voice;
  private final VoiceScale scale;

  /**
   * Reads recordings.
   *
   * @param name what the voice is called
   * @param recordings its recordings, two at least, in the order they are held out by
   * @param heldOutEvery of how many recordings one is held out, 2 or more
   * @param format the mels
   * @throws FileException if a recording cannot be used, naming every such
   */
  EvaluatedVoice(String name, List<Recording> recordings, int heldOutEvery, MelFormat format) {
    this.name = name;
    Dataset dataset = new Dataset(recordings, format, false);
    fingerprint = check(dataset);
    RecordingReader reader = new RecordingReader(dataset);
    training = reader.mels(every(recordings, heldOutEvery, false));
    heldOut = every(recordings, heldOutEvery, true);
    heldOutMels = reader.mels(heldOut);
    voice = Voice.measure(name, training);
    scale = new VoiceScale(voice);
  }

  private String check(Dataset dataset) {
    DatasetCheck check = DatasetCheck.of(dataset);
    if (!check.faults().isEmpty()) {
      throw new FileException(
          "%d of %d recordings of %s cannot be evaluated on: %s."
              .formatted(
                  check.faults().size(),
                  check.count(),
                  name,
                  check.faults().stream()
                      .map(DatasetCheck.Fault::toString)
                      .collect(Collectors.joining("; "))));
    }
    return check.fingerprint();
  }

  private static List<Recording> every(List<Recording> all, int count, boolean heldOut) {
    return IntStream.range(0, all.size())
        .filter(i -> i % count == 0 == heldOut)
        .mapToObj(all::get)
        .toList();
  }

  String name() {
    return name;
  }

  /** Returns a hash of the recordings' names and files. */
  String fingerprint() {
    return fingerprint;
  }

  /** Returns the recordings held out. */
  List<Recording> heldOut() {
    return heldOut;
  }

  /** Returns their mels. */
  List<MelSpectrogram> heldOutMels() {
    return heldOutMels;
  }

  /** Returns the mels of the others. */
  List<MelSpectrogram> training() {
    return training;
  }

  /** Returns the voice, measured on the recordings that are not held out. */
  Voice voice() {
    return voice;
  }

  /** Returns mels that are meant to be in this voice, normalised by its statistics. */
  List<NormalizedMel> normalized(List<MelSpectrogram> mels) {
    return mels.stream()
        .map(mel -> new NormalizedMel(scale.normalized(mel), mel.frames()))
        .toList();
  }
}
