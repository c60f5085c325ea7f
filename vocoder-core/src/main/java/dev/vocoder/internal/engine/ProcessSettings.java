package dev.vocoder.internal.engine;

import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jtransforms.utils.CommonUtils;
import org.slf4j.LoggerFactory;

/**
 * Everything this library changes that others in its process share, for an application that embeds
 * it. Nothing here happens before it is needed, and extracting mels starts none of LibTorch.
 *
 * <p>While LibTorch starts, and put back when it has; each is left out where its system property is
 * {@code false}, or where the application or the environment has said something itself:
 *
 * <ul>
 *   <li>{@code dev.vocoder.offline}: the system property {@code ai.djl.offline} is true, so that
 *       DJL neither downloads a LibTorch nor sends telemetry. Left alone where it is set, or {@code
 *       DJL_OFFLINE} is.
 *   <li>{@code dev.vocoder.shortWaits}: the environment of the process has {@code GOMP_SPINCOUNT},
 *       which LibTorch's copy of GNU OpenMP reads as it loads: its threads spin for work for some
 *       {@value #SPIN_NANOS} ns before they sleep, however long a turn of the spin takes on this
 *       processor. By default they spin for milliseconds; where another process wants a core
 *       meanwhile, the spinning thread has used up its share of time when its work comes, and all
 *       wait for it ({@link Contention} does the rest). Shorter, and threads sleep between two
 *       operations. Measured on two cores (Intel Xeon with AMX), V2, 200 frames, float32 and mixed,
 *       medians: 13 microseconds 49 and 39 ms, 50: 39 and 26, 200: 36 and 22, 1 300: 35 and 21.
 *       Left alone where the environment has it or {@code OMP_WAIT_POLICY}, and on systems other
 *       than Linux.
 *   <li>{@code dev.vocoder.hugePages}: the environment has {@code THP_MEM_ALLOC_ENABLE}, which
 *       LibTorch reads at its first array: from then on it asks the kernel for huge pages for
 *       arrays of 2 MB or more, where the kernel gives such at all. Resident memory grows for some
 *       thousands of calls more than without, until the pages of a heap are all huge: by 80 MB in 8
 *       000 conversions of a voice, and not at all in the 6 000 after them. Left alone where the
 *       environment has it, and on systems other than Linux.
 *   <li>{@code dev.vocoder.quietLogging}: the system property {@code slf4j.internal.verbosity} is
 *       ERROR, so that SLF4J does not print to stderr that an application has no logging provider,
 *       if that comes to light now. Left alone where it is set.
 * </ul>
 *
 * <p>To stay, unless its property is {@code false}:
 *
 * <ul>
 *   <li>{@code dev.vocoder.keptMemory}: the C library keeps native memory that was freed, and takes
 *       arrays of up to 32 MB from it ({@code mallopt}): up to 256 MB in the heap of the process's
 *       first thread, and in the heaps of 64 MB of other threads what they once had. By itself it
 *       gives memory back as soon as some 10 MB are free, and the kernel clears thousands of pages
 *       anew at every call: 2 200 to 4 100 page faults a call of V2, 200 frames, in mixed
 *       precision; kept, 30 to 200. Where an array was the only one in its heap, that was unmapped
 *       and mapped again at every convolution: up to 900 faults a call of V1, whose convolutions
 *       then took 8 ms in place of 2. What that saves depends on the machine: on an AMD EPYC (Zen
 *       4) it is within the noise, on another (Zen 5) fewer faults made Blocks 1.8 times as fast.
 *       Set when LibTorch starts. Left alone where the environment has {@code
 *       MALLOC_TRIM_THRESHOLD_}, {@code MALLOC_MMAP_THRESHOLD_}, {@code MALLOC_TOP_PAD_} or {@code
 *       GLIBC_TUNABLES}, and where there is no GNU C library.
 *   <li>{@code dev.vocoder.plainTransforms}: JTransforms splits no one-dimensional transform over
 *       threads of its own, from the first spectrum on, whoever asks for it.
 *   <li>{@code dev.vocoder.seed}: training seeds LibTorch's random numbers by its config, for all
 *       threads. Without that, random weights differ from run to run.
 * </ul>
 *
 * <p>For the time of one call on the thread that calls, and put back to what that thread had:
 * LibTorch's number of threads, its gradient mode, and its graph optimiser, which is off meanwhile.
 * LibTorch gives the number of threads of the call that set it last to a thread that it meets for
 * the first time. DJL itself turns off the gradient mode of the thread that starts LibTorch.
 */
