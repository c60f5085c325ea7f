package dev.vocoder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * Turns the mel spectrogram of what one speaker says into one of another speaker saying it, to be
 * vocoded.
 *
 * <pre>{@code
 * try (VoiceConverter converter = VoiceConverter.load(run)) {
 *   MelSpectrogram other = converter.convert(mel, converter.voice("lj"), converter.voice("kathleen"));
 * }
 * }</pre>
 *
 * <p>The contract of length: the result has as many frames as the mel, from 1 frame on. An
 * utterance is converted whole, for every frame of the result depends on all of the mel; one longer
 * than {@link #maxFrames()} is refused, and must be cut at pauses.
 *
 * <p>Thread-safe: any number of threads may convert with one instance, and get what one thread
 * would get. A converter holds native memory outside the Java heap until it is closed; {@link
 * #close()} waits for calls in flight, and every later call throws {@link VocoderClosedException}.
 */
public interface VoiceConverter extends AutoCloseable {

  /**
   * Opens a converter on the CPU.
   *
   * @param checkpoint a converter trained by this library: its file, or the folder of its run, of
   *     which the file of most steps is taken
   * @return an open converter, owned by the caller
   * @throws CheckpointException if the file is not a usable converter
   * @throws ConfigException if the file does not tell its voices, as public ones do not
   * @throws EngineException if LibTorch cannot be loaded
   */
  static VoiceConverter load(Path checkpoint) {
    return builder().checkpoint(checkpoint).load();
  }

  /** Returns a builder: on the CPU until told otherwise. */
  static Builder builder() {
    return new Builder();
  }

  /**
   * Converts an utterance.
   *
   * @param mel the utterance, in this converter's {@link #melFormat()} or one that converts to it
   *     exactly (see {@link MelSpectrogram#convertTo})
   * @param from who speaks: one of {@link #voices()}, or a speaker never trained on, see {@link
   *     Voice#measure}
   * @param to into whose voice: one of {@link #voices()}. Into the voice of {@code from} itself it
   *     comes back much as it was
   * @return as many frames, in this converter's {@link #melFormat()}
   * @throws MelException if the mel's format does not convert, {@code from} was measured on mels of
   *     another format, the mel is longer than {@link #maxFrames()}, or it cannot be one of {@code
   *     from}: a value lies more than a hundred deviations off the mean
   * @throws ConfigException if {@code to} is not one of this converter's voices, or a public file
   *     has no network that converts into it
   * @throws CheckpointException if the network makes values that are no numbers
   * @throws VocoderClosedException if this converter is closed
   * @throws VocoderInterruptedException if this thread is interrupted before a CPU thread is free
   */
  MelSpectrogram convert(MelSpectrogram mel, Voice from, Voice to);

  /**
   * Converts an utterance between two of this converter's voices.
   *
   * @param mel as for {@link #convert(MelSpectrogram, Voice, Voice)}
   * @param from the name of who speaks
   * @param to the name of the voice to convert into
   * @return as many frames, in this converter's {@link #melFormat()}
   * @throws ConfigException if there is no voice of one of the names
   * @throws MelException as {@link #convert(MelSpectrogram, Voice, Voice)} does
   * @throws VocoderClosedException if this converter is closed
   */
  default MelSpectrogram convert(MelSpectrogram mel, String from, String to) {
    return convert(mel, voice(from), voice(to));
  }

  /** Returns the voices it was trained on, in the order of training; at least two. */
  List<Voice> voices();

  /**
   * Returns a voice it was trained on.
   *
   * @param name what it is called
   * @throws ConfigException if there is none of that name, telling the names there are
   */
  default Voice voice(String name) {
    return voices().stream()
        .filter(voice -> voice.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    "The converter knows no voice '%s'; it was trained on %s."
                        .formatted(
                            name,
                            voices().stream().map(Voice::name).collect(Collectors.joining(", ")))));
  }

  /** Returns the format of the mels this converter takes and makes. */
  MelFormat melFormat();

  /**
   * Returns the most frames of one utterance. The memory that converting takes grows with its
   * length, and this many take up to 2 GB.
   */
  int maxFrames();

  /** Returns where this converter computes. */
  Device device();

  /** Frees the model, after the calls in flight have ended. A second call does nothing. */
  @Override
  void close();

  /**
   * What an implementation provides, found with {@link ServiceLoader}; users call {@link
   * VoiceConverter#load} or {@link Builder#load}. Implementations are thread-safe.
   */
  interface Provider {

    /**
     * Opens a converter.
     *
     * @param options what the caller asked for
     * @return an open converter, owned by the caller
     * @throws VocoderException if the options make no converter
     */
    VoiceConverter open(Options options);
  }

  /**
   * What a {@link Builder} was told, for the {@link Provider}.
   *
   * @param checkpoint the converter's file or run
   * @param device where to compute
   * @param threads the number of CPU threads for one operation, or empty to leave the engine's
   * @param voices the voices of a file that does not tell them, in the order of its training
   */
  record Options(Path checkpoint, Device device, OptionalInt threads, List<Voice> voices) {
    /** Copies the voices. */
    public Options {
      voices = List.copyOf(voices);
    }
  }

  /** Says what to load and where. Not thread-safe; may be used again. */
  final class Builder {
    private Optional<Path> checkpoint = Optional.empty();
    private Device device = Device.cpu();
    private OptionalInt threads = OptionalInt.empty();
    private final List<Voice> voices = new ArrayList<>();

    private Builder() {}

    /**
     * Sets the converter's file.
     *
     * @param file a converter trained by this library or the folder of its run, or a generator of
     *     the public MaskCycleGAN-VC or CycleGAN-VC2 code, whose {@link #voice voices} must be told
     */
    public Builder checkpoint(Path file) {
      checkpoint = Optional.of(file);
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
     * Sets how many CPU threads one operation uses. LibTorch has one such number for the whole
     * process: the last one set counts, for every vocoder and converter.
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
     * Adds a voice of a public checkpoint, which has no statistics: the first one is the source
     * that it was trained on, called A in its code, the second the target, B.
     *
     * @param voice its name and statistics, of the mels that the checkpoint was trained on
     */
    public Builder voice(Voice voice) {
      voices.add(Objects.requireNonNull(voice, "voice"));
      return this;
    }

    /**
     * Opens the converter.
     *
     * @return an open converter, owned by the caller
     * @throws CheckpointException if the checkpoint is not usable
     * @throws ConfigException if no checkpoint was named, or its voices are not told, or told both
     *     by it and here
     * @throws EngineException if LibTorch or the device is not there
     */
    public VoiceConverter load() {
      Path file =
          checkpoint.orElseThrow(
              () ->
                  new ConfigException(
                      "No converter is named; give its file, or the folder of its run."));
      return ServiceLoader.load(Provider.class, VoiceConverter.class.getClassLoader())
          .findFirst()
          .orElseThrow(EngineException::withoutImplementation)
          .open(new Options(file, device, threads, voices));
    }
  }
}
