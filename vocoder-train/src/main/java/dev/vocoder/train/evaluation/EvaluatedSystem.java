package dev.vocoder.train.evaluation;

import dev.vocoder.FileException;
import dev.vocoder.MelExtractor;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Vocoder;
import dev.vocoder.Waveform;
import dev.vocoder.WaveformException;
import dev.vocoder.internal.data.Dataset;
import dev.vocoder.internal.data.RecordingReader;
import dev.vocoder.train.data.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A vocoder at work: it vocodes recordings one by one and keeps their scores. */
final class EvaluatedSystem {
  private final String name;
  private final Vocoder vocoder;
  private final RecordingReader reader;
  private final MelExtractor extractor;
  private final WaveComparison comparison;
  private final List<ClipScores> clips = new ArrayList<>();

  EvaluatedSystem(String name, Vocoder vocoder, Dataset dataset) {
    this.name = name;
    this.vocoder = vocoder;
    reader = new RecordingReader(dataset);
    extractor = MelExtractor.of(vocoder.melFormat());
    comparison = new WaveComparison(vocoder.sampleRate());
  }

  /** A recording as far as whole frames go, and what the vocoder made of its mel. */
  record Result(Waveform original, Waveform generated) {}

  String name() {
    return name;
  }

  /** Vocodes a recording once without keeping anything: a first call prepares the engine. */
  void warmUp(Recording recording) {
    vocoder.melToWave(mel(original(recording)));
  }

  Result evaluate(Recording recording) {
    Waveform whole = original(recording);
    MelSpectrogram mel = mel(whole);
    long start = System.nanoTime();
    Waveform made = vocoder.melToWave(mel);
    double seconds = (System.nanoTime() - start) * 1e-9;
    // What some networks make beyond frames x hop the recording does not have, nor they the rest.
    boolean isAsLongAsSaid = made.length() == vocoder.samplesOf(mel.frames());
    int length = isAsLongAsSaid ? Math.min(whole.length(), made.length()) : whole.length();
    Waveform original = start(whole, length);
    Waveform generated = isAsLongAsSaid ? start(made, length) : made;
    Map<Measure, Double> values;
    try {
      values = comparison.of(original, generated);
    } catch (WaveformException e) {
      throw new FileException(
          "%s, of which %s makes %d samples, cannot be evaluated on: %s"
              .formatted(recording.wave(), name, made.length(), e.getMessage()),
          e);
    }
    values.put(Measure.REAL_TIME_FACTOR, seconds / original.seconds());
    clips.add(new ClipScores(recording.name(), original.seconds(), values));
    return new Result(original, generated);
  }

  private static Waveform start(Waveform wave, int length) {
    return wave.length() == length ? wave : wave.slice(0, length);
  }

  private Waveform original(Recording recording) {
    Waveform wave = reader.read(recording).wave();
    int hop = vocoder.melFormat().hopSize();
    return wave.slice(0, wave.length() / hop * hop);
  }

  /**
   * As many frames as hops; one more, which a centred format makes, if the wave is short without.
   */
  private MelSpectrogram mel(Waveform original) {
    MelSpectrogram mel = extractor.extract(original);
    int hops = original.length() / vocoder.melFormat().hopSize();
    return vocoder.samplesOf(hops) < original.length() ? mel : mel.slice(0, hops);
  }

  SystemScores scores() {
    return new SystemScores(
        name, vocoder.melFormat(), vocoder.device(), vocoder.precision(), clips);
  }
}
