package dev.vocoder.internal.data;

import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Waveform;
import java.util.Arrays;

/**
 * Cuts segments of recordings with their mels, as the reference does: a mel is computed of the
 * segment itself, or, where a predicted one is given, cut at a frame and the wave with it from the
 * frame's number of hops on. What is shorter than a segment is followed by silence.
 *
 * <p>A segment's mel has the frames of which the generator makes the segment's samples: samples /
 * hop for most, one more for a Vocos whose wave goes from the middle of the first frame to that of
 * the last. Thread-safe.
 */
final class SegmentCutter {
  private final MelFormat format;
  private final MelExtractor extractor;
  private final int samples;
  private final int frames;
  private final MelSpectrogram silence;

  /**
   * One segment.
   *
   * @param wave its samples
   * @param mel (bands, frames)
   */
  @SuppressWarnings("ArrayRecordComponent") // a carrier to a batch, never compared
  record Segment(float[] wave, float[] mel) {}

  /**
   * Prepares to cut.
   *
   * @param format the mels; of a segment they have as many frames as said or more
   * @param samples in a segment
   * @param frames of which the generator makes so many samples
   */
  SegmentCutter(MelFormat format, int samples, int frames) {
    this.format = format;
    this.extractor = MelExtractor.of(format);
    this.samples = samples;
    this.frames = frames;
    Waveform zeros = Waveform.of(new float[format.fftSize()], format.sampleRate());
    this.silence = extractor.extract(zeros);
  }

  /**
   * Cuts one segment.
   *
   * @param content the recording
   * @param position where, from 0 to below 1
   * @param amplitude what its samples are multiplied by, unless its mel is given
   */
  Segment cut(RecordingReader.Content content, double position, double amplitude) {
    Waveform wave = content.wave();
    if (content.mel().isEmpty()) {
      int start = (int) (position * (Math.max(0, wave.length() - samples) + 1));
      float[] segment = stretch(wave, start);
      for (int i = 0; i < samples; i++) {
        segment[i] *= (float) amplitude;
      }
      MelSpectrogram mel = extractor.extract(Waveform.of(segment, format.sampleRate()));
      return new Segment(segment, mel.slice(0, frames).values());
    }
    MelSpectrogram mel = content.mel().get();
    int whole = frames + Math.floorDiv(wave.length() - samples, format.hopSize());
    int usable = Math.min(mel.frames(), whole); // a generator makes no more of them than there is
    int first = (int) (position * (Math.max(0, usable - frames) + 1));
    int start = first * format.hopSize();
    return new Segment(
        stretch(wave, start), padded(mel.slice(first, Math.min(first + frames, usable))));
  }

  /** Returns as many samples as a segment has, the missing ones silent. */
  private float[] stretch(Waveform wave, int start) {
    int end = Math.min(start + samples, wave.length());
    return Arrays.copyOf(wave.slice(start, end).samples(), samples);
  }

  private float[] padded(MelSpectrogram mel) {
    if (mel.frames() == frames) {
      return mel.values();
    }
    float[] values = new float[format.bands() * frames];
    for (int band = 0; band < format.bands(); band++) {
      for (int frame = 0; frame < frames; frame++) {
        values[band * frames + frame] =
            frame < mel.frames() ? mel.value(band, frame) : silence.value(band, 0);
      }
    }
    return values;
  }
}
