package dev.vocoder.train.report;

import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.Waveform;
import dev.vocoder.train.StepLosses;
import dev.vocoder.train.StepReport;
import dev.vocoder.train.TrainingResult;
import dev.vocoder.train.TrainingRun;
import dev.vocoder.train.ValidationReport;
import dev.vocoder.train.ValidationReport.Clip;
import dev.vocoder.train.ValidationReport.Rendering;
import dev.vocoder.train.vocoder.AdversarialLosses;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a training that does not take place tells. */
final class Training {
  private static final MelExtractor EXTRACTOR = MelExtractor.of(MelFormat.HIFIGAN);

  private Training() {}

  static TrainingRun run(Path folder, long firstStep, long lastStep) {
    return new TrainingRun(folder, "tiny on tones", firstStep, lastStep);
  }

  /** A step of 0.25 s whose mel loss is given; the generator's total is 5 more. */
  static StepReport step(long step, double mel) {
    StepLosses losses =
        new AdversarialLosses(
                Map.of("mpd", 3.0),
                Map.of("mpd", 1.0),
                Map.of("mpd", 4.0),
                Map.of("mel", mel),
                Map.of("generator", 7.0))
            .reported();
    return new StepReport(
        step, step / 10, losses, Map.of("optim_g", 2e-4), 0.25, Double.isFinite(mel));
  }

  /** A clip whose original is a tone and whose generated wave the same at half its height. */
  static Clip clip(String name, double seconds) {
    Waveform original = tone(seconds, 0.5);
    Waveform generated = tone(seconds, 0.25);
    return new Clip(
        name,
        new Rendering("original", original, EXTRACTOR.extract(original)),
        List.of(new Rendering("generated", generated, EXTRACTOR.extract(generated))),
        Math.log(2));
  }

  private static Waveform tone(double seconds, double height) {
    float[] samples = new float[(int) (seconds * 22_050)];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (height * Math.sin(2 * Math.PI * 1000 * i / 22_050));
    }
    return Waveform.of(samples, 22_050);
  }

  static ValidationReport validation(long step, double error, Clip... clips) {
    return new ValidationReport(step, error, true, List.of(clips));
  }

  static TrainingResult result(long step) {
    return new TrainingResult(step, 0, false, Optional.empty(), OptionalDouble.of(0.5));
  }
}
