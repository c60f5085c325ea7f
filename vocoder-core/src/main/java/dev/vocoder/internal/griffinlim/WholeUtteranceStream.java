package dev.vocoder.internal.griffinlim;

import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.VocoderClosedException;
import dev.vocoder.VocoderStream;
import dev.vocoder.Waveform;
import dev.vocoder.spi.Lifetime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Keeps the frames, and vocodes them all at {@link #finish()}. Not thread-safe. */
final class WholeUtteranceStream implements VocoderStream {
  private final MelFormat format;
  private final Function<MelSpectrogram, Waveform> vocoder; // of mels in that format
  private final Lifetime lifetime; // of the vocoder
  // As pushed: a dynamic range is measured from the loudest value of the whole utterance.
  private final List<MelSpectrogram> pieces = new ArrayList<>();
  private boolean ended;

  WholeUtteranceStream(
      MelFormat format, Function<MelSpectrogram, Waveform> vocoder, Lifetime lifetime) {
    this.format = format;
    this.vocoder = vocoder;
    this.lifetime = lifetime;
  }

  @Override
  public Waveform push(MelSpectrogram frames) {
    requireOpen();
    return lifetime.call(
        () -> {
          frames.convertTo(format);
          pieces.add(frames);
          return silence();
        });
  }

  @Override
  public Waveform finish() {
    requireOpen();
    Waveform wave = lifetime.call(() -> pieces.isEmpty() ? silence() : vocoder.apply(joined()));
    close();
    return wave;
  }

  @Override
  public void close() {
    ended = true;
    pieces.clear();
  }

  private MelSpectrogram joined() {
    boolean alike = pieces.stream().map(MelSpectrogram::format).distinct().count() == 1;
    List<MelSpectrogram> row =
        alike
            ? List.copyOf(pieces)
            : pieces.stream().map(piece -> piece.convertTo(format)).toList();
    while (row.size() > 1) { // in pairs: n pieces are copied log n times
      List<MelSpectrogram> pairs = new ArrayList<>();
      for (int i = 0; i < row.size(); i += 2) {
        pairs.add(i + 1 < row.size() ? row.get(i).append(row.get(i + 1)) : row.get(i));
      }
      row = pairs;
    }
    return row.get(0).convertTo(format);
  }

  private Waveform silence() {
    return Waveform.of(new float[0], format.sampleRate());
  }

  private void requireOpen() {
    if (ended) {
      throw new VocoderClosedException("The stream is finished or closed; open another one.");
    }
  }
}