public final class ProcessSettings {
  private static final long SPIN_NANOS = 200_000;
  private static final int TURNS_TIMED = 1_000;
  private static final long LEAST_TURN_NANOS = 5;
  private static final long LONGEST_TURN_NANOS = 100; // slower ones were interrupted
  private static final long TIMING_NANOS = 2_000_000; // until the loop is compiled, and some more
  private static final int TRIM_THRESHOLD = -1; // as mallopt calls it
  private static final int TOP_PAD = -2;
  private static final int MMAP_THRESHOLD = -3;
  private static final int KEPT_BYTES = 256 << 20;
  private static final int KEPT_ARRAY_BYTES = 32 << 20; // the most it takes
  private static final int HEAP_BYTES = 64 << 20; // of a heap of threads other than the first
  private static final int RTLD_LAZY = 1; // and so not global: no symbol is made visible

  private static boolean started;

  private ProcessSettings() {}

  /** Returns whether the application declined an effect by its system property. */
  static boolean declined(String effect) {
    return "false".equalsIgnoreCase(System.getProperty("dev.vocoder." + effect));
  }

  /**
   * Starts LibTorch with what it should find, see above; a second start changes nothing.
   *
   * @param start loads LibTorch
   */
  static synchronized <T> T whileStarting(Supplier<T> start) {
    if (started) {
      return start.get();
    }
    quietLogging();
    boolean untold = !declined("offline") && System.getenv("DJL_OFFLINE") == null;
    Supplier<T> offline = untold ? () -> withProperty("ai.djl.offline", "true", start) : start;
    CLibrary library = cLibrary();
    keepMemory(library);
    Supplier<T> paged =
        () -> withVariable(library, "hugePages", "THP_MEM_ALLOC_ENABLE", "1", offline);
    boolean waits = System.getenv("OMP_WAIT_POLICY") != null;
    T engine =
        waits ? paged.get() : withVariable(library, "shortWaits", "GOMP_SPINCOUNT", spins(), paged);
    started = true;
    return engine;
  }

  /** Lets SLF4J look for its provider; for callers of a library that would make it do so. */
  public static synchronized void quietLogging() {
    if (!declined("quietLogging")) {
      withProperty("slf4j.internal.verbosity", "ERROR", LoggerFactory::getILoggerFactory);
    }
  }

  private static <T> T withProperty(String name, String value, Supplier<T> call) {
    if (System.getProperty(name) != null) {
      return call.get();
    }
    System.setProperty(name, value);
    try {
      return call.get();
    } finally {
      System.clearProperty(name);
    }
  }

  /**
   * The C library: its environment, which OpenMP and LibTorch read (Java's is a copy), its heap.
   */
  interface CLibrary extends Library {
    int setenv(String name, String value, int overwrite);

    int unsetenv(String name);

    int mallopt(int parameter, int value);
  }

  /** Returns the C library, null where it is not Linux's. */
  private static CLibrary cLibrary() {
    try {
      return Platform.isLinux() ? Native.load("c", CLibrary.class) : null;
    } catch (UnsatisfiedLinkError e) {
      return null; // Another C library: what would be told to it keeps its defaults.
    }
  }

  private static <T> T withVariable(
      CLibrary library, String effect, String name, String value, Supplier<T> start) {
    if (library == null || declined(effect) || System.getenv(name) != null) {
      return start.get();
    }
    library.setenv(name, value, 0);
    try {
      return start.get();
    } finally {
      library.unsetenv(name);
    }
  }

  /** Returns how many turns of a spin make {@value #SPIN_NANOS} ns: 5 to 50 ns each. */
  private static String spins() {
    long start = System.nanoTime();
    long fastest = Long.MAX_VALUE;
    do {
      fastest = Math.min(fastest, turns());
    } while (System.nanoTime() - start < TIMING_NANOS);
    fastest = Math.max(fastest, LEAST_TURN_NANOS * TURNS_TIMED); // where Java has no such pause
    fastest = Math.min(fastest, LONGEST_TURN_NANOS * TURNS_TIMED);
    return Long.toString(SPIN_NANOS * TURNS_TIMED / fastest);
  }

