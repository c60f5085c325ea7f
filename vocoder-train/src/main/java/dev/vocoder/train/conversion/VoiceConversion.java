package dev.vocoder.train.conversion;

import dev.vocoder.Device;
import dev.vocoder.Precision;
import dev.vocoder.internal.data.DatasetCheck;
import dev.vocoder.train.TrainerBuilder;
import dev.vocoder.train.TrainingTask;
import dev.vocoder.train.adversarial.DomainBatch;
import dev.vocoder.train.adversarial.PairBatch;
import dev.vocoder.train.conversion.SpokenRecordings.Utterance;
import dev.vocoder.train.data.Recording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Describes a run that trains a converter between two voices, or among several. What is not set has
 * the default that its method names. The networks that one averages are {@code generator_A2B} and
 * {@code generator_B2A} of two voices, {@code generator} of several.
 *
 * <pre>{@code
 * VoiceConversion.trainer()
 *     .voice("lj", Recordings.inFolder(Path.of("lj")))
 *     .voice("kathleen", Recordings.inFolder(Path.of("kathleen")))
 *     .recipe(ConversionRecipes.preset("maskcyclegan-vc"))
 *     .output(Path.of("run"))
 *     .steps(400_000)
 *     .build()
 *     .run();
 * }</pre>
 */
public final class VoiceConversion extends TrainerBuilder<VoiceConversion> {
  private static final int TRIED = 4; // recordings of each voice

  private final Map<String, List<Recording>> training = new LinkedHashMap<>();
  private ConversionRecipe recipe = ConversionRecipes.preset("maskcyclegan-vc");
  private int heldOutEvery = 10;

  private VoiceConversion() {}

  /** Begins to describe a run. */
  public static VoiceConversion trainer() {
    return new VoiceConversion();
  }

  @Override
  protected VoiceConversion self() {
    return this;
  }

  /**
   * Adds a voice; two are required, of which neither need say what the other says.
   *
   * @param name what it is called
   * @param recordings what the speaker said, some twenty minutes of it
   */
  public VoiceConversion voice(String name, List<Recording> recordings) {
    require(training.put(name, List.copyOf(recordings)) == null, "there are two voices " + name);
    return this;
  }

  /** Sets networks, losses and optimisers; MaskCycleGAN-VC's by default. */
  public VoiceConversion recipe(ConversionRecipe value) {
    recipe = value;
    return this;
  }

  /**
   * Sets which recordings are held out of training, for validation: of each voice the first and
   * every n-th after it, in the order they were given; 10 by default.
   *
   * @param value n, 2 or more; 0 to train on all and not validate
   */
  public VoiceConversion heldOutEvery(int value) {
    heldOutEvery = value;
    return this;
  }

  @Override
  protected TrainingTask<?> task() {
    require(training.size() >= 2, "it takes two voices");
    require(
        recipe.isCoded() || training.size() == 2,
        "%s converts between two voices, and there are %d"
            .formatted(recipe.generator().architecture(), training.size()));
    require(heldOutEvery == 0 || heldOutEvery >= 2, "every recording would be held out");
    require(
        microBatches() >= 1 && recipe.segments().batchSize() % microBatches() == 0,
        "a batch of %d cannot be divided into %d equal parts"
            .formatted(recipe.segments().batchSize(), microBatches()));
    require(
        precision() == Precision.FLOAT32,
        "converters are trained in float32 only, in which they do not overflow");
    training.forEach(
        (name, recordings) ->
            require(
                recordings.size() > (heldOutEvery > 0 ? 1 : 0),
                "there are too few recordings of " + name));
    ConversionRecipe decided = recipe.withVoices(training.size()).forRun(steps());
    Map<String, List<Recording>> all = new LinkedHashMap<>(training);
    int every = heldOutEvery;
    int parts = microBatches();
    Device device = device();
    String command = command();
    if (decided.isCoded()) {
      TrainingTask<DomainBatch> task =
          notes -> new StarPlan(check(decided, all, every, parts, device, command, notes));
      return task;
    }
    TrainingTask<PairBatch> task =
        notes -> new CyclePlan(check(decided, all, every, parts, device, command, notes));
    return task;
  }

  private static ConversionRun check(
      ConversionRecipe recipe,
      Map<String, List<Recording>> all,
      int every,
      int parts,
      Device device,
      String command,
      Consumer<String> notes) {
    List<VoiceCorpus> voices = new ArrayList<>();
    List<List<Utterance>> tried = new ArrayList<>();
    all.forEach(
        (name, recordings) -> {
          List<Recording> learnt = new ArrayList<>();
          List<Recording> heldOut = new ArrayList<>();
          for (int i = 0; i < recordings.size(); i++) {
            (every > 0 && i % every == 0 ? heldOut : learnt).add(recordings.get(i));
          }
          voices.add(
              VoiceCorpus.read(
                  new SpokenRecordings(name, learnt),
                  recipe.melFormat(),
                  recipe.segments().frames(),
                  notes));
          SpokenRecordings first =
              new SpokenRecordings(name, heldOut.subList(0, Math.min(TRIED, heldOut.size())));
          if (!first.recordings().isEmpty()) {
            DatasetCheck.of(first.dataset(recipe.melFormat())).requireUsable();
          }
          tried.add(first.read(recipe.melFormat()));
        });
    noteSame(voices, notes);
    ConversionValidation validation =
        new ConversionValidation(voices.stream().map(VoiceCorpus::voice).toList(), tried);
    return new ConversionRun(
        recipe,
        voices,
        validation.isPossible() ? Optional.of(validation) : Optional.empty(),
        parts,
        device,
        command);
  }

  /** Notes voices whose recordings are another's: there is nothing to learn between those. */
  private static void noteSame(List<VoiceCorpus> voices, Consumer<String> notes) {
    Map<String, String> names = new HashMap<>();
    for (VoiceCorpus one : voices) {
      String other = names.putIfAbsent(one.check().fingerprint(), one.voice().name());
      if (other != null) {
        notes.accept(
            "%s and %s have the same recordings, so that there is nothing to convert between them."
                .formatted(other, one.voice().name()));
      }
    }
  }
}
