package dev.vocoder.inference;

import dev.vocoder.MelSpectrogram;
import dev.vocoder.VocoderClosedException;
import dev.vocoder.VocoderStream;
import dev.vocoder.Waveform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A stream that vocodes each stretch of mel with the network's context on both sides and drops the
 * samples of the context: what remains is what the whole mel would have given.
 */
final class OverlappingStream implements VocoderStream {
  private final NeuralVocoder vocoder;
  private final int context; // mel frames per side
  private final int hop;
  private MelSpectrogram window; // what is owed and the context before it, or null
  private int owedFrom; // the first frame of the window whose samples are not final yet
  private boolean ended;

  OverlappingStream(NeuralVocoder vocoder, int context) {
    this.vocoder = vocoder;
    this.context = context;
    this.hop = vocoder.melFormat().hopSize();
  }

  @Override
  public Waveform push(MelSpectrogram frames) {
    MelSpectrogram own = frames.convertTo(vocoder.melFormat());
    return vocoder
        .lifetime()
        .call(
            () -> {
              requireRunning();
              List<float[]> parts = new ArrayList<>();
              for (int from = 0; from < own.frames(); from += NeuralVocoder.MAX_FRAMES) {
                int to = Math.min(own.frames(), from + NeuralVocoder.MAX_FRAMES);
                MelSpectrogram part = own.slice(from, to);
                window = window == null ? part : window.append(part);
                parts.add(advance(window.frames() - context));
              }
              return Waveform.of(joined(parts), vocoder.sampleRate());
            });
  }

  @Override
  public Waveform finish() {
    return vocoder
        .lifetime()
        .call(
            () -> {
              requireRunning();
              float[] samples = window == null ? new float[0] : advance(window.frames());
              close();
              return Waveform.of(samples, vocoder.sampleRate());
            });
  }

  @Override
  public void close() {
    ended = true;
    window = null;
  }

  /** Returns the samples of the window's frames from the first owed one up to another. */
  private float[] advance(int end) {
    if (end <= owedFrom) {
      return new float[0];
    }
    float[] all = vocoder.vocode(window);
    float[] samples = Arrays.copyOfRange(all, owedFrom * hop, end * hop);
    int dropped = Math.min(Math.max(0, end - context), window.frames() - 1);
    window = window.slice(dropped, window.frames());
    owedFrom = end - dropped;
    return samples;
  }

  private void requireRunning() {
    if (ended) {
      throw new VocoderClosedException("The stream is finished; open another one.");
    }
  }

  private static float[] joined(List<float[]> parts) {
    float[] joined = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int length = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, joined, length, part.length);
      length += part.length;
    }
    return joined;
  }
}
