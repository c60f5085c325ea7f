package dev.vocoder.spark;

import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Vocodes the rows of a partition, with this JVM's vocoder until the task ends.
 *
 * @param vocoding what to do
 * @param columns where the rows have their mels
 */
record PartitionVocoder(Vocoding vocoding, MelColumns columns)
    implements MapPartitionsFunction<Row, Row> {

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return rows; // which needs no model
    }
    TaskContext task = TaskContext.get();
    SharedVocoders.Lease lease = vocoding.acquire();
    TaskCompletionListener release = ended -> lease.close(); // also where not all rows are taken
    task.addTaskCompletionListener(release);
    return new WaveRows(rows, columns, vocoding, lease.vocoder(), task::isInterrupted);
  }
}
