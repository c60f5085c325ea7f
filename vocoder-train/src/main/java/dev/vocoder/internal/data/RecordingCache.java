package dev.vocoder.internal.data;

import dev.vocoder.train.data.Recording;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps what was read last, waves and mels, up to a number of bytes. Thread-safe. */
final class RecordingCache {
  private final RecordingReader reader;
  private final long capacity;
  private final Map<Recording, RecordingReader.Content> contents =
      new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  RecordingCache(RecordingReader reader, long capacity) {
    this.reader = reader;
    this.capacity = capacity;
  }

  RecordingReader.Content get(Recording recording) {
    synchronized (this) {
      RecordingReader.Content kept = contents.get(recording);
      if (kept != null) {
        return kept;
      }
    }
    RecordingReader.Content read = reader.read(recording); // two threads may; both are right
    keep(recording, read);
    return read;
  }

  private synchronized void keep(Recording recording, RecordingReader.Content read) {
    if (contents.put(recording, read) == null) {
      bytes += size(read);
    }
    var oldest = contents.values().iterator();
    while (bytes > capacity && oldest.hasNext()) {
      bytes -= size(oldest.next());
      oldest.remove();
    }
  }

  private static long size(RecordingReader.Content content) {
    long mel = content.mel().map(one -> (long) one.bands() * one.frames()).orElse(0L);
    return Float.BYTES * (content.wave().length() + mel);
  }
}
