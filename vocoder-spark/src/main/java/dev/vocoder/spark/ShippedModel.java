package dev.vocoder.spark;

import dev.vocoder.Device;
import dev.vocoder.FileException;
import dev.vocoder.MelFormat;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.checkpoint.VocoderConfig;
import dev.vocoder.internal.container.safetensors.SafetensorsWriter;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.inference.InstalledVocoders;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkFiles;

/**
 * A model as executors open it. Whatever its files are at home, on the way they are one, of weights
 * and config, named by its hash; Spark fetches it once for each executor. Executors share a vocoder
 * among the tasks of equal models.
 *
 * @param file the name of its file among {@link SparkFiles}, or null for a model without one
 * @param griffinLim the mels that Griffin-Lim inverts, or null
 * @param melFormat the mels that the vocoder takes
 * @param normalizedMels see {@link Vocoder.Builder#normalizedMels}
 * @param device where executors compute
 * @param precision the arithmetic
 */
record ShippedModel(
    String file,
    MelFormat griffinLim,
    MelFormat melFormat,
    boolean normalizedMels,
    Device device,
    Precision precision)
    implements Serializable {

  /**
   * Reads a model and gives it to Spark, unless it has it. LibTorch does not start here.
   *
   * @param context what ships it
   * @param options what a caller of {@link Vocoder.Builder#load} would say
   * @throws dev.vocoder.VocoderException if the options make no vocoder
   */
  static ShippedModel ship(SparkContext context, Vocoder.Options options) {
    boolean hasFile = options.checkpoint().isPresent();
    if (!hasFile && (options.config().isPresent() || options.melFormat().isPresent())) {
      MelFormat mels =
          options
              .melFormat()
              .orElseGet(() -> VocoderConfig.read(options.config().orElseThrow()).melFormat());
      return new ShippedModel(null, mels, mels, false, options.device(), options.precision());
    }
    GeneratorCheckpoint model = InstalledVocoders.model(options);
    MelFormat mels =
        options.normalizedMels() ? model.melFormat() : model.melFormat().withoutNormalization();
    return new ShippedModel(
        hasFile ? add(context, model) : null,
        null,
        mels,
        options.normalizedMels(),
        options.device(),
        options.precision());
  }

  private static String add(SparkContext context, GeneratorCheckpoint model) {
    try {
      // Spark's file server reads it when an executor asks, until the application ends.
      Path folder = Files.createTempDirectory("vocoder-spark");
      folder.toFile().deleteOnExit();
      Path written = folder.resolve("model.safetensors");
      SafetensorsWriter.write(written, model.weights().tensors(), model.metadata());
      String name = "vocoder-%s.safetensors".formatted(hash(written));
      synchronized (ShippedModel.class) {
        if (context.listFiles().exists(added -> added.endsWith("/" + name))) {
          Files.delete(written);
          Files.delete(folder);
        } else {
          Path file = Files.move(written, folder.resolve(name));
          file.toFile().deleteOnExit();
          context.addFile(file.toString());
        }
      }
      return name;
    } catch (IOException e) {
      throw new FileException(
          "Cannot write the model for the executors into %s: %s; set java.io.tmpdir to another folder."
              .formatted(System.getProperty("java.io.tmpdir"), e.getMessage()),
          e);
    }
  }

  private static String hash(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(java.io.OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Opens the vocoder, on an executor.
   *
   * @param threads how many CPU threads a task has, and so each of its calls
   * @throws dev.vocoder.VocoderException if it cannot be opened there
   */
  Vocoder load(int threads) {
    Vocoder.Builder builder =
        Vocoder.builder().device(device).precision(precision).normalizedMels(normalizedMels);
    if (griffinLim != null) {
      return builder.melFormat(griffinLim).load();
    }
    if (file != null) {
      builder.checkpoint(Path.of(SparkFiles.get(file)));
    }
    TorchEngine.start()
        .setThreads(Math.max(threads, Runtime.getRuntime().availableProcessors()), threads);
    return builder.load();
  }
}
