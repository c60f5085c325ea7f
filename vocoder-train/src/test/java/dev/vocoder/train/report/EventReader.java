package dev.vocoder.train.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads TensorBoard event files: framing, checksums and fields, from their specifications. */
final class EventReader {
  private EventReader() {}

  /** A message's fields by number; where a number occurs again, all its values in order. */
  record Message(Map<Integer, List<Object>> fields) {
    static Message parse(byte[] bytes) throws IOException {
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      Map<Integer, List<Object>> fields = new LinkedHashMap<>();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        Object value =
            switch (WireFormat.getTagWireType(tag)) {
              case WireFormat.WIRETYPE_VARINT -> in.readInt64();
              case WireFormat.WIRETYPE_FIXED64 -> in.readDouble();
              case WireFormat.WIRETYPE_FIXED32 -> in.readFloat();
              case WireFormat.WIRETYPE_LENGTH_DELIMITED -> in.readByteArray();
              default -> throw new AssertionError("unknown wire type in tag " + tag);
            };
        fields
            .computeIfAbsent(WireFormat.getTagFieldNumber(tag), number -> new ArrayList<>())
            .add(value);
      }
      return new Message(fields);
    }

    boolean has(int field) {
      return fields.containsKey(field);
    }

    Object value(int field) {
      assertThat(fields.get(field)).hasSize(1);
      return fields.get(field).get(0);
    }

    byte[] bytes(int field) {
      return (byte[]) value(field);
    }

    String text(int field) {
      return new String(bytes(field), StandardCharsets.UTF_8);
    }

    Message message(int field) throws IOException {
      return parse(bytes(field));
    }
  }

  /** Returns the events of a file, all checksums compared. */
  static List<Message> events(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Message> events = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[8];
      in.mark().get(length);
      byte[] event = new byte[Math.toIntExact(in.reset().getLong())];
      assertThat(in.getInt()).isEqualTo(maskedCrc(length));
      in.get(event);
      assertThat(in.getInt()).isEqualTo(maskedCrc(event));
      events.add(Message.parse(event));
    }
    return events;
  }

  /** Returns the summary values of events: step and value, in order, by tag. */
  static Map<String, Map<Long, Message>> values(List<Message> events) throws IOException {
    Map<String, Map<Long, Message>> values = new LinkedHashMap<>();
    for (Message event : events) {
      if (event.has(5)) {
        for (Object bytes : event.message(5).fields().get(1)) {
          Message value = Message.parse((byte[]) bytes);
          values
              .computeIfAbsent(kind(value) + value.text(1), tag -> new LinkedHashMap<>())
              .put((Long) event.value(2), value);
        }
      }
    }
    return values;
  }

  private static String kind(Message value) {
    return value.has(4) ? "image " : value.has(6) ? "audio " : "";
  }

  /** Castagnoli's CRC, bit by bit. */
  private static int maskedCrc(byte[] bytes) {
    int crc = ~0;
    for (byte b : bytes) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc >>> 1 ^ ((crc & 1) == 1 ? 0x82f63b78 : 0);
      }
    }
    crc = ~crc;
    return (crc >>> 15 | crc << 17) + 0xa282ead8;
  }
}
