package dev.vocoder.inference;

import dev.vocoder.MelSpectrogram;
import dev.vocoder.VocoderClosedException;
import dev.vocoder.VocoderStream;
import dev.vocoder.Waveform;
import java.util.function.Supplier;

/** A stream over one utterance of a generator. */
final class NetworkStream implements VocoderStream {
  private final NeuralVocoder vocoder;
  private final Utterance utterance;
  private boolean ended;

  NetworkStream(NeuralVocoder vocoder, Utterance utterance) {
    this.vocoder = vocoder;
    this.utterance = utterance;
  }

  @Override
  public Waveform push(MelSpectrogram frames) {
    MelSpectrogram own = frames.convertTo(vocoder.networkFormat());
    return whileOpen(() -> utterance.take(own, false));
  }

  @Override
  public Waveform finish() {
    Waveform wave = whileOpen(utterance::finish);
    close();
    return wave;
  }

  private Waveform whileOpen(Supplier<float[]> call) {
    return vocoder
        .lifetime()
        .call(
            () -> {
              if (ended) {
                throw new VocoderClosedException("The stream is finished; open another one.");
              }
              return Waveform.of(call.get(), vocoder.sampleRate());
            });
  }

  @Override
  public void close() {
    ended = true;
    utterance.close();
  }
}
