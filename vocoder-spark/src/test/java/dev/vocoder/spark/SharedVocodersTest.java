package dev.vocoder.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.EngineException;
import dev.vocoder.MelFormat;
import dev.vocoder.Vocoder;
import dev.vocoder.VocoderClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedVocodersTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final AtomicInteger loads = new AtomicInteger();

  private Vocoder load() {
    loads.incrementAndGet();
    return Vocoder.builder().melFormat(MelFormat.HIFIGAN).load();
  }

  private static boolean isOpen(Vocoder vocoder) {
    try {
      vocoder.openStream().close();
      return true;
    } catch (VocoderClosedException e) {
      return false;
    }
  }

  @Test
  void tasksThatAskAtOnceShareOneLoad() throws Exception {
    SharedVocoders vocoders = new SharedVocoders(LONG);
    CyclicBarrier start = new CyclicBarrier(8);
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<SharedVocoders.Lease>> asking = new ArrayList<>();
      for (int task = 0; task < 8; task++) {
        asking.add(
            pool.submit(
                () -> {
                  start.await();
                  return vocoders.acquire("key", this::load);
                }));
      }
      int first = 0;
      Vocoder shared = asking.get(0).get().vocoder();
      for (Future<SharedVocoders.Lease> lease : asking) {
        assertThat(lease.get().vocoder()).isSameAs(shared);
        first += lease.get().isFirst() ? 1 : 0;
        lease.get().close();
      }
      assertThat(loads).hasValue(1);
      assertThat(first).isEqualTo(1);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void eachKeyHasItsOwn() {
    SharedVocoders vocoders = new SharedVocoders(LONG);
    try (SharedVocoders.Lease one = vocoders.acquire("one", this::load);
        SharedVocoders.Lease two = vocoders.acquire("two", this::load)) {
      assertThat(one.vocoder()).isNotSameAs(two.vocoder());
    }
    assertThat(loads).hasValue(2);
  }

  @Test
  void theNextTaskFindsItOpen() {
    SharedVocoders vocoders = new SharedVocoders(LONG);
    Vocoder vocoder;
    try (SharedVocoders.Lease lease = vocoders.acquire("key", this::load)) {
      vocoder = lease.vocoder();
    }
    try (SharedVocoders.Lease lease = vocoders.acquire("key", this::load)) {
      assertThat(lease.vocoder()).isSameAs(vocoder);
      assertThat(lease.isFirst()).isFalse();
      assertThat(isOpen(vocoder)).isTrue();
    }
  }

  @Test
  void whatNobodyUsesIsClosedAfterAWhileAndLoadedAgain() throws InterruptedException {
    SharedVocoders vocoders = new SharedVocoders(Duration.ofMillis(1));
    SharedVocoders.Lease used = vocoders.acquire("key", this::load);
    SharedVocoders.Lease given = vocoders.acquire("key", this::load);
    Vocoder vocoder = used.vocoder();
    given.close();
    given.close(); // counts once
    Thread.sleep(20);
    assertThat(isOpen(vocoder)).isTrue();
    used.close();
    while (isOpen(vocoder)) {
      Thread.onSpinWait();
    }
    try (SharedVocoders.Lease again = vocoders.acquire("key", this::load)) {
      assertThat(again.isFirst()).isTrue();
      assertThat(again.vocoder()).isNotSameAs(vocoder);
    }
  }

  @Test
  void aLoadThatFailsIsTriedAgain() {
    SharedVocoders vocoders = new SharedVocoders(LONG);
    EngineException failure = new EngineException("no LibTorch");
    assertThatThrownBy(
            () ->
                vocoders.acquire(
                    "key",
                    () -> {
                      throw failure;
                    }))
        .isSameAs(failure);
    try (SharedVocoders.Lease lease = vocoders.acquire("key", this::load)) {
      assertThat(lease.isFirst()).isTrue();
    }
  }
}
