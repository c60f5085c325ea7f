package dev.vocoder.spark;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.ConfigException;
import dev.vocoder.MelException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Vocoder;
import dev.vocoder.Waveform;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.testing.RandomModels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkVocoderTest {
  private static final StructType FILES =
      new StructType().add("id", DataTypes.StringType).add("npy", DataTypes.BinaryType);
  private static final int[] LENGTHS = {40, 7, 600, 1, 40, 23, 130, 64, 9, 31};

  @TempDir static Path folder;
  private static SparkSession spark;
  private static Path checkpoint;
  private static MelFormat format;
  private static List<MelSpectrogram> mels;
  private static List<float[]> waves;

  @BeforeAll
  static void start() throws IOException {
    spark = Sessions.start("local[2]");
    checkpoint = Sessions.checkpoint(folder, RandomModels.SMALL);
    int threads = TorchEngine.start().threads();
    try (Vocoder vocoder = Vocoder.builder().checkpoint(checkpoint).threads(1).load()) {
      format = vocoder.melFormat();
      mels =
          IntStream.range(0, LENGTHS.length)
              .mapToObj(id -> Sessions.mel(id, LENGTHS[id], format))
              .toList();
      waves = mels.stream().map(mel -> vocoder.melToWave(mel).samples()).toList();
    } finally {
      TorchEngine.start().setThreads(threads);
    }
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static SparkVocoder.Builder builder() {
    return SparkVocoder.builder().checkpoint(checkpoint);
  }

  private static Dataset<Row> rows(int partitions) {
    return dataset(
        IntStream.range(0, LENGTHS.length).mapToObj(id -> Sessions.row(id, mels.get(id))).toList(),
        Sessions.MELS,
        partitions);
  }

  private static Dataset<Row> dataset(List<Row> rows, StructType schema, int partitions) {
    return spark.createDataFrame(rows, schema).coalesce(1).repartition(partitions);
  }

  private static float[] samples(Row row) {
    List<Float> list = row.getList(row.fieldIndex("samples"));
    float[] samples = new float[list.size()];
    int next = 0;
    for (float sample : list) { // which Spark 3.5 makes a linked list
      samples[next++] = sample;
    }
    return samples;
  }

  /** Returns all rows by their ids; sorting them in Spark would compute them twice. */
  private static <T extends Comparable<T>> List<Row> sorted(Dataset<Row> rows) {
    return rows.collectAsList().stream()
        .sorted(Comparator.comparing(row -> row.<T>getAs("id")))
        .toList();
  }

  private static byte[] npy(MelSpectrogram mel) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    mel.write(out);
    return out.toByteArray();
  }

  @Test
  void wavesAreToTheBitWhatOneThreadMakesOfEachMel() {
    SparkVocoder vocoder = builder().build(spark);
    List<Row> result = vocoder.transform(rows(3)).collectAsList();
    assertThat(result).extracting(row -> row.getAs("id")).doesNotHaveDuplicates();
    assertThat(result).hasSize(LENGTHS.length);
    for (Row row : result) {
      assertThat(samples(row)).isEqualTo(waves.get(row.<Integer>getAs("id")));
      assertThat(row.<Integer>getAs("sampleRate")).isEqualTo(format.sampleRate());
      assertThat(row.<String>getAs("error")).isNull();
    }
    VocodingCounters counters = vocoder.counters();
    assertThat(counters.utterances()).isEqualTo(LENGTHS.length);
    assertThat(counters.failedUtterances()).isZero();
    assertThat(counters.frames()).isEqualTo(Arrays.stream(LENGTHS).sum());
    assertThat(counters.audioSeconds())
        .isCloseTo(counters.frames() / format.framesPerSecond(), within(1e-9));
    assertThat(counters.computeSeconds()).isPositive();
  }

  @Test
  void wavesMadeTogetherAreThoseMadeAlone() {
    for (int batchFrames : new int[] {1, 200, 4096}) {
      SparkVocoder vocoder = builder().batchFrames(batchFrames).build(spark);
      List<Row> result = sorted(vocoder.transform(rows(2)));
      for (int id = 0; id < LENGTHS.length; id++) {
        assertClose(samples(result.get(id)), waves.get(id), 1e-5);
      }
      assertThat(vocoder.counters().frames()).isEqualTo(Arrays.stream(LENGTHS).sum());
    }
  }

  @Test
  void tasksOfOneModelLoadItOnce() {
    Path other = Sessions.checkpoint(folder, RandomModels.SMALL_MELGAN);
    SparkVocoder first = SparkVocoder.builder().checkpoint(other).build(spark);
    SparkVocoder second = SparkVocoder.builder().checkpoint(other).build(spark);
    Sessions.checkpoint(folder, RandomModels.SMALL); // the same file as before
    first.transform(rows(4)).count();
    first.transform(rows(4)).collectAsList();
    second.transform(rows(4)).collectAsList();
    assertThat(first.counters().loads() + second.counters().loads()).isEqualTo(1);
  }

  @Test
  void rowsKeepTheirOrderWithinAPartition() {
    List<Row> result = builder().batchFrames(4096).build(spark).transform(rows(1)).collectAsList();
    List<Row> given = rows(1).collectAsList();
    assertThat(result)
        .extracting(row -> row.<Integer>getAs("id"))
        .isEqualTo(given.stream().map(row -> row.<Integer>getAs("id")).toList());
  }

  @Test
  void filesComeAndGo() {
    List<Row> files = new ArrayList<>();
    for (int id = 0; id < LENGTHS.length; id++) {
      files.add(RowFactory.create("utterance " + id, npy(mels.get(id))));
    }
    List<Row> result =
        sorted(
            builder()
                .wav(Waveform.Encoding.FLOAT_32)
                .build(spark)
                .transform(dataset(files, FILES, 2)));
    for (int id = 0; id < LENGTHS.length; id++) {
      byte[] wav = result.get(id).getAs("wav");
      assertThat(result.get(id).<String>getAs("id")).isEqualTo("utterance " + id);
      assertThat(Waveform.read(new ByteArrayInputStream(wav)).samples()).isEqualTo(waves.get(id));
    }
  }

  @Test
  void badRowsAreKeptWithASentenceAndTheRestIsVocoded() {
    float[] holed = mels.get(1).values();
    holed[3] = Float.NaN;
    Float[] incomplete = new Float[80];
    List<Row> rows =
        List.of(
            Sessions.row(0, mels.get(0)),
            RowFactory.create(1, 80, 7, holed),
            RowFactory.create(2, 80, 6, mels.get(1).values()),
            RowFactory.create(3, 40, 14, mels.get(1).values()),
            RowFactory.create(4, 80, null, mels.get(1).values()),
            RowFactory.create(5, 80, 7, null),
            RowFactory.create(6, 80, 1, incomplete),
            RowFactory.create(7, 80, 0, new float[0]),
            Sessions.row(8, mels.get(8)));
    SparkVocoder vocoder = builder().batchFrames(4096).build(spark);
    List<Row> result = sorted(vocoder.transform(dataset(rows, Sessions.MELS, 2)));
    assertThat(result)
        .extracting(row -> row.<String>getAs("error"))
        .containsExactly(
            null,
            "The mel holds NaN in band 0, frame 3; every value must be finite.",
            "The mel has 560 values; 80 bands x 6 frames need 480.",
            "The mel has 40 bands; expected 80.",
            "The row has no value in its column frames.",
            "The row has no value in its column mel.",
            "Value 0 of the mel is null.",
            "The mel has 0 frames; at least 1 is needed.",
            null);
    assertClose(samples(result.get(0)), waves.get(0), 1e-5);
    assertClose(samples(result.get(8)), waves.get(8), 1e-5);
    assertThat(result.get(3).isNullAt(1)).isTrue();
    assertThat(result.get(3).isNullAt(2)).isTrue();
    assertThat(vocoder.counters().utterances()).isEqualTo(2);
    assertThat(vocoder.counters().failedUtterances()).isEqualTo(7);
  }

  @Test
  void badFilesAreKeptWithASentence() {
    byte[] cut = Arrays.copyOf(npy(mels.get(0)), 1000);
    List<Row> rows =
        List.of(
            RowFactory.create("cut", cut),
            RowFactory.create(
                "text", "RIFF....WAVE".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
            RowFactory.create(null, null));
    List<Row> result = builder().build(spark).transform(dataset(rows, FILES, 1)).collectAsList();
    assertThat(result)
        .extracting(row -> row.<String>getAs("error"))
        .anyMatch(error -> error.contains("bytes of data, but"))
        .anyMatch(error -> error.contains("it does not begin as one"))
        .anyMatch(error -> error.equals("The row has no value in its column npy."));
  }

  @Test
  void aBadRowFailsTheJobWhereThatIsAsked() {
    List<Row> rows =
        List.of(Sessions.row(0, mels.get(0)), RowFactory.create(17, 80, 2, new float[80]));
    SparkVocoder vocoder = builder().badRows(BadRows.FAIL).build(spark);
    assertThatThrownBy(() -> vocoder.transform(dataset(rows, Sessions.MELS, 1)).collectAsList())
        .isInstanceOf(SparkException.class)
        .rootCause()
        .isInstanceOf(MelException.class)
        .hasMessage("The mel has 80 values; 80 bands x 2 frames need 160.");
  }

  @Test
  void rowsThatNobodyTakesAreNotVocoded() {
    SparkVocoder vocoder = builder().build(spark);
    Dataset<Row> one = dataset(rows(1).collectAsList(), Sessions.MELS, 1);
    assertThat(vocoder.transform(one).limit(2).collectAsList()).hasSize(2);
    assertThat(vocoder.counters().utterances()).isLessThan(LENGTHS.length);
  }

  @Test
  void melsOfAnotherFormatAreConverted() {
    MelFormat decimal = format.toBuilder().logScale(MelFormat.LogScale.LOG10).build();
    List<Row> rows = new ArrayList<>();
    for (int id = 0; id < LENGTHS.length; id++) {
      rows.add(Sessions.row(id, mels.get(id).convertTo(decimal)));
    }
    List<Row> result =
        sorted(
            builder().rowFormat(decimal).build(spark).transform(dataset(rows, Sessions.MELS, 2)));
    try (Vocoder vocoder = Vocoder.load(checkpoint)) {
      float[] expected = vocoder.melToWave(mels.get(2).convertTo(decimal)).samples();
      assertClose(samples(result.get(2)), expected, 1e-5);
    }
    MelFormat foreign = format.toBuilder().fMax(7000).build();
    assertThatThrownBy(() -> builder().rowFormat(foreign).build(spark))
        .isInstanceOf(MelException.class)
        .hasMessageContaining("does not convert");
  }

  @Test
  void functionsMakeTheSameWaves() {
    SparkVocoder vocoder = builder().build(spark);
    spark.udf().register("vocode", vocoder.udf());
    rows(2).createOrReplaceTempView("mels");
    List<Row> result =
        spark
            .sql(
                "select id, wave.samples as samples, wave.error as error from"
                    + " (select id, vocode(bands, frames, mel) as wave from mels)"
                    + " where wave.error is null")
            .collectAsList();
    assertThat(result).hasSize(LENGTHS.length);
    for (Row row : result) {
      assertThat(samples(row)).isEqualTo(waves.get(row.<Integer>getAs("id")));
    }
    assertThat(vocoder.counters().utterances()).isEqualTo(LENGTHS.length); // and each once

    List<Row> files =
        List.of(RowFactory.create("good", npy(mels.get(4))), RowFactory.create("bad", new byte[3]));
    List<Row> ofFiles =
        spark
            .createDataFrame(files, FILES)
            .select(vocoder.npyUdf().apply(functions.col("npy")).as("wave"))
            .select("wave.*")
            .collectAsList();
    assertThat(samples(ofFiles.get(0))).isEqualTo(waves.get(4));
    assertThat(ofFiles.get(1).<String>getAs("error")).contains("The stream is not a usable .npy");
  }

  @Test
  void griffinLimAndTheDefaultModelNeedNoFile() {
    SparkVocoder griffinLim = SparkVocoder.builder().melFormat(format).build(spark);
    List<Row> result = griffinLim.transform(rows(1).where("id = 1")).collectAsList();
    try (Vocoder local = Vocoder.builder().melFormat(format).load()) {
      assertThat(samples(result.get(0))).isEqualTo(local.melToWave(mels.get(1)).samples());
    }
    SparkVocoder defaultModel = SparkVocoder.builder().build(spark);
    assertThat(defaultModel.melFormat()).isEqualTo(MelFormat.HIFIGAN);
    Row wave = defaultModel.transform(rows(1).where("id = 1")).collectAsList().get(0);
    assertThat(samples(wave)).hasSize(7 * 256);
  }

  @Test
  void columnsThatAreNotThereAreTold() {
    SparkVocoder vocoder = builder().build(spark);
    String needed = "needed are id, and either bands, frames and mel";
    for (String[] columns :
        new String[][] {{"bands", "frames", "mel"}, {"id", "frames", "mel"}, {"id"}}) {
      Dataset<Row> rows =
          rows(1)
              .select(
                  Arrays.stream(columns)
                      .map(functions::col)
                      .toArray(org.apache.spark.sql.Column[]::new));
      assertThatThrownBy(() -> vocoder.transform(rows))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(needed);
    }
    Dataset<Row> text = rows(1).withColumn("mel", functions.col("id").cast("string"));
    assertThatThrownBy(() -> vocoder.transform(text)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> builder().batchFrames(-1))
        .isInstanceOf(ConfigException.class)
        .hasMessage("The number of frames in a batch is -1; it must be 0 or more.");
  }
}
