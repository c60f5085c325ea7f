package dev.vocoder.spark;

import dev.vocoder.Vocoder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The vocoders that the tasks of one JVM share, counted by who uses them. A vocoder is loaded once,
 * by the first who asks; those who ask meanwhile wait for it. One that nobody uses stays for a
 * while, since the next task is about to begin, and is closed then. Thread-safe.
 */
final class SharedVocoders {
  private static final SharedVocoders OF_THIS_JVM = new SharedVocoders(Duration.ofMinutes(5));

  private final Map<Object, Shared> vocoders = new HashMap<>();
  private final Executor later;

  /**
   * Creates an empty collection.
   *
   * @param idle how long a vocoder stays open that nobody uses
   */
  SharedVocoders(Duration idle) {
    later = CompletableFuture.delayedExecutor(idle.toMillis(), TimeUnit.MILLISECONDS);
  }

  static SharedVocoders ofThisJvm() {
    return OF_THIS_JVM;
  }

  /** A vocoder, its users, and how often one of them was the last. */
  private static final class Shared {
    private Vocoder vocoder; // guarded by this
    private int users; // guarded, with the next, by the collection
    private long idleTimes;

    /** Loads it unless it is loaded, and says whether it did. */
    private synchronized boolean load(Supplier<Vocoder> loading) {
      if (vocoder != null) {
        return false;
      }
      vocoder = loading.get();
      return true;
    }

    private synchronized void close() {
      if (vocoder != null) {
        vocoder.close();
      }
    }
  }

  /** The right to use a vocoder until it is closed, which a task does once. */
  final class Lease implements AutoCloseable {
    private final Object key;
    private final Shared shared;
    private final boolean first;
    private boolean open = true;

    private Lease(Object key, Shared shared, boolean first) {
      this.key = key;
      this.shared = shared;
      this.first = first;
    }

    Vocoder vocoder() {
      synchronized (shared) {
        return shared.vocoder;
      }
    }

    /** Says whether it was loaded for this lease. */
    boolean isFirst() {
      return first;
    }

    /** Gives the vocoder back. A second call does nothing. */
    @Override
    public synchronized void close() {
      if (open) {
        open = false;
        release(key, shared);
      }
    }
  }

  /**
   * Returns the vocoder of a key.
   *
   * @param key what tells vocoders apart
   * @param loading opens it; what it throws is thrown here, and the next who asks tries again
   * @return a lease, to be closed by the caller
   */
  Lease acquire(Object key, Supplier<Vocoder> loading) {
    Shared shared;
    synchronized (this) {
      shared = vocoders.computeIfAbsent(key, absent -> new Shared());
      shared.users++;
    }
    boolean loaded = false;
    try {
      boolean first = shared.load(loading);
      loaded = true;
      return new Lease(key, shared, first);
    } finally {
      if (!loaded) {
        release(key, shared);
      }
    }
  }

  private synchronized void release(Object key, Shared shared) {
    shared.users--;
    if (shared.users == 0) {
      long time = ++shared.idleTimes;
      later.execute(() -> closeIfIdleSince(time, key, shared));
    }
  }

  private void closeIfIdleSince(long time, Object key, Shared shared) {
    synchronized (this) {
      if (shared.users > 0 || shared.idleTimes != time) {
        return;
      }
      vocoders.remove(key, shared);
    }
    shared.close();
  }
}