  private static long turns() {
    long start = System.nanoTime();
    for (int turn = 0; turn < TURNS_TIMED; turn++) {
      Thread.onSpinWait(); // the processor's pause, as OpenMP spins
    }
    return Math.max(1, System.nanoTime() - start);
  }

  /**
   * Has the C library keep freed memory.
   *
   * @return whether it does now
   */
  static boolean keepMemory() {
    return keepMemory(cLibrary());
  }

  private static boolean keepMemory(CLibrary library) {
    boolean told =
        Stream.of(
                "MALLOC_TRIM_THRESHOLD_",
                "MALLOC_MMAP_THRESHOLD_",
                "MALLOC_TOP_PAD_",
                "GLIBC_TUNABLES")
            .anyMatch(name -> System.getenv(name) != null);
    if (library == null || told || declined("keptMemory")) {
      return false;
    }
    try {
      return library.mallopt(TRIM_THRESHOLD, KEPT_BYTES) != 0
          && library.mallopt(MMAP_THRESHOLD, KEPT_ARRAY_BYTES) != 0
          && library.mallopt(TOP_PAD, HEAP_BYTES) != 0;
    } catch (UnsatisfiedLinkError e) {
      return false; // not the GNU C library
    }
  }

  /** Keeps JTransforms on the thread that calls it. Needs nothing of LibTorch. */
  public static void keepTransformsOnOneThread() {
    if (!declined("plainTransforms")) {
      CommonUtils.setThreadsBeginN_1D_FFT_2Threads(Integer.MAX_VALUE);
      CommonUtils.setThreadsBeginN_1D_FFT_4Threads(Integer.MAX_VALUE);
    }
  }

  /** Seeds the random numbers of arrays made by this thread and others. */
  static void seed(long seed) {
    if (!declined("seed")) {
      JniUtils.setSeed(seed);
    }
  }

  /**
   * Makes a call with another number of LibTorch's threads.
   *
   * @param count 1 or more
   * @param call what to compute
   * @param <T> what it returns
   * @return its result
   */
  static <T> T withThreads(int count, Supplier<T> call) {
    int before = JniUtils.getNumThreads(); // asked first, or LibTorch sets its default later
    JniUtils.setNumThreads(count);
    try {
      return call.get();
    } finally {
      JniUtils.setNumThreads(before);
    }
  }

  /**
   * Makes a call with or without gradients.
   *
   * @param enabled whether what is computed can be differentiated
   * @param call what to compute
   * @param <T> what it returns
   * @return its result
   */
  public static <T> T withGradients(boolean enabled, Supplier<T> call) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(enabled);
    try {
      return call.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  /**
   * Calls TorchScript without LibTorch's graph optimiser, which compiles anew for every shape and
   * takes seconds for that.
   *
   * @param call what to compute
   * @param <T> what it returns
   * @return its result
   */
  public static <T> T withoutGraphOptimizer(Supplier<T> call) {
    boolean before = graphOptimizer();
    JniUtils.setGraphExecutorOptimize(false);
    try {
      return call.get();
    } finally {
      JniUtils.setGraphExecutorOptimize(before);
    }
  }

  /**
   * Returns whether LibTorch's graph optimiser is on for this thread. DJL can only set that, so
   * LibTorch itself is asked; where its function is not found (on Windows C++ names are others), it
   * is taken to be what DJL makes it when it is told by {@code ai.djl.pytorch.graph_optimizer}, and
   * else on, as it is for every thread at first.
   */
  public static boolean graphOptimizer() {
    return GraphOptimizer.READ
        .map(function -> (byte) function.invoke(Byte.class, null) != 0)
        .orElseGet(
            () -> !"false".equalsIgnoreCase(System.getProperty("ai.djl.pytorch.graph_optimizer")));
  }

  /** Looked up when LibTorch is there. */
  private static final class GraphOptimizer {
    static final Optional<Function> READ = find();

    private static Optional<Function> find() {
      if (Platform.isWindows()) {
        return Optional.empty();
      }
      Path library = Path.of(LibUtils.getLibtorchPath(), System.mapLibraryName("torch_cpu"));
      try {
        return Optional.of(
            NativeLibrary.getInstance(
                    library.toString(), Map.of(Library.OPTION_OPEN_FLAGS, RTLD_LAZY))
                .getFunction("_ZN5torch3jit24getGraphExecutorOptimizeEv"));
      } catch (UnsatisfiedLinkError e) {
        return Optional.empty();
      }
    }
  }
}
