package dev.vocoder.train.conversion;

import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Waveform;
import dev.vocoder.internal.data.Dataset;
import dev.vocoder.internal.data.RecordingReader;
import dev.vocoder.train.data.Recording;
import java.util.List;

/**
 * Recordings of one voice, as loud as they are.
 *
 * @param voice what it is called
 * @param recordings what the speaker said
 */
record SpokenRecordings(String voice, List<Recording> recordings) {
  SpokenRecordings {
    recordings = List.copyOf(recordings);
  }

  Dataset dataset(MelFormat format) {
    return new Dataset(recordings, format, false);
  }

  /**
   * A recording that was read.
   *
   * @param name its name
   * @param wave its samples at the model's rate
   * @param mel its mel
   */
  record Utterance(String name, Waveform wave, MelSpectrogram mel) {}

  /** Reads all recordings, in their order. */
  List<Utterance> read(MelFormat format) {
    if (recordings.isEmpty()) {
      return List.of();
    }
    RecordingReader reader = new RecordingReader(dataset(format));
    MelExtractor extractor = MelExtractor.of(format);
    return recordings.parallelStream()
        .map(
            recording -> {
              Waveform wave = reader.read(recording).wave();
              return new Utterance(recording.name(), wave, extractor.extract(wave));
            })
        .toList();
  }

  /** Returns the mels of all recordings, in their order. */
  List<MelSpectrogram> mels(MelFormat format) {
    return new RecordingReader(dataset(format)).mels(recordings);
  }
}
