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
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * A model as executors open it. Whatever its files are at home, on the way they are one, with the
 * weights and the config. Spark sends that once to each executor, which executors pass on among
 * themselves. (Files of {@code SparkContext.addFile} do not reach the tasks of a {@code Dataset} in
 * Spark 4, where each session has its own.)
 *
 * @param identity what tells its vocoder from those of other models
 * @param file a checkpoint in safetensors, or null for a model without
 * @param melFormat the mels that the vocoder takes
 */
record ShippedModel(Identity identity, Broadcast<byte[]> file, MelFormat melFormat)
    implements Serializable {

  /**
   * What makes vocoders interchangeable.
   *
   * @param hash of the checkpoint; empty for a model without
   * @param griffinLim the mels that Griffin-Lim inverts, or null
   * @param normalizedMels see {@link Vocoder.Builder#normalizedMels}
   * @param device where executors compute
   * @param precision the arithmetic
   */
  record Identity(
      String hash, MelFormat griffinLim, boolean normalizedMels, Device device, Precision precision)
      implements Serializable {}

  /**
   * Reads a model and gives it to Spark. LibTorch does not start here.
   *
   * @param context what ships it
   * @param options what a caller of {@link Vocoder.Builder#load} would say
   * @throws dev.vocoder.VocoderException if the options make no vocoder
   */
  static ShippedModel ship(JavaSparkContext context, Vocoder.Options options) {
    boolean hasFile = options.checkpoint().isPresent();
    if (!hasFile && (options.config().isPresent() || options.melFormat().isPresent())) {
      MelFormat mels =
          options
              .melFormat()
              .orElseGet(() -> VocoderConfig.read(options.config().orElseThrow()).melFormat());
      return new ShippedModel(identity("", mels, options), null, mels);
    }
    GeneratorCheckpoint model = InstalledVocoders.model(options);
    MelFormat mels =
        options.normalizedMels() ? model.melFormat() : model.melFormat().withoutNormalization();
    if (!hasFile) {
      return new ShippedModel(identity("", null, options), null, mels);
    }
    byte[] file = file(model);
    return new ShippedModel(identity(hash(file), null, options), context.broadcast(file), mels);
  }

  private static Identity identity(String hash, MelFormat griffinLim, Vocoder.Options options) {
    return new Identity(
        hash, griffinLim, options.normalizedMels(), options.device(), options.precision());
  }

  private static byte[] file(GeneratorCheckpoint model) {
    return throughFile(
        file -> {
          SafetensorsWriter.write(file, model.weights().tensors(), model.metadata());
          return Files.readAllBytes(file);
        });
  }

  private static String hash(byte[] file) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
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
        Vocoder.builder()
            .device(identity.device())
            .precision(identity.precision())
            .normalizedMels(identity.normalizedMels());
    if (identity.griffinLim() != null) {
      return builder.melFormat(identity.griffinLim()).load();
    }
    TorchEngine.start()
        .setThreads(Math.max(threads, Runtime.getRuntime().availableProcessors()), threads);
    if (file == null) {
      return builder.load();
    }
    return throughFile(
        copy -> {
          Files.write(copy, file.value());
          return builder.checkpoint(copy).load();
        });
  }

  /** What is done with a file. */
  @FunctionalInterface
  private interface Use<T> {
    T of(Path file) throws IOException;
  }

  /** Uses a temporary file: checkpoints are written to files, and read from them. */
  private static <T> T throughFile(Use<T> use) {
    try {
      Path file = Files.createTempFile("vocoder-spark", ".safetensors");
      try {
        return use.of(file);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new FileException(
          "Cannot copy the model into %s: %s; set java.io.tmpdir to another folder."
              .formatted(System.getProperty("java.io.tmpdir"), e.getMessage()),
          e);
    }
  }
}
