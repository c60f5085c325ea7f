package dev.vocoder.spark;

import dev.vocoder.MelException;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Vocoder;
import dev.vocoder.WaveformException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskKilledException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The waves of a partition's mels, in their order. Rows are taken as waves are asked for: one, or
 * as many as are vocoded together.
 */
final class WaveRows implements Iterator<Row> {
  private final Iterator<Row> rows;
  private final MelColumns columns;
  private final Vocoding vocoding;
  private final Vocoder vocoder;
  private final BooleanSupplier killed;
  private final Queue<Row> ready = new ArrayDeque<>();

  /**
   * Creates the iterator.
   *
   * @param rows the partition
   * @param columns where the rows have their mels
   * @param vocoding what to do
   * @param vocoder open until the last wave is made
   * @param killed whether Spark wants the task to end
   */
  WaveRows(
      Iterator<Row> rows,
      MelColumns columns,
      Vocoding vocoding,
      Vocoder vocoder,
      BooleanSupplier killed) {
    this.rows = rows;
    this.columns = columns;
    this.vocoding = vocoding;
    this.vocoder = vocoder;
    this.killed = killed;
  }

  /** A row on its way: its mel is there once it is read, its values once they are made. */
  private static final class Utterance {
    private final Object id;
    private MelSpectrogram mel;
    private Object[] values;

    Utterance(Object id) {
      this.id = id;
    }

    boolean isReadable() {
      return values == null;
    }

    int frames() {
      return mel.frames();
    }

    Row row() {
      return RowFactory.create(id, values[0], values[1], values[2]);
    }
  }

  @Override
  public boolean hasNext() {
    return !ready.isEmpty() || rows.hasNext();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (ready.isEmpty()) {
      List<Utterance> batch = batch();
      vocode(batch.stream().filter(Utterance::isReadable).toList());
      batch.forEach(utterance -> ready.add(utterance.row()));
    }
    return ready.remove();
  }

  private List<Utterance> batch() {
    List<Utterance> batch = new ArrayList<>();
    long frames = 0;
    do {
      Utterance next = read(rows.next());
      batch.add(next);
      frames += next.isReadable() ? next.frames() : 1;
    } while (frames < vocoding.batchFrames() && rows.hasNext());
    return batch;
  }

  private Utterance read(Row row) {
    Utterance utterance = new Utterance(row.get(columns.id()));
    utterance.values =
        vocoding.attempt(
            utterance.id,
            () -> {
              utterance.mel = columns.read(row, vocoding.mels());
              return null;
            });
    return utterance;
  }

  private void vocode(List<Utterance> utterances) {
    if (killed.getAsBoolean()) {
      throw new TaskKilledException();
    }
    List<Utterance> byLength =
        utterances.stream().sorted(Comparator.comparingInt(Utterance::frames)).toList();
    if (byLength.size() > 1 && vocodeTogether(byLength)) {
      return;
    }
    for (Utterance each : byLength) {
      each.values =
          vocoding.attempt(each.id, () -> vocoding.vocode(vocoder, List.of(each.mel)).get(0));
    }
  }

  /** Returns false if that fails for one of them, and so for all. */
  private boolean vocodeTogether(List<Utterance> utterances) {
    try {
      List<MelSpectrogram> mels = utterances.stream().map(each -> each.mel).toList();
      List<Object[]> values = vocoding.vocode(vocoder, mels);
      for (int i = 0; i < values.size(); i++) {
        utterances.get(i).values = values.get(i);
      }
      return true;
    } catch (MelException | WaveformException e) {
      return false;
    }
  }
}
