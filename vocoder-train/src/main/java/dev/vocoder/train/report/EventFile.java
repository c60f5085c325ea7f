package dev.vocoder.train.report;

import com.google.protobuf.ByteString;
import dev.vocoder.train.report.SummaryValue.Fields;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A file of TensorBoard events: TFRecords, each an {@code Event} of TensorFlow's {@code
 * event.proto}, whose field numbers these are. Nothing is buffered.
 */
final class EventFile implements Closeable {
  private static final int WALL_TIME = 1;
  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int SESSION_LOG = 7;
  private static final int SESSION_START = 1;

  // TFRecord, see tensorflow/core/lib/hash/crc32c.h.
  private static final int CRC_MASK_DELTA = 0xa282ead8;

  private final FileChannel channel;

  private EventFile(FileChannel channel) {
    this.channel = channel;
  }

  /** Begins a file; a number in its name keeps it apart from others of the same second. */
  static EventFile createIn(Path folder) throws IOException {
    Files.createDirectories(folder);
    EventFile file =
        new EventFile(
            FileChannel.open(
                unusedName(folder), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    file.append(out -> out.writeString(FILE_VERSION, "brain.Event:2"));
    return file;
  }

  private static Path unusedName(Path folder) {
    long seconds = System.currentTimeMillis() / 1000;
    Path path;
    int number = 0;
    do {
      path = folder.resolve("events.out.tfevents.%s.vocoder.%s".formatted(seconds, number++));
    } while (Files.exists(path));
    return path;
  }

  /** Says that training begins again at a step, of which earlier files may hold more. */
  void restart(long step) throws IOException {
    ByteString start = SummaryValue.message(out -> out.writeEnum(1, SESSION_START));
    append(
        out -> {
          out.writeInt64(STEP, step);
          out.writeBytes(SESSION_LOG, start);
        });
  }

  /** Appends the values of a step. */
  void append(long step, List<SummaryValue> values) throws IOException {
    ByteString summary =
        SummaryValue.message(
            out -> {
              for (SummaryValue value : values) {
                out.writeBytes(1, value.message());
              }
            });
    append(
        out -> {
          out.writeInt64(STEP, step);
          out.writeBytes(SUMMARY, summary);
        });
  }

  private void append(Fields fields) throws IOException {
    byte[] event =
        SummaryValue.message(
                out -> {
                  out.writeDouble(WALL_TIME, System.currentTimeMillis() / 1000.0);
                  fields.writeTo(out);
                })
            .toByteArray();
    ByteBuffer record =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + event.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(event.length).putInt(maskedCrc(record.array(), Long.BYTES));
    record.put(event).putInt(maskedCrc(event, event.length)).flip();
    while (record.hasRemaining()) {
      channel.write(record);
    }
  }

  private static int maskedCrc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + CRC_MASK_DELTA;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
