package dev.vocoder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;

/**
 * Turns mel spectrograms into waveforms.
 *
 * <pre>{@code
 * try (Vocoder vocoder = Vocoder.load(Path.of("generator_v1"))) {
 *   Waveform wave = vocoder.melToWave(mel);
 *   wave.write(Path.of("out.wav"));
 * }
 * }</pre>
 *
 * <p>The contract of length: a mel of n frames gives exactly {@link #samplesOf samplesOf(n)}
 * samples, which is n x hop but for a few networks that make a fixed number more or fewer.
 *
 * <p>Thread-safe: any number of threads may vocode with one instance, and get what one thread would
 * get. A vocoder holds native memory outside the Java heap until it is closed; {@link #close()}
 * waits for calls in flight, and every later call throws {@link VocoderClosedException}.
 *
 * <p>A call can be left: once its thread is interrupted, or where it was before, it ends with
 * {@link VocoderInterruptedException} as soon as the block of some 256 frames (511 at most) that it
 * computes is done, or the iteration of a method that has such; at once while it waits for a CPU
 * thread. A call that has its result by then returns it. The thread stays interrupted either way.
 */
public interface Vocoder extends AutoCloseable {

  /**
   * Opens a checkpoint on the CPU, with the config beside it where it needs one.
   *
   * @param checkpoint a HiFi-GAN, MelGAN, multi-band MelGAN, BigVGAN, iSTFTNet, Vocos or WaveNeXt
   *     of any ecosystem that is known: its file, an archive of it or the folder that holds it
   * @return an open vocoder, owned by the caller
   * @throws CheckpointException if the file is not a usable checkpoint
   * @throws ConfigException if the config is missing or makes no vocoder
   * @throws EngineException if LibTorch cannot be loaded
   */
  static Vocoder load(Path checkpoint) {
    return builder().checkpoint(checkpoint).load();
  }

  /**
   * Opens the default model on the CPU, which needs no file: a small HiFi-GAN that ships with the
   * library, on mels of the format {@link MelFormat#HIFIGAN}.
   *
   * @return an open vocoder, owned by the caller
   * @throws EngineException if LibTorch cannot be loaded
   */
  static Vocoder loadDefault() {
    return builder().load();
  }

  /** Returns a builder: the default model on the CPU until told otherwise. */
  static Builder builder() {
    return new Builder();
  }

  /**
   * Vocodes one mel spectrogram.
   *
   * @param mel the spectrogram, in this vocoder's {@link #melFormat()} or one that converts to it
   *     exactly (see {@link MelSpectrogram#convertTo})
   * @return {@link #samplesOf samplesOf(frames)} samples, at {@link #sampleRate()}
   * @throws MelException if the mel's format does not convert
   * @throws VocoderClosedException if this vocoder is closed
   * @throws VocoderInterruptedException if this thread is interrupted
   */
  Waveform melToWave(MelSpectrogram mel);

  /**
   * Vocodes several mel spectrograms, whose lengths may differ.
   *
   * @param mels the spectrograms, each as for {@link #melToWave(MelSpectrogram)}
   * @return one waveform per mel in the same order, each what the single call gives, within 1e-5
   * @throws MelException if the format of one does not convert; nothing is computed then
   * @throws VocoderClosedException if this vocoder is closed
   * @throws VocoderInterruptedException if this thread is interrupted
   */
  List<Waveform> melToWave(List<MelSpectrogram> mels);

  /**
   * Vocodes a mel held in arrays of this vocoder's {@link #melFormat()}.
   *
   * @param mel bands x frames
   * @return {@link #samplesOf samplesOf(frames)} samples, at {@link #sampleRate()}
   * @throws MelException if the array has another number of bands, is ragged or empty, or holds NaN
   *     or infinite values
   * @throws VocoderClosedException if this vocoder is closed
   * @throws VocoderInterruptedException if this thread is interrupted
   */
  default Waveform melToWave(float[][] mel) {
    return melToWave(MelSpectrogram.of(mel, melFormat()));
  }

