package dev.vocoder.train.conversion;

import dev.vocoder.FileException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Voice;
import dev.vocoder.conversion.VoiceScale;
import dev.vocoder.internal.data.DatasetCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What is learnt of one voice: its statistics over all its recordings, but for silence at their
 * ends, and the mels of those that are long enough, with these statistics taken out. All of it is
 * kept in memory: at 22 050 Hz and 80 bands, 100 MB for an hour.
 *
 * @param voice the voice
 * @param mels of each recording, (bands, frames)
 * @param check what reading the recordings through found
 */
record VoiceCorpus(Voice voice, List<Mel> mels, DatasetCheck check) {
  private static final int SHOWN = 10;

  /** A mel with its voice's statistics taken out. */
  @SuppressWarnings("ArrayRecordComponent") // what segments are cut from, never compared
  record Mel(float[] values, int frames) {

    /** Copies frames into a batch of segments, band after band. */
    void copy(int from, int count, float[] batch, int position) {
      int bands = values.length / frames;
      for (int band = 0; band < bands; band++) {
        System.arraycopy(values, band * frames + from, batch, position + band * count, count);
      }
    }
  }

  /**
   * Reads recordings.
   *
   * @param spoken the recordings
   * @param format the mels of the model
   * @param frames how many a segment has
   * @param notes is told of recordings that are too short, and of doubts
   * @throws FileException if a recording cannot be read, or all are too short
   */
  static VoiceCorpus read(
      SpokenRecordings spoken, MelFormat format, int frames, Consumer<String> notes) {
    DatasetCheck check = DatasetCheck.of(spoken.dataset(format));
    check.requireUsable();
    check.doubts().forEach(notes);
    List<MelSpectrogram> all = spoken.mels(format);
    List<String> tooShort = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).frames() < frames) {
        tooShort.add(spoken.recordings().get(i).name());
      }
    }
    if (tooShort.size() == all.size()) {
      throw new FileException(
          "All %d recordings of %s are shorter than a segment, %d frames; give longer ones, or a smaller segment_frames."
              .formatted(all.size(), spoken.voice(), frames));
    }
    if (!tooShort.isEmpty()) {
      notes.accept(
          "%d of %d recordings of %s are shorter than a segment, %d frames, and left out: %s."
              .formatted(tooShort.size(), all.size(), spoken.voice(), frames, shown(tooShort)));
    }
    Voice voice = Voice.measure(spoken.voice(), all);
    VoiceScale scale = new VoiceScale(voice);
    List<Mel> mels =
        all.stream()
            .filter(mel -> mel.frames() >= frames)
            .map(mel -> new Mel(scale.normalized(mel), mel.frames()))
            .toList();
    return new VoiceCorpus(voice, mels, check);
  }

  private static String shown(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
    return names.size() > SHOWN ? first + " and " + (names.size() - SHOWN) + " more" : first;
  }
}
