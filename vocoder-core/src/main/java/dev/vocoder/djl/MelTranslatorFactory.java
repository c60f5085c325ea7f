package dev.vocoder.djl;

import ai.djl.Model;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.ndarray.NDList;
import ai.djl.translate.ArgumentsUtil;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.vocoder.MelException;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Set;

/**
 * Makes a {@link MelTranslator} where a class is named in a file, {@code serving.properties} for
 * instance. Its argument is {@code bands}, 80 by default. Beside arrays it takes the requests of a
 * server: JSON {@code {"mel": [[...], ...]}}, a row for each band, to {@code {"samples": [...]}}.
 * Thread-safe.
 */
public final class MelTranslatorFactory implements TranslatorFactory {
  private static final int BANDS = 80;

  /** Creates the factory; for DJL, which finds it by name. */
  public MelTranslatorFactory() {}

  @Override
  public Set<Pair<Type, Type>> getSupportedTypes() {
    return Set.of(
        new Pair<>(float[][].class, float[].class), new Pair<>(Input.class, Output.class));
  }

  /**
   * Creates a translator.
   *
   * @throws IllegalArgumentException if the types are not supported
   * @throws dev.vocoder.ConfigException if {@code bands} is no number of bands
   */
  @Override
  @SuppressWarnings("unchecked") // the types are checked as classes
  public <I, O> Translator<I, O> newInstance(
      Class<I> input, Class<O> output, Model model, Map<String, ?> arguments) {
    if (!isSupported(input, output)) {
      throw new IllegalArgumentException(
          "A mel becomes samples as float[][] and float[] or as Input and Output, not as %s and %s."
              .formatted(input.getSimpleName(), output.getSimpleName()));
    }
    MelTranslator arrays = new MelTranslator(ArgumentsUtil.intValue(arguments, "bands", BANDS));
    return (Translator<I, O>) (input == Input.class ? new Requests(arrays) : arrays);
  }

  /** What a request holds. */
  private static final class Mel {
    private float[][] mel;
  }

  /** What an answer holds. */
  @SuppressWarnings("ArrayRecordComponent") // written at once, never compared
  private record Samples(float[] samples) {}

  /** JSON in and out. */
  private record Requests(MelTranslator arrays) implements NoBatchifyTranslator<Input, Output> {
    private static final Gson GSON = new Gson();

    @Override
    public NDList processInput(TranslatorContext context, Input input) {
      return arrays.processInput(context, mel(input.getData().getAsString()));
    }

    private static float[][] mel(String json) {
      try {
        Mel request = GSON.fromJson(json, Mel.class);
        if (request != null && request.mel != null) {
          return request.mel;
        }
      } catch (JsonParseException e) {
        throw new MelException(
            "The request is no JSON with a mel in it: %s.".formatted(e.getMessage()), e);
      }
      throw new MelException(
          "The request has no mel; send {\"mel\": [[...], ...]}, bands x frames.");
    }

    @Override
    public Output processOutput(TranslatorContext context, NDList wave) {
      Output output = new Output();
      output.addProperty("Content-Type", "application/json");
      output.add(GSON.toJson(new Samples(arrays.processOutput(context, wave))));
      return output;
    }
  }
}
