package dev.vocoder.internal.inference;

import dev.vocoder.MelException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.VocoderClosedException;
import dev.vocoder.VocoderStream;
import dev.vocoder.Waveform;
import dev.vocoder.internal.audio.OwnedSamples;
import dev.vocoder.spi.Lifetime;
import java.util.function.Supplier;

/** A stream over one utterance of a generator. */
final class NetworkStream implements VocoderStream {
  private final Utterance utterance;
  private final MelFormat melFormat; // of the caller
  private final MelFormat networkFormat;
  private final Lifetime lifetime; // of the vocoder
  private boolean ended;

  NetworkStream(
      Utterance utterance, MelFormat melFormat, MelFormat networkFormat, Lifetime lifetime) {
    this.utterance = utterance;
    this.melFormat = melFormat;
    this.networkFormat = networkFormat;
    this.lifetime = lifetime;
  }

  @Override
  public Waveform push(MelSpectrogram frames) {
    MelSpectrogram own = converted(frames);
    return whileOpen(() -> utterance.take(own, false));
  }

  /** Returns frames in the network's format. */
  MelSpectrogram converted(MelSpectrogram frames) {
    MelSpectrogram own = frames.convertTo(networkFormat);
    requireNoNewLimit(frames.format(), own.format());
    return own;
  }

  /** Returns whether it is a stream of a vocoder. */
  boolean isOf(Lifetime vocoder) {
    return lifetime == vocoder;
  }

  /** Returns its utterance, for calls of several streams; the vocoder must not end meanwhile. */
  Utterance open() {
    if (ended) {
      throw new VocoderClosedException("The stream is finished; open another one.");
    }
    return utterance;
  }

  /** What a dynamic range cuts off depends on the loudest value of all frames. */
  private void requireNoNewLimit(MelFormat given, MelFormat needed) {
    double givenRange = given.dynamicRange() / given.logScale().perNeper();
    double range = needed.dynamicRange() / needed.logScale().perNeper();
    if (givenRange > range * (1 + 1e-9)) { // both are rounded
      throw new MelException(
          "A stream cannot limit the frames' dynamic range, which is measured from the loudest value of the whole mel; convert the whole mel with convertTo(vocoder.melFormat()) and push that. Found: %s. Needed: %s."
              .formatted(given, melFormat));
    }
  }

  @Override
  public Waveform finish() {
    Waveform wave = whileOpen(utterance::finish);
    close();
    return wave;
  }

  private Waveform whileOpen(Supplier<float[]> call) {
    return lifetime.call(
        () -> {
          open();
          return Waveform.of(new OwnedSamples(call.get(), networkFormat.sampleRate()));
        });
  }

  @Override
  public void close() {
    ended = true;
    utterance.close();
  }
}
