package dev.vocoder.internal.container.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.CheckpointException;
import dev.vocoder.testing.Archives;
import dev.vocoder.testing.Golden;
import dev.vocoder.testing.PickleBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileFileTest {
  private static final String ZIP = "generator/tiny-v1.pth";
  private static final String LEGACY = "generator/tiny-v1-legacy.pth";

  @TempDir Path folder;

  private void assertRefused(byte[] content, String... words) throws IOException {
    Path file = Files.write(folder.resolve("hostile.pth"), content);
    assertThatThrownBy(() -> PyTorchFile.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("hostile.pth")
        .hasMessageContainingAll(words);
  }

  private void assertPickleRefused(byte[] pickle, String... words) throws IOException {
    assertRefused(Archives.zip(pickle, Archives.little(1, 2, 3, 4)), words);
    assertRefused(Archives.legacy(pickle, 4, Archives.little(1, 2, 3, 4)), words);
  }

  /** Reads a file, which may succeed or fail in words, but in no other way. */
  private boolean isRead(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("mutant.pth"), content);
    try {
      PyTorchFile.read(file);
      return true;
    } catch (CheckpointException e) {
      assertThat(e).hasMessageContaining("mutant.pth");
      return false;
    }
  }

  private static byte[] golden(String name) throws IOException {
    return Files.readAllBytes(Golden.path(name));
  }

  @ParameterizedTest
  @CsvSource({"os, system", "posix, system", "builtins, eval", "numpy, fromfile"})
  void functionsAreRefusedByName(String module, String name) throws IOException {
    String expected = "asks for " + module + "." + name;
    byte[] pickle =
        PickleBuilder.pickle().global(module, name).ops("(").text("touch owned").ops("tR").stop();
    assertPickleRefused(pickle, expected, "refused and nothing was run");
    byte[] stackGlobal =
        PickleBuilder.pickle().text(module).text(name).raw(0x93).text("ls").raw(0x85, 'R').stop();
    assertPickleRefused(stackGlobal, expected, "refused and nothing was run");
    byte[] instance = PickleBuilder.pickle().ops("(i" + module + "\n" + name + "\n").stop();
    assertPickleRefused(instance, expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"java.lang.Runtime", "torch.jit", "torch"})
  void namesOutsideTheVocabularyAreRefused(String module) throws IOException {
    byte[] pickle = PickleBuilder.pickle().global(module, "exec\u0007").stop();
    assertPickleRefused(pickle, module + ".exec?");
  }

  @Test
  void emptyMissingAndDirectoryAreSaid() throws IOException {
    assertRefused(new byte[0], "it is empty");
    assertThatThrownBy(() -> PyTorchFile.read(folder.resolve("absent.pth")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("absent.pth", "no such file");
    assertThatThrownBy(() -> PyTorchFile.read(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("it is a directory");
  }

  @ParameterizedTest
  @CsvSource({
    "'<!DOCTYPE html><html>', a web page",
    "'  <html lang=en>', a web page",
    "'version https://git-lfs.github.com/spec/v1\n', git-lfs pointer",
    "'{\"resblock\": \"1\"}', JSON",
    "'\u0008\u0007\u0012\u0007pytorch', ONNX",
    "'@\0\0\0\0\0\0\0{\"__metadata__\":{}                                                     ',"
        + " safetensors",
    "'\u0093NUMPY', NumPy",
    "'\u001f\u008b\u0008', gzip",
    "'hello', begins with the bytes 68 65 6c 6c",
    "'PK\3\4 and nothing more', damaged or cut short",
  })
  void otherFilesAreNamed(String content, String name) throws IOException {
    assertRefused(content.getBytes(StandardCharsets.ISO_8859_1), name);
  }

  @Test
  void tarArchiveIsNamed() throws IOException {
    byte[] tar = new byte[1024];
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
    assertRefused(tar, "tar archive");
  }

  @Test
  void torchScriptAndOtherZipsAreNamed() throws IOException {
    byte[] pickle = PickleBuilder.pickle().ops("}").stop();
    for (String mark : new String[] {"m/constants.pkl", "m/code/__torch__.py"}) {
      Map<String, byte[]> entries = new LinkedHashMap<>();
      entries.put("m/data.pkl", pickle);
      entries.put(mark, pickle);
      assertRefused(Archives.zip(entries, ZipEntry.STORED), "TorchScript");
    }
    assertRefused(
        Archives.zip(Map.of("word/document.xml", pickle), ZipEntry.DEFLATED),
        "word/document.xml",
        "not one of torch.save");
    assertRefused(Archives.zip(Map.of(), ZipEntry.STORED), "no entries");
  }

  @Test
  void plainPickleIsNotATorchFile() throws IOException {
    assertRefused(PickleBuilder.pickle().ops("}").stop(), "not one of torch.save");
  }

  @Test
  void zipBombIsRefused() throws IOException {
    byte[] pickle =
        PickleBuilder.pickle()
            .tensor("FloatStorage", "0", 1 << 20, 0, new long[] {1 << 20}, new long[] {1})
            .stop();
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("m/data.pkl", pickle);
    entries.put("m/data/0", new byte[4 << 20]);
    assertRefused(Archives.zip(entries, ZipEntry.DEFLATED), "claims to grow");
  }

  @Test
  void duplicateEntryIsRefused() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("m/data.pkl", PickleBuilder.pickle().ops("}").stop());
    entries.put("m/data.pkx", PickleBuilder.pickle().ops("]").stop());
    byte[] zip = Archives.zip(entries, ZipEntry.STORED);
    assertRefused(Archives.replaced(zip, "data.pkx", "data.pkl"), "two entries");
  }

  @Test
  void storageOfAnotherLengthIsRefused() throws IOException {
    byte[] pickle =
        PickleBuilder.pickle()
            .tensor("FloatStorage", "0", 5, 0, new long[] {5}, new long[] {1})
            .stop();
    assertPickleRefused(pickle, "storage '0'", "it is damaged");
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 4",
    "4611686018427387905, 4", // times 4 bytes wraps around to 4
    "3000000000, 4",
    "4, 9223372036854775807",
    "4, 3000000000",
    "4, -1",
    "-4, 4",
  })
  void hugeAndNegativeCountsAreRefused(long storage, long size) throws IOException {
    byte[] pickle =
        PickleBuilder.pickle()
            .tensor("FloatStorage", "0", storage, 0, new long[] {size}, new long[] {1})
            .stop();
    byte[] data = Archives.little(1, 2, 3, 4);
    assertRefused(Archives.zip(pickle, data), "not a usable PyTorch checkpoint");
    assertRefused(Archives.legacy(pickle, storage, data), "not a usable PyTorch checkpoint");
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 2, 1",
    "3, 2, 1",
    "0, 2, -1",
    "0, 2, 4",
    "0, 2, 9223372036854775807",
    "2147483647, 1, 1",
    "9223372036854775807, 2147483647, 2147483647",
  })
  void viewsBeyondTheirStorageAreRefused(long offset, long size, long stride) throws IOException {
    byte[] pickle =
        PickleBuilder.pickle()
            .tensor("FloatStorage", "0", 4, offset, new long[] {size}, new long[] {stride})
            .stop();
    assertPickleRefused(pickle, "tensor");
  }

  @Test
  void manyViewsOfOneElementCannotMultiplyTheFile() throws IOException {
    PickleBuilder pickle = PickleBuilder.pickle().ops("](");
    for (int i = 0; i < 20; i++) {
      pickle.tensor("FloatStorage", "0", 4, 0, new long[] {100_000}, new long[] {0});
    }
    assertPickleRefused(pickle.ops("e").stop(), "overlap");
    assertPickleRefused(
        PickleBuilder.pickle()
            .tensor(
                "FloatStorage", "0", 4, 0, new long[] {1 << 30, 1 << 30, 16}, new long[] {0, 0, 0})
            .stop(),
        "too many elements");
  }

  @ParameterizedTest
  @ValueSource(strings = {"]q\0h\0a", "}q\0K\1h\0s", "]q\0(h\0ta", "]q\0}K\1h\0sa"})
  void selfReferenceIsRefused(String body) throws IOException {
    assertPickleRefused(PickleBuilder.pickle().ops(body).stop(), "contain themselves");
  }

  @Test
  void deepNestingIsRefused() throws IOException {
    for (int depth : new int[] {65, 100_000}) {
      byte[] lists = PickleBuilder.pickle().ops("]".repeat(depth + 1) + "a".repeat(depth)).stop();
      assertPickleRefused(lists, "nested deeper than 64");
      byte[] dicts =
          PickleBuilder.pickle().ops("}" + "K\1}".repeat(depth) + "s".repeat(depth)).stop();
      assertPickleRefused(dicts, "nested deeper than 64");
    }
    byte[] tuples = PickleBuilder.pickle().ops(")" + "\u0085".repeat(70)).stop();
    assertPickleRefused(tuples, "nested deeper than 64");
  }

  @Test
  void listsThatMultiplyBySharingAreRefused() throws IOException {
    // Each level holds the one before twice.
    String body = "(]q\0" + "](h\0h\0eq\0".repeat(40) + "t";
    assertPickleRefused(PickleBuilder.pickle().ops(body).stop(), "amount to more than");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "s",
        "t",
        "e",
        "R",
        "b",
        "Q",
        "(",
        "h\1",
        "((",
        "]]",
        "](s",
        "K\1K\1s",
        "(K\1u",
        "]K\1a]",
        ")R",
        "NNR",
        "\u0085",
        "\u0093",
        "K\1K\2\u0093",
        "(tQ",
        "\u0081",
        "\u0094",
        "]K\1b",
        "}}]s",
        "X\u00ff\u00ff\u00ff\u00ffx",
        "X\u00ff\u00ff\u00ff\u007fx",
        "\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ffx",
        "\u008b\u00ff\u00ff\u00ff\u00ff",
        "T\u00ff\u00ff\u00ff\u00ff",
        "\u008b\u00ff\u00ff\0\0",
        "\u0080\u0009",
        "ctorch\nFloatStorage\n"
      })
  void disorderedPicklesAreRefused(String body) throws IOException {
    byte[] pickle = PickleBuilder.pickle().ops(body).stop();
    assertThat(isRead(Archives.zip(pickle, new byte[0]))).isFalse();
    assertThat(isRead(Archives.legacy(pickle, 0, new byte[0]))).isFalse();
  }

  @Test
  void endlessPickleIsRefused() throws IOException {
    byte[] pickle = PickleBuilder.pickle().ops("](" + "N".repeat(3_000_000) + "e").stop();
    assertPickleRefused(pickle, "more than 2000000 steps");
  }

  @ParameterizedTest
  @ValueSource(strings = {ZIP, LEGACY})
  void truncatedFileIsRefusedWhereverItEnds(String name) throws IOException {
    byte[] content = golden(name);
    for (int i = 0; i < 100; i++) {
      // At the start, where the pickles are; throughout; and at the end.
      int[] lengths = {i * 7, i * (content.length / 100), content.length - 1 - i * 11};
      for (int length : lengths) {
        assertThat(isRead(Arrays.copyOf(content, length))).as("cut to %d", length).isFalse();
      }
    }
  }

  @Test
  void flippedBitInZipTensorDataIsDetected() throws IOException {
    byte[] pickle =
        PickleBuilder.pickle()
            .tensor("FloatStorage", "0", 4, 0, new long[] {4}, new long[] {1})
            .stop();
    byte[] data = Archives.little(1.1f, 2.2f, 3.3f, 4.4f);
    byte[] zip = Archives.zip(pickle, data);
    String text = new String(zip, StandardCharsets.ISO_8859_1);
    int start = text.indexOf(new String(data, StandardCharsets.ISO_8859_1));
    for (int bit = 0; bit < data.length * 8; bit++) {
      byte[] flipped = zip.clone();
      flipped[start + bit / 8] ^= (byte) (1 << (bit % 8));
      assertRefused(flipped, "entry 'archive/data/0'", "checksum");
    }
    int inPickle = text.indexOf("FloatStorage");
    zip[inPickle] ^= 1;
    assertRefused(zip, "data.pkl", "checksum");
  }

  @Test
  void flippedBitsNeverFailWithoutWords() throws IOException {
    mutate(ZIP, 200, 1);
    mutate(LEGACY, 200, 2);
  }

  @Tag("long")
  @Test
  void manyMutationsNeverFailWithoutWords() throws IOException {
    mutate(ZIP, 10_000, 3);
    mutate(LEGACY, 10_000, 4);
  }

  /** Changes a few bytes of the start, where most structure is, of the end, or anywhere. */
  private void mutate(String name, int times, long seed) throws IOException {
    byte[] content = golden(name);
    Random random = new Random(seed);
    for (int i = 0; i < times; i++) {
      byte[] mutant = content.clone();
      int changes = 1 + random.nextInt(4);
      for (int change = 0; change < changes; change++) {
        int at =
            switch (random.nextInt(3)) {
              case 0 -> random.nextInt(20_000);
              case 1 -> mutant.length - 1 - random.nextInt(20_000);
              default -> random.nextInt(mutant.length);
            };
        mutant[at] =
            random.nextBoolean()
                ? (byte) (mutant[at] ^ (1 << random.nextInt(8)))
                : (byte) random.nextInt(256);
      }
      isRead(mutant);
    }
  }
}
