package dev.vocoder.internal.container.onnx;

import dev.vocoder.internal.container.Storage;
import dev.vocoder.internal.container.TensorReader;
import dev.vocoder.internal.container.onnx.Message.Range;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Where a tensor's numbers are, and how they are written. */
sealed interface TensorData {
  /**
   * Decodes them.
   *
   * @param model the model's file
   * @param storage what they are, as many as an array can hold
   */
  float[] decode(FileChannel model, Storage storage) throws IOException;

  /** Little-endian numbers in the model's file, whose place was checked. */
  record Plain(long at) implements TensorData {
    @Override
    public float[] decode(FileChannel model, Storage storage) throws IOException {
      return plain(model, at, storage);
    }
  }

  /** Little-endian numbers in another file, whose place was checked. */
  record External(Path file, long at) implements TensorData {
    @Override
    public float[] decode(FileChannel model, Storage storage) throws IOException {
      try (FileChannel channel = FileChannel.open(file)) {
        return plain(channel, at, storage);
      }
    }
  }

  /** Protobuf's numbers of varying length, whose lowest bytes are the number. */
  record Varints(Range range) implements TensorData {
    @Override
    public float[] decode(FileChannel model, Storage storage) throws IOException {
      Message numbers = Message.numbers(model, range);
      float[] values = new float[(int) storage.count()];
      ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < values.length; i++) {
        bytes.putLong(0, numbers.varint());
        storage.type().decode(bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN), values, i, 1);
      }
      if (numbers.hasMore()) {
        throw Damage.of("a tensor has more numbers than its dimensions say");
      }
      return values;
    }
  }

  /** Numbers that were read with the graph. */
  @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
  record Given(float[] values) implements TensorData {
    @Override
    public float[] decode(FileChannel model, Storage storage) {
      return values.clone();
    }
  }

  private static float[] plain(FileChannel channel, long at, Storage storage) throws IOException {
    if (storage.bytes() > channel.size() - at) {
      throw new EOFException("a tensor ends early");
    }
    return TensorReader.decode(
        Channels.newInputStream(channel.position(at)),
        storage.type(),
        (int) storage.count(),
        ByteOrder.LITTLE_ENDIAN);
  }
}
