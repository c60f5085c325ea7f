package dev.vocoder.internal.data;

import dev.vocoder.FileException;
import dev.vocoder.MelConvention;
import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Waveform;
import dev.vocoder.train.data.Recording;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads recordings as the networks see them: at the model's rate, and, where the data set says so,
 * with their peak at 0.95. Thread-safe.
 */
public final class RecordingReader {
  private static final float PEAK = 0.95f;

  private final MelFormat format;
  private final boolean normalizePeaks;
  private final Optional<MelConvention> melValues;

  /**
   * The content of a recording.
   *
   * @param wave its samples
   * @param mel its predicted mel; empty to compute mels of the wave
   */
  public record Content(Waveform wave, Optional<MelSpectrogram> mel) {}

  /**
   * Prepares to read.
   *
   * @param dataset whose recordings to read
   */
  public RecordingReader(Dataset dataset) {
    this.format = dataset.format();
    this.normalizePeaks = dataset.normalizePeaks();
    this.melValues = dataset.melValues();
  }

  /** Returns the mels of the model. */
  MelFormat format() {
    return format;
  }

  /**
   * Reads a recording whole.
   *
   * @param recording one of the data set
   * @throws dev.vocoder.VocoderException if a file cannot be read, the wave is too short for a mel
   *     or of a lower rate than the model's, or wave and mel disagree
   */
  public Content read(Recording recording) {
    Waveform read = Waveform.read(recording.wave());
    if (read.sampleRate() < format.sampleRate()) {
      throw new FileException(
          "its rate is %d Hz, below the model's %d; what it lacks cannot be learnt"
              .formatted(read.sampleRate(), format.sampleRate()));
    }
    Waveform wave = read.resample(format.sampleRate());
    if (wave.length() < format.fftSize()) {
      throw new FileException(
          "it is too short: %d samples at %d Hz, of which one mel frame takes %d"
              .formatted(wave.length(), format.sampleRate(), format.fftSize()));
    }
    return new Content(
        normalizePeaks ? normalized(wave) : wave,
        recording.mel().map(file -> mel(file, wave.length() / format.hopSize())));
  }

  /**
   * Computes the mels of recordings' waves, several at once.
   *
   * @param recordings of the data set
   * @return their mels, in their order
   * @throws dev.vocoder.VocoderException as {@link #read}
   */
  public List<MelSpectrogram> mels(List<Recording> recordings) {
    MelExtractor extractor = MelExtractor.of(format);
    return recordings.parallelStream()
        .map(recording -> extractor.extract(read(recording).wave()))
        .toList();
  }

  private static Waveform normalized(Waveform wave) {
    float[] samples = wave.samples();
    float peak = 0;
    for (float sample : samples) {
      peak = Math.max(peak, Math.abs(sample));
    }
    if (peak > 0) {
      for (int i = 0; i < samples.length; i++) {
        samples[i] = samples[i] / peak * PEAK;
      }
    }
    return Waveform.of(samples, wave.sampleRate());
  }

  private MelSpectrogram mel(Path file, int frames) {
    MelSpectrogram mel = MelSpectrogram.read(file, format);
    if (mel.frames() != frames && mel.frames() != frames + 1) {
      throw new FileException(
          "its mel %s has %d frames, but its wave makes %d; one more is tolerated"
              .formatted(file, mel.frames(), frames));
    }
    return melValues.map(mel::reinterpret).orElse(mel);
  }
}
