package dev.vocoder.spark;

import dev.vocoder.ConfigException;
import dev.vocoder.Device;
import dev.vocoder.MelException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.Waveform;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;

/**
 * Turns the mel spectrograms of a {@code Dataset} into waveforms.
 *
 * <pre>{@code
 * SparkVocoder vocoder = SparkVocoder.builder().checkpoint(Path.of("generator_v1")).build(spark);
 * vocoder.transform(spark.read().parquet("mels")).write().parquet("waves");
 * }</pre>
 *
 * <p>The model is read where this is built, and shipped once to each executor, whose tasks share
 * one vocoder: it is loaded by the first and closed when none has needed it for five minutes. Each
 * of a task's calls uses {@code spark.task.cpus} threads, no more even if the executor is otherwise
 * idle: with one thread, and rows vocoded by themselves, the samples are to the bit what {@link
 * Vocoder#melToWave(MelSpectrogram)} makes with {@code threads(1)} on such a processor, wherever
 * and however often a row is vocoded.
 *
 * <p>Immutable and thread-safe. It is no {@code Serializable}: what executors need, it sends
 * itself.
 */
public final class SparkVocoder {
  private final Vocoding vocoding;

  private SparkVocoder(Vocoding vocoding) {
    this.vocoding = vocoding;
  }

  /** Returns a builder: the default model on the CPU until told otherwise. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Vocodes the mels of rows, when an action asks for the result. Rows are taken one after the
   * other, or as many as are vocoded together: a partition need not fit into memory. Partitions and
   * the order within them stay.
   *
   * @param mels with a column {@code id} of any type, which tells rows apart, and either {@code
   *     bands}, {@code frames} and {@code mel}, an array of bands x frames numbers, all frames of
   *     band 0 first; or {@code npy}, the bytes of a file that {@link MelSpectrogram#read} reads
   * @return for each row its {@code id}; {@code sampleRate} in hertz; {@code samples}, an array of
   *     floats, or {@code wav}, the bytes of a file; {@code error}, null for a row that was
   *     vocoded, whose rate and samples are null otherwise
   * @throws ConfigException if the columns are not there
   */
  public Dataset<Row> transform(Dataset<Row> mels) {
    MelColumns columns = MelColumns.of(mels.schema());
    StructType schema = new StructType().add(mels.schema().fields()[columns.id()]);
    for (StructField column : vocoding.waveColumns().fields()) {
      schema = schema.add(column);
    }
    return mels.mapPartitions(new PartitionVocoder(vocoding, columns), Encoders.row(schema));
  }

  /**
   * Returns a function of columns {@code bands}, {@code frames} and {@code mel}, as {@link
   * #transform} takes them, for expressions and, registered by a name, SQL. It makes a struct of
   * {@code sampleRate}, {@code samples} or {@code wav}, and {@code error}. Mels are vocoded one
   * after the other; prefer {@code transform} for a whole table.
   */
  public UserDefinedFunction udf() {
    Vocoding told = vocoding;
    UDF3<Number, Number, Seq<?>, Row> function =
        (bands, frames, mel) ->
            wave(told, () -> MelColumns.ofValues(bands, frames, mel, told.mels()));
    return expensive(functions.udf(function, told.waveColumns()));
  }

  /** Returns the same function of one column, {@code npy}. */
  public UserDefinedFunction npyUdf() {
    Vocoding told = vocoding;
    UDF1<byte[], Row> function = npy -> wave(told, () -> MelColumns.ofBytes(npy, told.mels()));
    return expensive(functions.udf(function, told.waveColumns()));
  }

  /**
   * Spark calls a deterministic function again for each use of its result, if that seems simpler.
   */
  private static UserDefinedFunction expensive(UserDefinedFunction function) {
    return function.asNondeterministic();
  }

  private static Row wave(Vocoding vocoding, Supplier<MelSpectrogram> mel) {
    try (SharedVocoders.Lease lease = vocoding.acquire()) {
      return RowFactory.create(
          vocoding.attempt(
              "of a function", () -> vocoding.vocode(lease.vocoder(), List.of(mel.get())).get(0)));
    }
  }

  /** Returns what the numbers of the rows mean. */
  public MelFormat melFormat() {
    return vocoding.mels();
  }

  /** Returns what has been done so far. */
  public VocodingCounters counters() {
    return vocoding.counters();
  }

  /** Says what to load, where, and what to make of rows. Not thread-safe; may be used again. */
  public static final class Builder {
    private static final int GPU_BATCH_FRAMES = 4096;

