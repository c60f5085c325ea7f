package dev.vocoder;

import dev.vocoder.internal.file.FileKind;
import dev.vocoder.internal.file.InputFile;
import dev.vocoder.internal.file.MelShape;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.internal.file.NpzFile;
import dev.vocoder.internal.file.TensorReader;
import dev.vocoder.internal.file.UnusableFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The arrays of a file, one of which is a mel. */
final class MelArrays {
  /** What scripts call the mel, the best first: Tacotron 2 saves it before its post-net, too. */
  private static final List<String> NAMES =
      List.of("postnet", "mel_out", "mel", "feats", "spectrogram", "arr_0");

  private final String name;
  private final String kind;
  private final Map<String, NpyArray> arrays; // by name; "" for one without

  private MelArrays(String name, String kind, Map<String, NpyArray> arrays) {
    this.name = name;
    this.kind = kind;
    this.arrays = arrays;
  }

  /** Reads a file whole. */
  static MelArrays read(Path file) {
    return read(file, file.toString());
  }

  /** Reads a stream to its end; leaves it open. */
  static MelArrays read(InputStream in) {
    Path copy = null;
    try {
      copy = Files.createTempFile("vocoder-mel", null);
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      return read(copy, "The stream");
    } catch (IOException e) {
      throw new FileException("Cannot read the stream: " + InputFile.reason(e) + ".", e);
    } finally {
      deleteQuietly(copy);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // It lies in the temporary folder; what was read is right.
    }
  }

  private static MelArrays read(Path file, String name) {
    try {
      return readAny(file, name);
    } catch (UnusableFileException e) {
      throw new FileException(e);
    }
  }

  private static MelArrays readAny(Path file, String name) {
    byte[] start = start(file);
    String first = new String(start, 0, Math.min(2, start.length), StandardCharsets.ISO_8859_1);
    if (first.equals("PK") && NpzFile.isOne(file, name)) {
      return new MelArrays(name, "NumPy archive (.npz)", NpzFile.read(file, name));
    }
    if (first.equals("PK") || first.startsWith("\u0080")) {
      return new MelArrays(name, "PyTorch file", tensors(file, name));
    }
    Optional<FileKind> kind = FileKind.of(start);
    if (start.length > 0 && start[0] != (byte) 0x93 && kind.isPresent()) {
      throw new UnusableFileException(
          "%s is not a usable .npy array of floats: it does not begin as one but is %s."
              .formatted(name, kind.get().withRemedyForMel()));
    }
    return new MelArrays(name, "NumPy array (.npy)", Map.of("", NpyArray.read(file, name)));
  }

  private static byte[] start(Path file) {
    try (FileChannel channel = InputFile.open(file)) {
      return Channels.newInputStream(channel).readNBytes(FileKind.LENGTH);
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
  }

  private static Map<String, NpyArray> tensors(Path file, String name) {
    try {
      return ServiceLoader.load(TensorReader.class, MelArrays.class.getClassLoader())
          .findFirst()
          .orElseThrow(EngineException::withoutImplementation)
          .tensors(file);
    } catch (CheckpointException e) {
      throw new FileException(
          "%s holds no mel that can be read: %s Save it with numpy.save."
              .formatted(name, e.getMessage().replace(file.toString(), "it")),
          e);
    }
  }

  /** Returns what messages call the file. */
  String name() {
    return name;
  }

  /** Returns what kind of file it is, in a few words. */
  String kind() {
    return kind;
  }

  /** Returns the arrays and their shapes, in words. */
  String contents() {
    return arrays.entrySet().stream()
        .map(array -> (array.getKey() + " " + Arrays.toString(array.getValue().shape())).strip())
        .collect(Collectors.joining(", "));
  }

  /**
   * The mel among the arrays.
   *
   * @param values bands x frames of them, unchecked
   * @param frames how many there are
   * @param assumptions what finding it assumed, a sentence each
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
  record Found(float[] values, int frames, List<String> assumptions) {}

  /**
   * Finds the mel.
   *
   * @param bands how many it has
   * @throws MelException if no array makes a mel of so many bands, or several do and none of them
   *     is named as one
   */
  Found find(int bands) {
    Map<String, NpyArray> fitting = new LinkedHashMap<>(arrays);
    fitting.values().removeIf(array -> MelShape.of(array.shape(), bands).isEmpty());
    if (fitting.isEmpty()) {
      throw new MelException(
          arrays.size() == 1
              ? MelShape.refusal(name, arrays.values().iterator().next().shape(), bands)
              : "%s holds %s, none of which is a mel of this model's %d bands; save that alone."
                  .formatted(name, contents(), bands));
    }
    String chosen = chosen(fitting);
    NpyArray array = fitting.get(chosen);
    MelShape shape = MelShape.of(array.shape(), bands).orElseThrow();
    List<String> assumptions = new ArrayList<>();
    if (arrays.size() > 1) {
      assumptions.add("of its arrays (%s), %s is taken for the mel.".formatted(contents(), chosen));
    }
    shape.assumption().ifPresent(assumptions::add);
    return new Found(shape.bandMajor(array.values()), shape.frames(), assumptions);
  }

  private String chosen(Map<String, NpyArray> fitting) {
    if (fitting.size() == 1) {
      return fitting.keySet().iterator().next();
    }
    return NAMES.stream()
        .flatMap(
            usual ->
                Stream.<Predicate<String>>of(usual::equals, key -> key.contains(usual))
                    .map(test -> named(fitting, test)))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(() -> ambiguous(fitting));
  }

  /** Returns the name that passes a test, if one alone does. */
  private static Optional<String> named(Map<String, NpyArray> arrays, Predicate<String> test) {
    List<String> passing =
        arrays.keySet().stream().filter(key -> test.test(key.toLowerCase(Locale.ROOT))).toList();
    return passing.size() == 1 ? Optional.of(passing.get(0)) : Optional.empty();
  }

  private MelException ambiguous(Map<String, NpyArray> fitting) {
    return new MelException(
        "%s holds several arrays that may be the mel (%s); save the one that is alone."
            .formatted(name, String.join(", ", fitting.keySet())));
  }
}
