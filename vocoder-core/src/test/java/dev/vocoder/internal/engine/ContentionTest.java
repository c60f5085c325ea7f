package dev.vocoder.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContentionTest {
  private static final long MILLI = 1_000_000;

  private final Contention contention = new Contention();
  private long now = 5_000 * MILLI;

  /** A call that took so long, its own thread waiting for a part of it. */
  private void call(long millis, double waiting) {
    now += millis * MILLI;
    contention.learn(millis * MILLI, (long) ((1 - waiting) * millis * MILLI), now);
  }

  private int usable(int share) {
    return contention.usable(share, now);
  }

  @Test
  void callsThatDoNotWaitUseTheirShare() {
    assertThat(usable(8)).isEqualTo(8);
    for (int i = 0; i < 100; i++) {
      call(20, 0.25);
      assertThat(usable(8)).isEqualTo(8);
    }
  }

  @Test
  void callsThatWaitUseAQuarterFewerAndThenFewerStill() {
    call(60, 0.4);
    assertThat(usable(8)).isEqualTo(6);
    assertThat(usable(4)).as("of any share").isEqualTo(3);
    call(60, 0.4);
    assertThat(usable(8)).isEqualTo(5);
    for (int i = 0; i < 20; i++) {
      call(60, 0.4);
    }
    assertThat(usable(8)).isEqualTo(1);
    assertThat(usable(1)).isEqualTo(1);
  }

  @Test
  void oneShortCallThatWaitedDecidesNothing() {
    call(40, 0.9);
    assertThat(usable(2)).isEqualTo(2);
    call(40, 0.0);
    assertThat(usable(2)).isEqualTo(1); // 36 of 80 ms
  }

  @Test
  void afterAWhileACallTriesAgainAndLaterEachTimeItWasInVain() {
    for (long pause : new long[] {250, 500, 1_000, 2_000, 4_000, 4_000}) {
      call(60, 0.5);
      now += (pause - 1) * MILLI;
      assertThat(usable(2)).isEqualTo(1);
      now += MILLI;
      assertThat(usable(2)).isEqualTo(2);
    }
    call(60, 0.0);
    call(60, 0.5);
    now += 250 * MILLI;
    assertThat(usable(2)).as("it had gone well in between").isEqualTo(2);
  }

  @Test
  void fewerThreadsThatDoWellDoNotShortenThePause() {
    call(60, 0.5);
    now += 250 * MILLI;
    assertThat(usable(8)).isEqualTo(8);
    call(60, 0.5);
    assertThat(usable(8)).isEqualTo(6);
    call(60, 0.0);
    now += 500 * MILLI;
    assertThat(usable(8)).isEqualTo(8);
    call(60, 0.5);
    now += 999 * MILLI;
    assertThat(usable(8)).isEqualTo(6);
  }

  @Test
  void timesOfACallAreItsOwn() {
    assertThat(contention.<Integer>watch(() -> 7)).isEqualTo(7);
    assertThat(contention.usable(2, System.nanoTime())).isEqualTo(2);
  }
}
