package dev.vocoder.engine;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;

/**
 * How long LibTorch's threads spin for work before they sleep. GNU OpenMP lets them spin for
 * milliseconds by default; where another process wants a core meanwhile, the spinning thread has
 * used up its share of time when its work comes, and all wait for it. Measured on two cores, V2,
 * 200 frames, medians of runs in turn: with one core taken, 250 to 372 ms by default and 79 to 90
 * ms with a short spin; with none taken, 43 to 61 ms and 38 to 62 ms.
 */
final class ThreadWaiting {
  private static final String SPIN_COUNT = "GOMP_SPINCOUNT";
  private static final String SHORT = "1000";

  private ThreadWaiting() {}

  /** The C library's environment, which OpenMP reads when it is loaded; Java's is a copy. */
  interface CLibrary extends Library {
    int setenv(String name, String value, int overwrite);
  }

  /** Makes the threads sleep soon, unless the environment says otherwise. Before LibTorch loads. */
  static void sleepSoon() {
    if (!Platform.isLinux() || System.getenv("OMP_WAIT_POLICY") != null) {
      return;
    }
    try {
      Native.load("c", CLibrary.class).setenv(SPIN_COUNT, SHORT, 0);
    } catch (UnsatisfiedLinkError e) {
      // Another C library: its OpenMP, if any, keeps its own ways.
    }
  }
}
