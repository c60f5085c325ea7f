package dev.vocoder.train.conversion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Vocoder;
import dev.vocoder.Voice;
import dev.vocoder.Waveform;
import dev.vocoder.conversion.VoiceScale;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.network.conversion.ConversionConditions;
import dev.vocoder.network.conversion.ConversionGenerator;
import dev.vocoder.train.TrainingState;
import dev.vocoder.train.ValidationReport;
import dev.vocoder.train.ValidationReport.Clip;
import dev.vocoder.train.ValidationReport.Rendering;
import dev.vocoder.train.adversarial.ConditionedNetwork;
import dev.vocoder.train.conversion.SpokenRecordings.Utterance;
import java.util.ArrayList;
import java.util.List;

/**
 * Converts recordings that are not trained on into another voice and back. Training losses tell
 * little. How much of an utterance comes back shows whether its words are still there; the clips
 * let one hear the rest.
 */
final class ConversionValidation {
  private static final int MAX_FRAMES = 1024;
  private static final int SHOWN = 6;
  private static final int MULTIPLE = ConversionGenerator.Config.FRAME_MULTIPLE;

  private final List<Voice> voices;
  private final List<List<Utterance>> utterances;
  private final MelFormat format;

  /**
   * Prepares to validate generators.
   *
   * @param voices the voices, measured by what is trained on
   * @param utterances what to convert, of each voice
   */
  ConversionValidation(List<Voice> voices, List<List<Utterance>> utterances) {
    this.voices = voices;
    this.utterances = utterances;
    this.format = voices.get(0).melFormat();
  }

  /** Says whether there is anything to validate on. */
  boolean isPossible() {
    return utterances.stream().flatMap(List::stream).anyMatch(one -> frames(one) > 0);
  }

  /** Returns how many frames of an utterance are converted; 0 if it is too short. */
  private static int frames(Utterance utterance) {
    int frames = Math.min(MAX_FRAMES, utterance.mel().frames()) / MULTIPLE * MULTIPLE;
    return frames >= 2 * MULTIPLE ? frames : 0;
  }

  /** A mel converted, and converted back, without the voices' statistics. */
  @SuppressWarnings("ArrayRecordComponent") // a carrier to the report, never compared
  private record Result(float[] converted, float[] cycled, double error) {}

  /**
   * Validates generators.
   *
   * @param manager of the device they are on
   * @param generators one for all voices, told by a code, or one into each of two
   * @param state how far the run is
   */
  ValidationReport run(
      NDManager manager, List<ConditionedNetwork> generators, TrainingState state) {
    List<Clip> shown = new ArrayList<>();
    double sum = 0;
    int count = 0;
    try (Vocoder vocoder = vocoder()) {
      for (int number = 0; number < mostUtterances(); number++) {
        for (int from = 0; from < voices.size(); from++) {
          for (int into = 0; into < voices.size(); into++) {
            List<Utterance> spoken = utterances.get(from);
            if (from == into || number >= spoken.size() || frames(spoken.get(number)) == 0) {
              continue;
            }
            Result result = convert(manager, generators, spoken.get(number), from, into);
            sum += result.error;
            count++;
            if (shown.size() < SHOWN) {
              shown.add(clip(spoken.get(number), result, from, into, vocoder));
            }
          }
        }
      }
    }
    double mean = sum / count;
    return new ValidationReport(state.step(), mean, state.isImprovedBy(mean), shown);
  }

  private int mostUtterances() {
    return utterances.stream().mapToInt(List::size).max().orElse(0);
  }

  /** Returns the default model where it takes such mels, and Griffin-Lim elsewhere. */
  private Vocoder vocoder() {
    return format.equals(MelFormat.HIFIGAN)
        ? Vocoder.loadDefault()
        : Vocoder.builder().melFormat(format).load();
  }

  private Clip clip(Utterance utterance, Result result, int from, int into, Vocoder vocoder) {
    int frames = frames(utterance);
    MelSpectrogram converted =
        new VoiceScale(voices.get(into)).denormalized(result.converted, frames);
    MelSpectrogram cycled = new VoiceScale(voices.get(from)).denormalized(result.cycled, frames);
    Waveform wave = utterance.wave();
    return new Clip(
        "%s, %s to %s"
            .formatted(utterance.name(), voices.get(from).name(), voices.get(into).name()),
        new Rendering(
            "original",
            wave.slice(0, Math.min(wave.length(), frames * format.hopSize())),
            utterance.mel().slice(0, frames)),
        List.of(
            new Rendering("converted", vocoder.melToWave(converted), converted),
            new Rendering("converted back", vocoder.melToWave(cycled), cycled)),
        result.error);
  }

  private Result convert(
      NDManager manager,
      List<ConditionedNetwork> generators,
      Utterance utterance,
      int from,
      int into) {
    int frames = frames(utterance);
    float[] source = new VoiceScale(voices.get(from)).normalized(utterance.mel().slice(0, frames));
    return ProcessSettings.withGradients(
        false,
        () ->
            TorchEngine.start()
                .compute(1, () -> convert(manager, generators, source, frames, from, into)));
  }

  private Result convert(
      NDManager manager,
      List<ConditionedNetwork> generators,
      float[] source,
      int frames,
      int from,
      int into) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray mel = scope.create(source, new Shape(1, format.bands(), frames));
      NDArray converted = converted(scope, generators, mel, into);
      NDArray cycled = converted(scope, generators, converted, from);
      float[] back = cycled.toFloatArray();
      double error = 0;
      for (int i = 0; i < back.length; i++) {
        error += Math.abs(back[i] - source[i]);
      }
      return new Result(converted.toFloatArray(), back, error / back.length);
    }
  }

  private NDArray converted(
      NDManager scope, List<ConditionedNetwork> generators, NDArray mel, int into) {
    ParameterStore store = new ParameterStore(scope, false);
    if (generators.size() > 1) {
      return generators.get(into).call().apply(store, mel, ConversionConditions.NONE, false);
    }
    float[] code = new float[voices.size()];
    code[into] = 1;
    ConversionConditions told =
        ConversionConditions.domain(scope.create(code, new Shape(1, code.length)));
    return generators.get(0).call().apply(store, mel, told, false);
  }
}
