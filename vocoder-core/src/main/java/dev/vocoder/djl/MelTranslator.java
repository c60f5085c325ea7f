package dev.vocoder.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;

/**
 * Takes a mel, bands x frames, to the samples that an exported TorchScript program makes of it.
 *
 * <pre>{@code
 * Criteria<float[][], float[]> criteria =
 *     Criteria.builder()
 *         .setTypes(float[][].class, float[].class)
 *         .optEngine("PyTorch")
 *         .optModelPath(Path.of("generator.pt"))
 *         .optTranslator(new MelTranslator(80))
 *         .build();
 * try (ZooModel<float[][], float[]> model = criteria.loadModel();
 *     Predictor<float[][], float[]> predictor = model.newPredictor()) {
 *   float[] samples = predictor.predict(mel);
 * }
 * }</pre>
 *
 * <p>The mel is the plain one of the model's format; the program takes a model's per-band
 * statistics out itself. Mels are not batched. Immutable, and so thread-safe.
 */
public final class MelTranslator implements NoBatchifyTranslator<float[][], float[]> {
  private final MelFormat format; // of which the number of bands matters

  /**
   * Creates a translator.
   *
   * @param bands the bands of the mels that the program takes
   * @throws dev.vocoder.ConfigException if they are fewer than 1 or more than 4096
   */
  public MelTranslator(int bands) {
    format = MelFormat.builder().bands(bands).build();
  }

  /**
   * Makes the program's input.
   *
   * @param mel bands x frames of finite numbers
   * @return a tensor (1, bands, frames)
   * @throws dev.vocoder.MelException if it has another number of bands, is ragged or empty, or
   *     holds NaN or infinite values
   */
  @Override
  public NDList processInput(TranslatorContext context, float[][] mel) {
    MelSpectrogram checked = MelSpectrogram.of(mel, format);
    Shape shape = new Shape(1, checked.bands(), checked.frames());
    return new NDList(context.getNDManager().create(checked.values(), shape));
  }

  /**
   * Returns the samples.
   *
   * @param wave a tensor (1, 1, samples)
   */
  @Override
  public float[] processOutput(TranslatorContext context, NDList wave) {
    return wave.singletonOrThrow().toFloatArray();
  }
}
