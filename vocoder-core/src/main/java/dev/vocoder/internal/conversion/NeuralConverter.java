package dev.vocoder.internal.conversion;

import ai.djl.ndarray.NDManager;
import dev.vocoder.ConfigException;
import dev.vocoder.Device;
import dev.vocoder.MelException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Voice;
import dev.vocoder.VoiceConverter;
import dev.vocoder.conversion.ConverterCheckpoint;
import dev.vocoder.conversion.ConverterConfig;
import dev.vocoder.conversion.UtteranceLimit;
import dev.vocoder.conversion.VoiceScale;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.spi.Lifetime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A converter whose networks' weights are in memory. Thread-safe. */
final class NeuralConverter implements VoiceConverter {
  private final ConverterConfig config;
  private final Device device;
  private final NDManager manager;
  private final Map<String, ConvertingNetwork> networks = new HashMap<>();
  private final Lifetime lifetime = new Lifetime("converter");

  /**
   * Builds the networks.
   *
   * @param checkpoint the converter
   * @param device where to compute
   * @throws dev.vocoder.EngineException if LibTorch or the device is not there
   */
  NeuralConverter(ConverterCheckpoint checkpoint, Device device) {
    this.config = checkpoint.config();
    this.device = device;
    this.manager = TorchEngine.start().newManager(device);
    checkpoint
        .networks()
        .forEach(
            (name, weights) ->
                networks.put(name, new ConvertingNetwork(config.generator(), weights, manager)));
  }

  @Override
  public MelSpectrogram convert(MelSpectrogram mel, Voice from, Voice to) {
    ConvertingNetwork network = networkInto(to);
    int domain = config.voices().indexOf(to);
    MelSpectrogram own = mel.convertTo(melFormat());
    requireLength(own);
    requireFormat(from);
    float[] normalized = new VoiceScale(from).normalized(own);
    float[] converted = lifetime.call(() -> network.convert(normalized, own.frames(), domain));
    return new VoiceScale(to).denormalized(converted, own.frames());
  }

  private ConvertingNetwork networkInto(Voice to) {
    int voice = config.voices().indexOf(to);
    if (voice < 0) {
      throw new ConfigException(
          "The converter was not trained on the voice '%s', so it cannot convert into it; it knows %s."
              .formatted(
                  to.name(), voices().stream().map(Voice::name).collect(Collectors.joining(", "))));
    }
    ConvertingNetwork network = networks.get(config.networkInto(voice));
    if (network == null) {
      throw new ConfigException(
          "The converter's file has one direction only, and no network that converts into the voice '%s'; give the file of the other direction, or convert into '%s'."
              .formatted(to.name(), voices().get(1 - voice).name()));
    }
    return network;
  }

  private void requireLength(MelSpectrogram mel) {
    if (mel.frames() > maxFrames()) {
      throw new MelException(
          String.format(
              Locale.ROOT,
              "The mel has %d frames (%.1f s), and an utterance is converted whole, up to %d"
                  + " frames; cut the recording at pauses and convert each part.",
              mel.frames(),
              mel.seconds(),
              maxFrames()));
    }
  }

  private void requireFormat(Voice from) {
    if (!from.melFormat().equals(melFormat())) {
      throw new MelException(
          "The voice '%s' was measured on mels of another format than the converter's; measure it on those. Found: %s. Needed: %s."
              .formatted(from.name(), from.melFormat(), melFormat()));
    }
  }

  @Override
  public List<Voice> voices() {
    return config.voices();
  }

  @Override
  public MelFormat melFormat() {
    return config.melFormat();
  }

  @Override
  public int maxFrames() {
    return UtteranceLimit.frames(config.generator());
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public void close() {
    lifetime.end(manager::close);
  }

  /** Returns what the converter is, in one line. */
  @Override
  public String toString() {
    return "%s of %s on %s, %s"
        .formatted(
            config.generator().architecture(),
            voices().stream().map(Voice::name).collect(Collectors.joining(", ")),
            device,
            melFormat());
  }
}