  /**
   * Starts an utterance whose mel comes in pieces.
   *
   * @return a stream, owned by the caller
   * @throws VocoderClosedException if this vocoder is closed
   */
  VocoderStream openStream();

  /**
   * Pushes the next frames of several streams, as {@link VocoderStream#push} does one by one: each
   * gets what it would get so, within 1e-5. Where a network is faster with several at once, streams
   * that get equally many frames share one call: short ones of a small network. No other thread
   * uses these streams meanwhile.
   *
   * @param streams of this vocoder, each once
   * @param frames for each stream, in the same order, one frame or more
   * @return for each stream, in the same order, the samples that have become final
   * @throws MelException if there are not as many frames as streams, a stream is of another vocoder
   *     or there twice, or some frames do not fit
   * @throws VocoderClosedException if a stream is finished or closed, or this vocoder is closed
   * @throws VocoderInterruptedException if this thread is interrupted. Of a network, no stream has
   *     taken its frames if any of these is thrown; of other methods, the first ones may have
   */
  default List<Waveform> push(List<VocoderStream> streams, List<MelSpectrogram> frames) {
    if (streams.size() != frames.size()) {
      throw new MelException(
          "There are frames for %d streams, but %d streams; give each stream its frames."
              .formatted(frames.size(), streams.size()));
    }
    List<Waveform> waves = new ArrayList<>();
    for (int i = 0; i < streams.size(); i++) {
      waves.add(streams.get(i).push(frames.get(i)));
    }
    return waves;
  }

  /**
   * Makes a first call of each of some lengths, so that none of the application's is slow for being
   * the first: an engine prepares for every length that it meets. A network's lengths are rounded
   * up, to multiples of 8 frames up to 256 and of 32 beyond: one of 210 frames prepares 209 to 216.
   * It is prepared for calls that are alone, for those that share the CPU's threads with as many
   * others as there are, and for streams that are pushed so many frames at a time.
   *
   * @param frames the lengths of mels to come, each 1 or more
   * @throws MelException if one is less
   * @throws VocoderClosedException if this vocoder is closed
   * @throws VocoderInterruptedException if this thread is interrupted; what was prepared remains so
   */
  default void warmUp(int... frames) {
    for (int count : frames) {
      if (count < 1) {
        throw new MelException(
            "A vocoder cannot be warmed up for %d frames; give lengths of 1 or more."
                .formatted(count));
      }
      melToWave(MelSpectrogram.of(new float[melFormat().bands() * count], count, melFormat()));
    }
  }

  /** Returns the format of the mels this vocoder takes. */
  MelFormat melFormat();

  /** Returns the rate of the waveforms this vocoder makes, in hertz. */
  default int sampleRate() {
    return melFormat().sampleRate();
  }

  /**
   * Returns how many samples a mel gives: frames x hop, and a fixed number more where the
   * transposed convolutions of a network are built so (AudioLDM's, some variants of HiFi-GAN), or
   * fewer. A Vocos whose frames are centred makes (frames - 1) x hop, as its wave begins and ends
   * in the middle of a frame: of one frame that is an empty wave.
   *
   * @param frames the length of the mel, 0 or more
   */
  default long samplesOf(long frames) {
    return frames * melFormat().hopSize();
  }

  /** Returns where this vocoder computes. */
  Device device();

  /** Returns the arithmetic in use, which may be more exact than what was asked for. */
  Precision precision();

  /** Frees the model, after the calls in flight have ended. A second call does nothing. */
  @Override
  void close();

  /**
   * What an implementation provides, found with {@link java.util.ServiceLoader}; users call {@link
   * #load}, {@link #loadDefault} or {@link Builder#load}. Implementations are thread-safe.
   */
  interface Provider {

    /**
     * Opens a vocoder.
     *
     * @param options what the caller asked for
     * @return an open vocoder, owned by the caller
     * @throws VocoderException if the options make no vocoder
     */
    Vocoder open(Options options);
  }

