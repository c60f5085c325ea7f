package dev.vocoder.train.evaluation.conversion;

import dev.vocoder.FileException;
import dev.vocoder.MelException;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Vocoder;
import dev.vocoder.internal.measure.PitchTrack;
import dev.vocoder.internal.measure.Yin;
import dev.vocoder.train.data.Recording;
import dev.vocoder.train.evaluation.EvaluationListener;
import dev.vocoder.train.evaluation.conversion.ConversionReport.ConversionSystem;
import dev.vocoder.train.evaluation.conversion.ConversionReport.VoiceRecordings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs each system on every held-out recording, from every voice into every other, and scores it.
 */
final class ComparedConversions {
  private static final int CLASSIFIERS = 3;
  private static final long FIRST_SEED = 7_000_001; // unlikely to be the seed of a converter
  private static final int TRACKED = 8; // utterances whose pitch is looked at

  private final List<EvaluatedVoice> voices;
  private final Map<String, Conversion> systems;
  private final Vocoder vocoder;
  private final EvaluationListener listener;
  private final int conversions;
  private final Map<EvaluatedVoice, List<PitchTrack>> pitch = new LinkedHashMap<>();
  private int done;

  /**
   * Prepares to convert.
   *
   * @param voices the voices, two at least
   * @param systems the ways to convert by name
   * @param vocoder makes waves of mels for their pitch
   * @param listener is told of each conversion
   * @param conversions how many there will be
   */
  ComparedConversions(
      List<EvaluatedVoice> voices,
      Map<String, Conversion> systems,
      Vocoder vocoder,
      EvaluationListener listener,
      int conversions) {
    this.voices = voices;
    this.systems = systems;
    this.vocoder = vocoder;
    this.listener = listener;
    this.conversions = conversions;
  }

  ConversionReport report() {
    voices.forEach(voice -> pitch.put(voice, tracks(voice.heldOutMels())));
    try (SpeakerClassifiers classifiers = classifiers()) {
      List<ConversionSystem> scored = new ArrayList<>();
      systems.forEach(
          (name, conversion) ->
              scored.add(new ConversionSystem(name, scores(conversion, classifiers))));
      return new ConversionReport(
          voices.stream().map(ComparedConversions::recordings).toList(),
          classifiers.accuracies(voices),
          scored);
    }
  }

  private SpeakerClassifiers classifiers() {
    Map<String, List<NormalizedMel>> mels = new LinkedHashMap<>();
    voices.forEach(voice -> mels.put(voice.name(), voice.normalized(voice.training())));
    return new SpeakerClassifiers(mels, CLASSIFIERS, FIRST_SEED);
  }

  private static VoiceRecordings recordings(EvaluatedVoice voice) {
    return new VoiceRecordings(
        voice.name(), voice.training().size(), voice.heldOut().size(), voice.fingerprint());
  }

  private List<ConversionScores> scores(Conversion conversion, SpeakerClassifiers classifiers) {
    List<ConversionScores> scores = new ArrayList<>();
    for (EvaluatedVoice from : voices) {
      for (EvaluatedVoice to : voices) {
        if (!from.equals(to)) {
          scores.add(scores(from, to, converted(conversion, from, to), classifiers));
        }
      }
    }
    return scores;
  }

  private List<MelSpectrogram> converted(
      Conversion conversion, EvaluatedVoice from, EvaluatedVoice to) {
    List<MelSpectrogram> converted = new ArrayList<>();
    for (int i = 0; i < from.heldOut().size(); i++) {
      Recording recording = from.heldOut().get(i);
      try {
        MelSpectrogram mel = from.heldOutMels().get(i);
        converted.add(conversion.convert(mel, from.name(), to.name()));
      } catch (MelException e) {
        throw new FileException("%s: %s".formatted(recording.wave(), e.getMessage()), e);
      }
      listener.evaluated(recording, ++done, conversions);
    }
    return converted;
  }

  private ConversionScores scores(
      EvaluatedVoice from,
      EvaluatedVoice to,
      List<MelSpectrogram> converted,
      SpeakerClassifiers classifiers) {
    return new ConversionScores(
        from.name(),
        to.name(),
        converted.size(),
        classifiers.shares(to.normalized(converted), to.name()),
        ContentScores.of(from.heldOutMels(), converted),
        PitchScores.of(pitch.get(from), tracks(converted), pitch.get(to)));
  }

  private List<PitchTrack> tracks(List<MelSpectrogram> mels) {
    Yin yin = new Yin(vocoder.sampleRate());
    return mels.stream().limit(TRACKED).map(vocoder::melToWave).map(yin::track).toList();
  }
}
