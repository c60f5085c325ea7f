package dev.vocoder.internal.engine;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.Utils;
import dev.vocoder.Device;
import dev.vocoder.EngineException;
import dev.vocoder.internal.file.FileContent;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** LibTorch in this process. It starts once; what it knows is shared. Thread-safe. */
public final class TorchEngine {
  private static final String NAME = "PyTorch";

  private static final AtomicReference<ThreadBudget> BUDGET = new AtomicReference<>();

  private final Engine engine;

  private TorchEngine(Engine engine) {
    this.engine = engine;
  }

  /**
   * Starts LibTorch, or returns the one that runs. Nothing is downloaded: the library comes from
   * the class path, or from {@code PYTORCH_LIBRARY_PATH}. {@link ProcessSettings} says what that
   * does to the process.
   *
   * @throws EngineException if LibTorch is not there, cannot be unpacked or does not load
   */
  public static TorchEngine start() {
    try {
      return new TorchEngine(ProcessSettings.whileStarting(TorchEngine::load));
    } catch (ai.djl.engine.EngineException
        | IllegalArgumentException
        | IllegalStateException
        | LinkageError e) {
      if (root(e) instanceof IOException failure) {
        throw notUnpacked(failure, e);
      }
      throw new EngineException(
          "LibTorch cannot be loaded (%s); add ai.djl.pytorch:pytorch-native-cpu with this platform's"
                  .formatted(rootMessage(e))
              + " classifier (linux-x86_64, linux-aarch64, osx-aarch64 or win-x86_64) to the class"
              + " path, or point PYTORCH_LIBRARY_PATH at an installed LibTorch.",
          e);
    }
  }

  private static Engine load() {
    requireOverride();
    Engine engine = Engine.getEngine(NAME);
    try (NDManager scope = engine.newBaseManager()) {
      scope.zeros(new Shape(1)); // LibTorch reads how to allocate when it first does
    }
    return engine;
  }

  /** DJL passes over a folder without LibTorch in it, and takes another library than meant. */
  private static void requireOverride() {
    String folders = Utils.getEnvOrSystemProperty("PYTORCH_LIBRARY_PATH");
    if (folders == null) {
      return;
    }
    String library = System.mapLibraryName("torch");
    boolean found =
        Pattern.compile(File.pathSeparator, Pattern.LITERAL)
            .splitAsStream(folders)
            .map(Path::of)
            .anyMatch(path -> path.endsWith(library) || Files.exists(path.resolve(library)));
    if (!found) {
      throw new EngineException(
          "PYTORCH_LIBRARY_PATH is %s, but there is no %s; point it at LibTorch's lib folder."
              .formatted(folders, library));
    }
  }

