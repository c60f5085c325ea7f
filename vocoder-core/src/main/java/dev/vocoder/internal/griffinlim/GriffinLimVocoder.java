package dev.vocoder.internal.griffinlim;

import dev.vocoder.Device;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.VocoderStream;
import dev.vocoder.Waveform;
import dev.vocoder.internal.audio.OwnedSamples;
import dev.vocoder.spi.Lifetime;
import java.util.List;

/**
 * A vocoder without a network: {@link MelInversion}, then {@link GriffinLim}, in pure Java on the
 * calling thread. Deterministic and thread-safe. While it runs it needs about 12 x fftSize bytes of
 * heap per frame; its streams return everything at the end.
 */
public final class GriffinLimVocoder implements Vocoder {
  private final MelFormat format;
  private final MelInversion inversion;
  private final GriffinLim griffinLim;
  private final Lifetime lifetime = new Lifetime();

  /**
   * Opens a vocoder of {@link GriffinLim#DEFAULT_ITERATIONS}.
   *
   * @param format the format of the mels it takes
   */
  public GriffinLimVocoder(MelFormat format) {
    this(format, GriffinLim.DEFAULT_ITERATIONS);
  }

  /**
   * Opens a vocoder.
   *
   * @param format the format of the mels it takes
   * @param iterations how often the phases are improved, at least 1
   * @throws dev.vocoder.ConfigException if that is less than 1
   */
  public GriffinLimVocoder(MelFormat format, int iterations) {
    this.format = format;
    inversion = new MelInversion(format);
    griffinLim = new GriffinLim(format, iterations);
  }

  @Override
  public Waveform melToWave(MelSpectrogram mel) {
    return lifetime.call(() -> vocode(mel.convertTo(format)));
  }

  @Override
  public List<Waveform> melToWave(List<MelSpectrogram> mels) {
    return lifetime.call(
        () -> {
          List<MelSpectrogram> converted = mels.stream().map(mel -> mel.convertTo(format)).toList();
          return converted.stream().map(this::vocode).toList();
        });
  }

  private Waveform vocode(MelSpectrogram mel) {
    float[][] magnitudes = inversion.magnitudes(mel);
    return Waveform.of(new OwnedSamples(griffinLim.waveform(magnitudes), format.sampleRate()));
  }

  @Override
  public VocoderStream openStream() {
    return lifetime.call(() -> new WholeUtteranceStream(format, this::vocode, lifetime));
  }

  @Override
  public MelFormat melFormat() {
    return format;
  }

  @Override
  public Device device() {
    return Device.cpu();
  }

  @Override
  public Precision precision() {
    return Precision.FLOAT32;
  }

  @Override
  public void close() {
    lifetime.end(() -> {});
  }
}
