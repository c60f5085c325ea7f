package dev.vocoder.spi;

import dev.vocoder.VocoderClosedException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * The time between the opening of a vocoder or converter and its closing: any number of calls at
 * once, and an end that waits for those in flight. Thread-safe.
 */
public final class Lifetime {
  private final ReadWriteLock lock = new ReentrantReadWriteLock(); // calls read, the end writes
  private final String what;
  private boolean ended;

  /** Begins that of a vocoder. */
  public Lifetime() {
    this("vocoder");
  }

  /**
   * Begins.
   *
   * @param what of what, for the message once it has ended: "vocoder"
   */
  public Lifetime(String what) {
    this.what = what;
  }

  /**
   * Makes a call that the end waits for.
   *
   * @param call what to do; it may make such calls itself
   * @param <T> what it returns
   * @return its result
   * @throws VocoderClosedException if the end has come
   */
  public <T> T call(Supplier<T> call) {
    lock.readLock().lock();
    try {
      if (ended) {
        throw new VocoderClosedException("The %s is closed; load it again.".formatted(what));
      }
      return call.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Ends, after the calls in flight. A second call does nothing.
   *
   * @param release frees what the calls used
   */
  public void end(Runnable release) {
    lock.writeLock().lock();
    try {
      if (!ended) {
        ended = true;
        release.run();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
