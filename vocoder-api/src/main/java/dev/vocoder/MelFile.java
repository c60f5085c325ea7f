package dev.vocoder;

import dev.vocoder.spi.VocoderProvider;
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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A file with a mel spectrogram in it, as acoustic models and their scripts write them: NumPy's
 * {@code .npy} and {@code .npz}, and what {@code torch.save} wrote. Nothing in it is run.
 */
public final class MelFile {
  /** What scripts call the mel, the best first: Tacotron 2 saves it before its post-net, too. */
  private static final List<String> NAMES =
      List.of("postnet", "mel_out", "mel", "feats", "spectrogram", "arr_0");

  private final String name;
  private final String kind;
  private final Map<String, NpyArray> arrays; // by name; "" for one without

  private MelFile(String name, String kind, Map<String, NpyArray> arrays) {
    this.name = name;
    this.kind = kind;
    this.arrays = arrays;
  }

  /**
   * Reads a file whole; the first bytes tell what it is, not its name.
   *
   * @param file the file
   * @throws FileException if it cannot be read, or is something else, saying what
   */
  public static MelFile read(Path file) {
    return read(file, file.toString());
  }

  /**
   * Reads a stream to its end, as {@link #read(Path)} reads a file.
   *
   * @param in the file from its first byte; left open
   * @throws FileException as {@link #read(Path)} does
   */
  public static MelFile read(InputStream in) {
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

  private static MelFile read(Path file, String name) {
    byte[] start = start(file);
    String first = new String(start, 0, Math.min(2, start.length), StandardCharsets.ISO_8859_1);
    if (first.equals("PK") && NpzFile.isOne(file, name)) {
      return new MelFile(name, "NumPy archive (.npz)", NpzFile.read(file, name));
    }
    if (first.equals("PK") || first.startsWith("\u0080")) {
      return new MelFile(name, "PyTorch file", tensors(file, name));
    }
    Optional<FileKind> kind = FileKind.of(start);
    if (start.length > 0 && start[0] != (byte) 0x93 && kind.isPresent()) {
      throw new FileException(
          "%s is not a usable .npy array of floats: it does not begin as one but is %s."
              .formatted(name, kind.get().withRemedyForMel()));
    }
    return new MelFile(name, "NumPy array (.npy)", Map.of("", NpyArray.read(file, name)));
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
      return VocoderProvider.installed().tensors(file);
    } catch (CheckpointException e) {
      throw new FileException(
          "%s holds no mel that can be read: %s Save it with numpy.save."
              .formatted(name, e.getMessage().replace(file.toString(), "it")),
          e);
    }
  }

  /** Returns what kind of file it is, in a few words. */
  public String kind() {
    return kind;
  }

  /** Returns the arrays in it and their shapes, in words. */
  public String contents() {
    return arrays.entrySet().stream()
        .map(array -> (array.getKey() + " " + Arrays.toString(array.getValue().shape())).strip())
        .collect(Collectors.joining(", "));
  }

  /**
   * Returns the mel in it.
   *
   * @param format what the numbers mean
   * @throws MelException if no array makes a mel of that format, or several do and none of them is
   *     named as one
   */
  public MelSpectrogram toMel(MelFormat format) {
    Map<String, NpyArray> fitting = new LinkedHashMap<>(arrays);
    fitting.values().removeIf(array -> MelShape.of(array.shape(), format.bands()).isEmpty());
    if (fitting.isEmpty()) {
      throw arrays.size() == 1
          ? MelShape.refused(name, arrays.values().iterator().next().shape(), format.bands())
          : new MelException(
              "%s holds %s, none of which is a mel of this model's %d bands; save that alone."
                  .formatted(name, contents(), format.bands()));
    }
    String chosen = chosen(fitting);
    MelSpectrogram mel = fitting.get(chosen).toMel(name, format);
    if (arrays.size() == 1) {
      return mel;
    }
    List<String> assumptions = new ArrayList<>();
    assumptions.add("of its arrays (%s), %s is taken for the mel.".formatted(contents(), chosen));
    mel.diagnose(format).stream()
        .filter(finding -> finding.kind() == MelFinding.Kind.ASSUMPTION)
        .forEach(finding -> assumptions.add(finding.message()));
    return mel.assuming(assumptions);
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
