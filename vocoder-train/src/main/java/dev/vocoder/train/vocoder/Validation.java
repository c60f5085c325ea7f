package dev.vocoder.train.vocoder;

import dev.vocoder.Device;
import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.Waveform;
import dev.vocoder.checkpoint.BlockWeights;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.data.Dataset;
import dev.vocoder.internal.data.RecordingReader;
import dev.vocoder.internal.inference.NeuralVocoder;
import dev.vocoder.internal.measure.LogMelDistance;
import dev.vocoder.network.Generator;
import dev.vocoder.train.TrainingState;
import dev.vocoder.train.ValidationReport;
import dev.vocoder.train.ValidationReport.Clip;
import dev.vocoder.train.ValidationReport.Rendering;
import dev.vocoder.train.data.Recording;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Vocodes the validation clips and compares mels, as the reference does, each clip as a whole. */
final class Validation {
  private static final int SHOWN = 6;
  private static final int MAX_SECONDS = 15;

  private final TrainingConfig config;
  private final Dataset dataset;
  private final RecordingReader reader;
  private final MelExtractor extractor;
  private final MelExtractor lossExtractor;
  private final Device device;

  Validation(TrainingConfig config, Dataset dataset, Device device) {
    this.config = config;
    this.dataset = dataset;
    this.reader = new RecordingReader(dataset);
    this.extractor = MelExtractor.of(dataset.format());
    this.lossExtractor = MelExtractor.of(config.lossMelFormat());
    this.device = device;
  }

  /** Tries a generator in float32, the way it will be used. */
  ValidationReport run(Generator generator, TrainingState state) {
    MelFormat format = dataset.format();
    GeneratorCheckpoint model =
        new GeneratorCheckpoint(
            "in training",
            config.networks().generator(),
            format,
            BlockWeights.get(generator).folded());
    List<Clip> shown = new ArrayList<>();
    double sum = 0;
    try (Vocoder vocoder = NeuralVocoder.compiled(model, device, Precision.FLOAT32)) {
      for (Recording recording : dataset.recordings()) {
        Clip clip = clip(recording, vocoder);
        sum += clip.error();
        if (shown.size() < SHOWN) {
          shown.add(clip);
        }
      }
    }
    double error = sum / dataset.recordings().size();
    return new ValidationReport(state.step(), error, state.isImprovedBy(error), shown);
  }

  private Clip clip(Recording recording, Vocoder vocoder) {
    RecordingReader.Content content = reader.read(recording);
    int rate = vocoder.sampleRate();
    int longest = Math.min(content.wave().length(), MAX_SECONDS * rate);
    int whole = Math.toIntExact(config.networks().generator().framesOf(longest));
    int frames = content.mel().map(given -> Math.min(given.frames(), whole)).orElse(whole);
    int samples = Math.toIntExact(vocoder.samplesOf(frames));
    Waveform original = Waveform.of(Arrays.copyOf(content.wave().samples(), samples), rate);
    MelSpectrogram mel = content.mel().orElseGet(() -> extractor.extract(original));
    Waveform generated = vocoder.melToWave(mel.slice(0, frames));
    MelSpectrogram originalMel = lossExtractor.extract(original);
    MelSpectrogram generatedMel = lossExtractor.extract(generated);
    return new Clip(
        recording.name(),
        new Rendering("original", original, originalMel),
        List.of(new Rendering("generated", generated, generatedMel)),
        LogMelDistance.between(originalMel, generatedMel));
  }
}
