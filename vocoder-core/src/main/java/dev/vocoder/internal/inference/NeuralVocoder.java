package dev.vocoder.internal.inference;

import dev.vocoder.Device;
import dev.vocoder.EngineException;
import dev.vocoder.MelException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.VocoderStream;
import dev.vocoder.Waveform;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.audio.OwnedSamples;
import dev.vocoder.internal.engine.Bfloat16;
import dev.vocoder.spi.Lifetime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * A generator that vocodes. Thread-safe: the weights are shared and never written, and every call
 * has a scope of native memory of its own, freed before it returns.
 */
public final class NeuralVocoder implements Vocoder {
  private final GeneratorCheckpoint model;
  private final MelFormat melFormat; // of the caller
  private final Device device;
  private final Precision precision;
  private final GeneratorProgram program;

  private final Lifetime lifetime = new Lifetime();

  private NeuralVocoder(
      GeneratorCheckpoint model,
      MelFormat melFormat,
      Device device,
      Precision precision,
      GeneratorProgram program) {
    this.model = model;
    this.melFormat = melFormat;
    this.device = device;
    this.precision = precision;
    this.program = program;
  }

  /**
   * Compiles a checkpoint for a device. The vocoder takes plain log-mels, and normalises them where
   * the network wants that.
   *
   * @param model the checkpoint
   * @param device where to compute
   * @param precision the arithmetic; full precision is used where the device is not faster in less
   * @throws EngineException if LibTorch or the device is not there
   */
  public static NeuralVocoder compiled(
      GeneratorCheckpoint model, Device device, Precision precision) {
    return compiled(model, model.melFormat().withoutNormalization(), device, precision);
  }

  /**
   * Compiles a checkpoint for a device.
   *
   * @param model the checkpoint
   * @param melFormat the mels that will be given, which convert to the network's
   * @param device where to compute
   * @param precision the arithmetic; full precision is used where the device is not faster in less
   * @throws EngineException if LibTorch or the device is not there
   */
  static NeuralVocoder compiled(
      GeneratorCheckpoint model, MelFormat melFormat, Device device, Precision precision) {
    Optional<String> obstacle =
        device.type() == Device.Type.CPU && precision == Precision.MIXED
            ? Bfloat16.obstacle(false)
            : Optional.empty();
    Precision used = obstacle.isPresent() ? Precision.FLOAT32 : precision;
    GeneratorProgram program = new CompiledProgram(model, device, used);
    obstacle.ifPresent(
        reason ->
            LoggerFactory.getLogger(NeuralVocoder.class).warn("{}; computing in float32.", reason));
    return new NeuralVocoder(model, melFormat, device, used, program);
  }

  /**
   * Runs a checkpoint block by block, which is slower: what the compiled one is compared with.
   *
   * @param model the checkpoint
   * @param device where to compute
   * @throws EngineException if LibTorch or the device is not there
   */
  public static NeuralVocoder ofBlocks(GeneratorCheckpoint model, Device device) {
    return new NeuralVocoder(
        model,
        model.melFormat().withoutNormalization(),
        device,
        Precision.FLOAT32,
        new BlockProgram(model, device));
  }

  @Override
  public Waveform melToWave(MelSpectrogram mel) {
    MelSpectrogram own = mel.convertTo(networkFormat());
    return lifetime.call(() -> wave(own));
  }

  @Override
  public List<Waveform> melToWave(List<MelSpectrogram> mels) {
    List<MelSpectrogram> own = mels.stream().map(mel -> mel.convertTo(networkFormat())).toList();
    return lifetime.call(() -> waves(own));
  }

  /** Vocodes short mels together, and the others one by one. */
  private List<Waveform> waves(List<MelSpectrogram> mels) {
    List<MelSpectrogram> together =
        mels.stream().filter(mel -> mel.frames() <= program.batchFrames()).toList();
    Iterator<float[]> made =
        new Batch(program, together.stream().map(mel -> utterance()).toList(), together, true)
            .take()
            .iterator();
    return mels.stream()
        .map(mel -> mel.frames() <= program.batchFrames() ? waveform(made.next()) : wave(mel))
        .toList();
  }

  @Override
  public List<Waveform> push(List<VocoderStream> streams, List<MelSpectrogram> frames) {
    if (streams.size() != frames.size()) {
      return Vocoder.super.push(streams, frames); // says so
    }
    Set<NetworkStream> own = new LinkedHashSet<>();
    List<MelSpectrogram> converted = new ArrayList<>();
    for (int i = 0; i < streams.size(); i++) {
      if (!(streams.get(i) instanceof NetworkStream stream)
          || !stream.isOf(lifetime)
          || !own.add(stream)) {
        throw new MelException(
            "Stream %d of the list, from 0, is of another vocoder or is there twice; give each stream of this one once."
                .formatted(i));
      }
      converted.add(stream.converted(frames.get(i)));
    }
    return lifetime.call(
        () -> {
          List<Utterance> utterances = own.stream().map(NetworkStream::open).toList();
          return new Batch(program, utterances, converted, false)
              .take().stream().map(this::waveform).toList();
        });
  }

  @Override
  public void warmUp(int... frames) {
    Vocoder.super.warmUp(frames); // alone
    lifetime.call(
        () -> {
          for (int count : frames) {
            new WarmUp(program, networkFormat(), model.config()).run(count);
          }
          return null;
        });
  }

  private Waveform wave(MelSpectrogram mel) {
    if (samplesOf(mel.frames()) > Integer.MAX_VALUE) {
      throw new MelException(
          "The mel has %d frames, more samples than one array holds; use openStream()."
              .formatted(mel.frames()));
    }
    float[] samples = new ParallelMel(program, networkFormat(), model.config()).vocode(mel);
    return waveform(samples);
  }

  private Waveform waveform(float[] samples) {
    return Waveform.of(new OwnedSamples(samples, sampleRate()));
  }

  @Override
  public VocoderStream openStream() {
    return lifetime.call(
        () -> new NetworkStream(utterance(), melFormat, networkFormat(), lifetime));
  }

  private Utterance utterance() {
    return new Utterance(program, networkFormat(), model.config());
  }

  @Override
  public MelFormat melFormat() {
    return melFormat;
  }

  /** Returns the format of the mels that the network takes. */
  private MelFormat networkFormat() {
    return model.melFormat();
  }

  @Override
  public long samplesOf(long frames) {
    return frames == 0 ? 0 : model.config().samplesOf(frames);
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public void close() {
    lifetime.end(program::close);
  }

  /** Returns what the model is, in one line. */
  @Override
  public String toString() {
    return "%s on %s, %s".formatted(model.config().architecture(), device, melFormat);
  }
}