  /**
   * What a {@link Builder} was told, for the {@link Provider}.
   *
   * @param checkpoint the model's file, or empty for the default model
   * @param config the model's config, or empty to look beside the checkpoint
   * @param device where to compute
   * @param precision the arithmetic asked for
   * @param threads the number of CPU threads for one operation, or empty to leave the engine's
   * @param melFormat the mels of the network, or empty to take what the model's files tell
   * @param normalizedMels whether the caller's mels are normalised where the network's are
   */
  record Options(
      Optional<Path> checkpoint,
      Optional<Path> config,
      Device device,
      Precision precision,
      OptionalInt threads,
      Optional<MelFormat> melFormat,
      boolean normalizedMels) {}

  /** Says what to load and where. Not thread-safe; may be used again. */
  final class Builder {
    private Optional<Path> checkpoint = Optional.empty();
    private Optional<Path> config = Optional.empty();
    private Device device = Device.cpu();
    private Precision precision = Precision.FLOAT32;
    private OptionalInt threads = OptionalInt.empty();
    private Optional<MelFormat> melFormat = Optional.empty();
    private boolean normalizedMels;

    private Builder() {}

    /**
     * Sets the model's file; without it, the default model is loaded.
     *
     * @param file a generator: a PyTorch file in the zip format or the older stream, safetensors, a
     *     {@code .nemo} archive, or a folder that holds one of these
     */
    public Builder checkpoint(Path file) {
      checkpoint = Optional.of(file);
      return this;
    }

    /**
     * Sets the model's config; without it, the one beside the checkpoint is read, where the
     * checkpoint does not tell by itself. A config without a checkpoint is Griffin-Lim on its mels,
     * which needs neither weights nor LibTorch.
     *
     * @param file JSON or YAML, as the model's ecosystem writes it
     */
    public Builder config(Path file) {
      config = Optional.of(file);
      return this;
    }

    /**
     * Sets where to compute; the CPU by default.
     *
     * @param device the device, see {@link Device#parse}
     */
    public Builder device(Device device) {
      this.device = Objects.requireNonNull(device, "device");
      return this;
    }

    /**
     * Sets the arithmetic; {@link Precision#FLOAT32} by default.
     *
     * @param precision the arithmetic to use where the device gains from it
     */
    public Builder precision(Precision precision) {
      this.precision = Objects.requireNonNull(precision, "precision");
      return this;
    }

    /**
     * Sets how many CPU threads one operation uses. LibTorch has one such number for the whole
     * process: the last one set counts, for every vocoder.
     *
     * @param count the number of threads, 1 or more
     * @throws ConfigException if it is less than 1
     */
    public Builder threads(int count) {
      if (count < 1) {
        throw new ConfigException("The number of threads is " + count + "; it must be 1 or more.");
      }
      threads = OptionalInt.of(count);
      return this;
    }

    /**
     * Says what mels the network was trained on, where the model's files do not, or say it wrongly;
     * see {@code vocoder info}. A format without a checkpoint is Griffin-Lim on such mels.
     *
     * @param format of the network's bands and hop; with a normalisation if it takes normalised
     *     mels
     */
    public Builder melFormat(MelFormat format) {
      melFormat = Optional.of(format);
      return this;
    }

    /**
     * Says whether the mels that will be given are already normalised with the statistics of the
     * network, as acoustic models trained with the same statistics predict them; false by default:
     * the plain log-mel, which is normalised here. Then {@link Vocoder#melFormat()} has the
     * normalisation; it makes no difference for a network that takes plain mels.
     *
     * @param normalized whether they are
     */
    public Builder normalizedMels(boolean normalized) {
      normalizedMels = normalized;
      return this;
    }

    /**
     * Opens the vocoder.
     *
     * @return an open vocoder, owned by the caller
     * @throws CheckpointException if the checkpoint is not usable
     * @throws ConfigException if the config is missing or makes no vocoder
     * @throws EngineException if LibTorch or the device is not there
     */
    public Vocoder load() {
      return ServiceLoader.load(Provider.class, Vocoder.class.getClassLoader())
          .findFirst()
          .orElseThrow(EngineException::withoutImplementation)
          .open(
              new Options(
                  checkpoint, config, device, precision, threads, melFormat, normalizedMels));
    }
  }
}
