package dev.vocoder.train.vocoder;

import dev.vocoder.Device;
import dev.vocoder.Precision;
import dev.vocoder.internal.data.Batch;
import dev.vocoder.internal.data.BatchLoader;
import dev.vocoder.internal.data.Dataset;
import dev.vocoder.internal.data.DatasetCheck;
import dev.vocoder.train.BatchSource;
import dev.vocoder.train.Provenance;
import dev.vocoder.train.TrainingFile;
import dev.vocoder.train.TrainingPlan;
import dev.vocoder.train.TrainingScheme;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A run of adversarial training whose data are checked.
 *
 * @param recipe its networks, losses and optimisers
 * @param training what it learns from
 * @param check what reading that through found
 * @param validation what the generator is tried on
 * @param microBatches into how many parts a batch is divided
 * @param device where to compute
 * @param precision the arithmetic of the convolutions, which is right here
 * @param command how training was called
 */
record VocoderPlan(
    TrainingConfig recipe,
    Dataset training,
    DatasetCheck check,
    Optional<Dataset> validation,
    int microBatches,
    Device device,
    Precision precision,
    String command)
    implements TrainingPlan<Batch> {

  @Override
  public String config() {
    return recipe.toJson();
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT,
        "%s on %d recordings (%.1f minutes), %d x %d samples a step",
        recipe.networks().generator().architecture(),
        check.count(),
        check.seconds() / 60,
        recipe.batchSize(),
        recipe.segmentSize());
  }

  @Override
  public Provenance provenance(String start) {
    return new Provenance(
        config(),
        recipe.networks().melFormat().toString(),
        check.fingerprint(),
        String.format(Locale.ROOT, "%d recordings, %.0f s", check.count(), check.seconds()),
        0,
        recipe.seed(),
        start,
        precision.name().toLowerCase(Locale.ROOT),
        Provenance.currentVersion(),
        command);
  }

  @Override
  public TrainingScheme<Batch> open(Optional<Path> generators, Optional<TrainingFile> training) {
    AdversarialStep step =
        new AdversarialStep(
            recipe,
            generators.map(file -> VocoderWeights.generator(file, recipe)),
            training.map(file -> VocoderWeights.discriminators(file, recipe)).orElse(Map.of()),
            device,
            precision);
    return new AdversarialScheme(
        step,
        recipe.adversarialStart(),
        validation.map(dataset -> new Validation(recipe, dataset, device)));
  }

  @Override
  public BatchSource<Batch> batches(long epoch, int position) {
    BatchLoader loader =
        new BatchLoader(
            training,
            recipe.batchSize(),
            recipe.segmentSize(),
            recipe.segmentFrames(),
            recipe.leastAmplitude(),
            recipe.seed(),
            epoch,
            position);
    return new SegmentBatches(loader, microBatches);
  }
}
