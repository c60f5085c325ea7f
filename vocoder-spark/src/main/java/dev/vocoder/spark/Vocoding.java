package dev.vocoder.spark;

import dev.vocoder.FileException;
import dev.vocoder.MelException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Vocoder;
import dev.vocoder.VocoderException;
import dev.vocoder.Waveform;
import dev.vocoder.WaveformException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What every task is told.
 *
 * @param model the model
 * @param mels what the numbers of the rows mean
 * @param wav how waves are encoded as WAV files, or null for arrays of samples
 * @param badRows what becomes of rows that cannot be vocoded
 * @param batchFrames how many frames are vocoded together, 0 for one mel after the other
 * @param counters what has been done
 */
record Vocoding(
    ShippedModel model,
    MelFormat mels,
    Waveform.Encoding wav,
    BadRows badRows,
    int batchFrames,
    VocodingCounters counters)
    implements Serializable {

  /** Returns the vocoder of this JVM for these tasks, to be given back by the caller. */
  SharedVocoders.Lease acquire() {
    SharedVocoders.Lease lease =
        SharedVocoders.ofThisJvm().acquire(model.identity(), () -> model.load(threads()));
    if (lease.isFirst()) {
      counters.loaded();
    }
    return lease;
  }

  /** Spark plans a task for so many CPUs; an expression computed on the driver is in no task. */
  private static int threads() {
    TaskContext task = TaskContext.get();
    return task == null ? SparkEnv.get().conf().getInt("spark.task.cpus", 1) : task.cpus();
  }

  /** Returns the columns of a wave: its rate, its samples or file, and what went wrong. */
  StructType waveColumns() {
    DataType samples =
        wav == null ? DataTypes.createArrayType(DataTypes.FloatType, false) : DataTypes.BinaryType;
    return new StructType()
        .add("sampleRate", DataTypes.IntegerType)
        .add(wav == null ? "samples" : "wav", samples)
        .add("error", DataTypes.StringType);
  }

  /** What makes a row's values. */
  @FunctionalInterface
  interface Work {
    Object[] values();
  }

  /**
   * Makes the values of a row, or those of a bad one if it is the row's fault that there are none.
   * Whatever else goes wrong is the task's, which Spark tries again.
   *
   * @param name what a message calls the row
   * @param work makes the values
   * @throws MelException if it is the row's fault, and bad rows fail
   */
  Object[] attempt(Object name, Work work) {
    try {
      return work.values();
    } catch (MelException | WaveformException e) {
      return bad(name, e);
    } catch (FileException e) {
      if (e.getCause() instanceof IOException) {
        throw e; // of the disk that the bytes lie on meanwhile
      }
      return bad(name, e);
    }
  }

  private Object[] bad(Object name, VocoderException fault) {
    if (badRows == BadRows.FAIL) {
      throw new MelException("Row %s: %s".formatted(name, fault.getMessage()), fault);
    }
    counters.failed();
    return new Object[] {null, null, fault.getMessage()};
  }

  /** Vocodes mels together; a row's values for each. */
  List<Object[]> vocode(Vocoder vocoder, List<MelSpectrogram> mels) {
    long start = System.nanoTime();
    List<Waveform> waves =
        mels.size() == 1 ? List.of(vocoder.melToWave(mels.get(0))) : vocoder.melToWave(mels);
    List<Object[]> values = new ArrayList<>();
    for (int i = 0; i < waves.size(); i++) {
      values.add(values(mels.get(i), waves.get(i)));
    }
    counters.computed((System.nanoTime() - start) * 1e-9);
    return values;
  }

  private Object[] values(MelSpectrogram mel, Waveform wave) {
    counters.made(mel.frames(), wave.seconds());
    return new Object[] {wave.sampleRate(), wav == null ? wave.samples() : encoded(wave), null};
  }

  private byte[] encoded(Waveform wave) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    wave.write(out, wav);
    return out.toByteArray();
  }
}
