package dev.vocoder.train.conversion;

import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.internal.data.Dataset;
import dev.vocoder.internal.data.RecordingReader;
import dev.vocoder.train.data.Recording;
import java.util.List;

/**
 * Recordings of one voice, as loud as they are.
 *
 * @param voice what it is called
 * @param recordings at least one
 */
record SpokenRecordings(String voice, List<Recording> recordings) {
  SpokenRecordings {
    recordings = List.copyOf(recordings);
  }

  Dataset dataset(MelFormat format) {
    return new Dataset(recordings, format, false);
  }

  /** Returns the mels of all recordings, in their order. */
  List<MelSpectrogram> mels(MelFormat format) {
    RecordingReader reader = new RecordingReader(dataset(format));
    MelExtractor extractor = MelExtractor.of(format);
    return recordings.parallelStream()
        .map(recording -> extractor.extract(reader.read(recording).wave()))
        .toList();
  }
}
