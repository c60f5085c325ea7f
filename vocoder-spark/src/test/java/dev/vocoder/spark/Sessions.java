package dev.vocoder.spark;

import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.internal.container.safetensors.SafetensorsWriter;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.testing.RandomModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Spark, a model and rows of mels for tests. */
final class Sessions {
  /** Rows of {@link #row}. */
  static final StructType MELS =
      new StructType()
          .add("id", DataTypes.IntegerType)
          .add("bands", DataTypes.IntegerType)
          .add("frames", DataTypes.IntegerType)
          .add("mel", DataTypes.createArrayType(DataTypes.FloatType));

  private Sessions() {}

  /**
   * Starts Spark; one at a time.
   *
   * @param master where tasks run, {@code local[2]} for instance
   */
  static SparkSession start(String master) throws IOException {
    // An executor's class path is this one; its home must have a folder for jars all the same.
    String home = System.getenv("SPARK_HOME");
    if (home != null) {
      Files.createDirectories(Path.of(home, "jars"));
    }
    return SparkSession.builder()
        .master(master)
        .appName("vocoder")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "localhost")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.warehouse.dir", Path.of("target", "warehouse").toUri().toString())
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .config("spark.executor.memory", "700m")
        .getOrCreate();
  }

  /** Writes a checkpoint of random weights. */
  static Path checkpoint(Path folder, GeneratorConfig network) {
    GeneratorCheckpoint model = RandomModels.generator(network);
    Path file = folder.resolve("generator.safetensors");
    SafetensorsWriter.write(file, model.weights().tensors(), model.metadata());
    return file;
  }

  /** Returns a mel that its number tells. */
  static MelSpectrogram mel(int id, int frames, MelFormat format) {
    Random random = new Random(id);
    float[] values = new float[format.bands() * frames];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (2 * random.nextGaussian() - 5);
    }
    return MelSpectrogram.of(values, frames, format);
  }

  /** Returns a row of a mel. */
  static Row row(int id, MelSpectrogram mel) {
    return RowFactory.create(id, mel.bands(), mel.frames(), mel.values());
  }
}