    private Optional<Path> checkpoint = Optional.empty();
    private Optional<Path> config = Optional.empty();
    private Device device = Device.cpu();
    private Precision precision = Precision.FLOAT32;
    private Optional<MelFormat> melFormat = Optional.empty();
    private Optional<MelFormat> rowFormat = Optional.empty();
    private boolean normalizedMels;
    private Waveform.Encoding wav;
    private BadRows badRows = BadRows.KEEP;
    private OptionalInt batchFrames = OptionalInt.empty();

    private Builder() {}

    /**
     * Sets the model's file on the machine where this is built; the default model without.
     *
     * @param file as for {@link Vocoder.Builder#checkpoint}
     */
    public Builder checkpoint(Path file) {
      checkpoint = Optional.of(file);
      return this;
    }

    /**
     * Sets the model's config on the machine where this is built.
     *
     * @param file as for {@link Vocoder.Builder#config}
     */
    public Builder config(Path file) {
      config = Optional.of(file);
      return this;
    }

    /**
     * Sets where executors compute; the CPU by default.
     *
     * @param device the same on every executor
     */
    public Builder device(Device device) {
      this.device = Objects.requireNonNull(device, "device");
      return this;
    }

    /**
     * Sets the arithmetic; {@link Precision#FLOAT32} by default.
     *
     * @param precision as for {@link Vocoder.Builder#precision}
     */
    public Builder precision(Precision precision) {
      this.precision = Objects.requireNonNull(precision, "precision");
      return this;
    }

    /**
     * Says what mels the network was trained on, where its files do not.
     *
     * @param format as for {@link Vocoder.Builder#melFormat}
     */
    public Builder melFormat(MelFormat format) {
      melFormat = Optional.of(format);
      return this;
    }

    /**
     * Says whether mels are already normalised; false by default.
     *
     * @param normalized as for {@link Vocoder.Builder#normalizedMels}
     */
    public Builder normalizedMels(boolean normalized) {
      normalizedMels = normalized;
      return this;
    }

    /**
     * Says what the numbers of the rows mean; by default, what the vocoder takes.
     *
     * @param format one that converts exactly, see {@link MelSpectrogram#convertTo}
     */
    public Builder rowFormat(MelFormat format) {
      rowFormat = Optional.of(format);
      return this;
    }

    /**
     * Makes WAV files, in a column {@code wav}, instead of arrays of samples.
     *
     * @param encoding how their samples are stored
     */
    public Builder wav(Waveform.Encoding encoding) {
      wav = Objects.requireNonNull(encoding, "encoding");
      return this;
    }

    /**
     * Says what becomes of rows that cannot be vocoded; they are kept by default. A model that an
     * executor cannot load, or a processor that fails, always fails the task.
     *
     * @param badRows what to do
     */
    public Builder badRows(BadRows badRows) {
      this.badRows = Objects.requireNonNull(badRows, "badRows");
      return this;
    }

    /**
     * Sets how many frames are read ahead and vocoded together, rows of similar length beside each
     * other; by default 4096 on a GPU and 0 on the CPU. With 0 each row is vocoded by itself, and
     * no bit of its samples depends on the rows around it; otherwise they may, by 1e-5.
     *
     * @param frames 0 or more
     * @throws ConfigException if it is less than 0
     */
    public Builder batchFrames(int frames) {
      if (frames < 0) {
        throw new ConfigException(
            "The number of frames in a batch is " + frames + "; it must be 0 or more.");
      }
      batchFrames = OptionalInt.of(frames);
      return this;
    }

    /**
     * Reads the model and ships it. LibTorch is not needed here.
     *
     * @param spark the session whose executors will vocode
     * @throws dev.vocoder.VocoderException if the model is not usable
     * @throws MelException if the rows' format does not convert to the vocoder's
     */
    public SparkVocoder build(SparkSession spark) {
      Vocoder.Options options =
          new Vocoder.Options(
              checkpoint,
              config,
              device,
              precision,
              OptionalInt.empty(),
              melFormat,
              normalizedMels);
      ShippedModel model =
          ShippedModel.ship(JavaSparkContext.fromSparkContext(spark.sparkContext()), options);
      rowFormat.ifPresent(format -> requireConversion(format, model.melFormat()));
      return new SparkVocoder(
          new Vocoding(
              model,
              rowFormat.orElse(model.melFormat()),
              wav,
              badRows,
              batchFrames.orElse(device.type() == Device.Type.CUDA ? GPU_BATCH_FRAMES : 0),
              new VocodingCounters(spark.sparkContext())));
    }

    private static void requireConversion(MelFormat rows, MelFormat vocoder) {
      MelSpectrogram.of(new float[rows.bands()], 1, rows).convertTo(vocoder);
    }
  }
}
