package dev.vocoder.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Vocoder;
import dev.vocoder.Waveform;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.testing.RandomModels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two executors, each a JVM of its own with one core. */
class LocalClusterTest {
  private static final int EXECUTORS = 2;
  private static final int MANY = 20_000;

  @TempDir static Path folder;
  private static SparkSession spark;
  private static Path checkpoint;
  private static Vocoder local;
  private static int threads;

  @BeforeAll
  static void start() throws IOException {
    checkpoint = Sessions.checkpoint(folder, RandomModels.SMALL);
    spark = Sessions.start("local-cluster[%d,1,1024]".formatted(EXECUTORS));
    threads = TorchEngine.start().threads();
    TorchEngine.start().setThreads(EXECUTORS, 1); // as the executors have together
    local = Vocoder.load(checkpoint);
    executors();
  }

  @AfterAll
  static void stop() {
    local.close();
    TorchEngine.start().setThreads(threads);
    spark.stop();
  }

  private static MelSpectrogram mel(int id) {
    return Sessions.mel(id, 20 + id % 61, MelFormat.HIFIGAN);
  }

  /** Returns rows of mels that executors make, so that none are sent. */
  private static Dataset<Row> mels(int count, int partitions) {
    return spark
        .range(0, count, 1, partitions)
        .map(
            (MapFunction<Long, Row>) id -> Sessions.row(id.intValue(), mel(id.intValue())),
            Encoders.row(Sessions.MELS));
  }

  /** Returns the hashes of waves that Spark makes, by id; a row too many fails. */
  private static Map<Integer, String> hashes(SparkVocoder vocoder, Dataset<Row> mels) {
    Map<Integer, String> hashes = new TreeMap<>();
    for (Row row :
        vocoder
            .transform(mels)
            .select(functions.col("id"), functions.sha2(functions.col("wav"), 256).as("hash"))
            .collectAsList()) {
      assertThat(hashes.put(row.getAs("id"), row.getAs("hash"))).isNull();
    }
    return hashes;
  }

  private static SparkVocoder vocoder() {
    return SparkVocoder.builder()
        .checkpoint(checkpoint)
        .wav(Waveform.Encoding.FLOAT_32)
        .build(spark);
  }

  /** Returns the hashes of the same waves made here, by as many threads as there are executors. */
  private static Map<Integer, String> localHashes(int count) throws Exception {
    Map<Integer, String> hashes = new TreeMap<>();
    ExecutorService pool = Executors.newFixedThreadPool(EXECUTORS);
    try {
      AtomicInteger next = new AtomicInteger();
      List<Future<Map<Integer, String>>> parts = new ArrayList<>();
      for (int part = 0; part < EXECUTORS; part++) {
        parts.add(pool.submit(() -> localHashes(count, next)));
      }
      for (Future<Map<Integer, String>> part : parts) {
        hashes.putAll(part.get());
      }
      return hashes;
    } finally {
      pool.shutdownNow();
    }
  }

  private static Map<Integer, String> localHashes(int count, AtomicInteger next)
      throws NoSuchAlgorithmException {
    Map<Integer, String> hashes = new TreeMap<>();
    for (int id = next.getAndIncrement(); id < count; id = next.getAndIncrement()) {
      ByteArrayOutputStream wav = new ByteArrayOutputStream();
      local.melToWave(mel(id)).write(wav, Waveform.Encoding.FLOAT_32);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(wav.toByteArray());
      hashes.put(id, HexFormat.of().formatHex(hash));
    }
    return hashes;
  }

  /** Returns the process of each executor, once both are there. */
  private static List<Long> executors() {
    while (true) {
      List<Long> processes =
          spark
              .range(0, 8, 1, 8)
              .map((MapFunction<Long, Long>) id -> process(), Encoders.LONG())
              .distinct()
              .collectAsList();
      if (processes.size() == EXECUTORS) {
        return processes;
      }
    }
  }

  private static long process() throws InterruptedException {
    Thread.sleep(20); // so that each takes some
    return ProcessHandle.current().pid();
  }

  @Test
  void wavesAreTheLocalOnesAndEachExecutorLoadsTheModelOnce() throws Exception {
    SparkVocoder vocoder = vocoder();
    assertThat(hashes(vocoder, mels(200, 8))).isEqualTo(localHashes(200));
    hashes(vocoder, mels(20, 4));
    assertThat(vocoder.counters().loads()).isEqualTo(EXECUTORS);
    assertThat(vocoder.counters().utterances()).isEqualTo(220);
  }

  @Test
  void anExecutorThatIsKilledLosesAndDoublesNothing() throws Exception {
    assertThat(hashesWithAKill(400)).isEqualTo(localHashes(400));
  }

  private static Map<Integer, String> hashesWithAKill(int count) {
    SparkVocoder vocoder = vocoder();
    ProcessHandle victim = ProcessHandle.of(executors().get(0)).orElseThrow();
    CompletableFuture<Map<Integer, String>> job =
        CompletableFuture.supplyAsync(() -> hashes(vocoder, mels(count, 20)));
    while (vocoder.counters().utterances() < count / 2 && !job.isDone()) {
      Thread.onSpinWait();
    }
    assertThat(job).isNotDone();
    assertThat(victim.destroyForcibly()).isTrue();
    Map<Integer, String> hashes = job.join();
    assertThat(victim.isAlive()).isFalse();
    return hashes;
  }

  @Tag("long")
  @Test
  void twentyThousandUtterancesAreTheLocalOnesAndNearlyAsFast() throws Exception {
    int count = MANY;
    hashes(vocoder(), mels(1000, 20)); // as long as both sides' compilers learn
    localHashes(1000);

    SparkVocoder vocoder = vocoder();
    long start = System.nanoTime();
    Map<Integer, String> distributed = hashes(vocoder, mels(count, 200));
    double sparkSeconds = (System.nanoTime() - start) * 1e-9;
    start = System.nanoTime();
    Map<Integer, String> here = localHashes(count);
    double localSeconds = (System.nanoTime() - start) * 1e-9;
    System.out.printf(
        "%d utterances, %.0f s of audio: Spark %.1f s (vocoding %.1f on 2 executors), bare %.1f s,"
            + " %.3f of bare throughput, %d loads%n",
        count,
        vocoder.counters().audioSeconds(),
        sparkSeconds,
        vocoder.counters().computeSeconds() / EXECUTORS,
        localSeconds,
        localSeconds / sparkSeconds,
        vocoder.counters().loads());
    assertThat(distributed).isEqualTo(here).hasSize(count);
    assertThat(vocoder.counters().loads()).isZero(); // which had it open for the rows before
  }

  @Tag("long")
  @Test
  void anExecutorThatIsKilledAmongTwentyThousandUtterancesLosesAndDoublesNothing()
      throws Exception {
    assertThat(hashesWithAKill(MANY)).isEqualTo(localHashes(MANY));
  }
}