  private static EngineException notUnpacked(IOException failure, Throwable cause) {
    String reason =
        failure instanceof FileSystemException file && file.getReason() == null
            ? file.getClass().getSimpleName() + ": " + file.getFile()
            : failure.getMessage();
    return new EngineException(
        "LibTorch cannot be unpacked into %s (%s); it takes 430 MB, once: make room there and let it be written to, or set DJL_CACHE_DIR to another folder."
            .formatted(Utils.getEngineCacheDir("pytorch"), reason),
        cause);
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = root(failure);
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /**
   * Makes a manager of native memory on a device.
   *
   * @param device where its arrays live
   * @return a manager, owned by the caller
   * @throws EngineException if there is no such device
   */
  public NDManager newManager(Device device) {
    return engine.newBaseManager(existing(device));
  }

  /**
   * Makes an empty model on a device.
   *
   * @param device where it will run
   * @return a model, owned by the caller
   * @throws EngineException if there is no such device
   */
  public Model newModel(Device device) {
    return engine.newModel("vocoder", existing(device));
  }

  /**
   * Loads a TorchScript program, which LibTorch reads from a file only.
   *
   * @param device where it will run
   * @param program writes its archive
   * @return a model, owned by the caller
   * @throws EngineException if there is no such device, or the program is not stored or loaded
   */
  public Model load(Device device, FileContent program) {
    Model model = newModel(device);
    Path file = null;
    try {
      file = Files.createTempFile("vocoder", ".pt");
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
        program.writeTo(out);
      }
      model.load(file.getParent(), file.getFileName().toString());
      return model;
    } catch (IOException | MalformedModelException | ai.djl.engine.EngineException e) {
      model.close();
      throw new EngineException(
          "The compiled model cannot be stored or loaded in %s: %s."
              .formatted(System.getProperty("java.io.tmpdir"), e.getMessage()),
          e);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    } finally {
      deleteQuietly(file);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }

  private ai.djl.Device existing(Device device) {
    if (device.type() == Device.Type.CPU) {
      return ai.djl.Device.cpu();
    }
    int count = cudaDevices();
    if (device.index() >= count) {
      throw new EngineException(
          "Device %s is not available: this LibTorch (%s) sees %d CUDA devices; use cpu, or install"
                  .formatted(device, loadedFrom(), count)
              + " a CUDA LibTorch and point PYTORCH_LIBRARY_PATH at it.");
    }
    return ai.djl.Device.gpu(device.index());
  }

  /**
   * Seeds the random numbers of arrays made by this thread and others.
   *
   * @param seed any number
   */
  public void setSeed(long seed) {
    ProcessSettings.seed(seed);
  }

  /** Returns the version of DJL. */
  public String djlVersion() {
    return Engine.getDjlVersion();
  }

  /** Returns the version of LibTorch. */
  public String libTorchVersion() {
    return engine.getVersion();
  }

  /** Returns the folder LibTorch was loaded from. */
  public String loadedFrom() {
    return LibUtils.getLibtorchPath();
  }

  /** Returns the number of CUDA devices LibTorch can use. */
  public int cudaDevices() {
    return engine.getGpuCount();
  }

  /** Returns how many CPU threads compute at once. */
  public int threads() {
    return budget().threads();
  }

  /**
   * Sets how many CPU threads compute at once, in the whole process.
   *
   * @param count 1 or more
   */
  public void setThreads(int count) {
    BUDGET.set(new ThreadBudget(count));
  }

  /**
   * Sets how many CPU threads compute at once, in the whole process, and how many of them a call
   * takes even while nothing else computes: results are then the same to the bit whatever else
   * does.
   *
   * @param count 1 or more
   * @param mostOfOneCall 1 or more
   */
  public void setThreads(int count, int mostOfOneCall) {
    BUDGET.set(new ThreadBudget(count, mostOfOneCall));
  }

  /**
   * Computes on the CPU with a fair share of the threads, waiting for it if need be.
   *
   * @param parts as one of how many calls made together it counts, 1 if by itself
   * @param call what to compute; it must not call this method
   * @param <T> what it returns
   * @return its result
   * @throws dev.vocoder.VocoderInterruptedException if this thread is interrupted before its share
   *     is free
   */
  public <T> T compute(int parts, Supplier<T> call) {
    return budget().run(parts, call);
  }

  /**
   * Computes on the CPU as {@link #compute}, but with all its share of the threads even while other
   * processes want the cores, so that a step of training divides its sums as the one before.
   *
   * @param call what to compute; it must not call either method
   * @param <T> what it returns
   * @return its result
   */
  public <T> T computeSteadily(Supplier<T> call) {
    return budget().runSteadily(call);
  }

  /**
   * Runs what uses LibTorch again and again, such as a training, on a thread of this library
   * ({@link ComputeThreads}). What it computes still goes through the methods above.
   *
   * @param run what to do
   * @param <T> what it returns
   * @return its result
   */
  public <T> T onOwnThread(Supplier<T> run) {
    return ComputeThreads.call(threads(), run);
  }

  /** Returns how many CPU threads a call that began now would get. */
  public int idleThreads() {
    return budget().idle();
  }

  private static ThreadBudget budget() {
    ThreadBudget budget = BUDGET.get();
    if (budget != null) {
      return budget;
    }
    BUDGET.compareAndSet(null, new ThreadBudget(JniUtils.getNumThreads()));
    return BUDGET.get();
  }
}
