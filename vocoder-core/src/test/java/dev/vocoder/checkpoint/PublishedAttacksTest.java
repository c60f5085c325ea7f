package dev.vocoder.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.CheckpointException;
import dev.vocoder.internal.container.torch.PyTorchFile;
import dev.vocoder.testing.Archives;
import dev.vocoder.testing.Golden;
import dev.vocoder.testing.PickleBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attacks on readers of model files that were published, each in bounded time and memory. What they
 * do to others is in the names of the tests.
 */
@Timeout(60)
class PublishedAttacksTest {
  private static final long MAX_BYTES = 256L << 20; // allocated in all for one file

  private static final String SENTINEL = "vocoder.test.sentinel";

  @TempDir Path folder;

  private Path write(byte[] content) throws IOException {
    return Files.write(folder.resolve("hostile.bin"), content);
  }

  private static void assertRefused(Path path, String... words) {
    com.sun.management.ThreadMXBean memory =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long before = memory.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> GeneratorCheckpoint.read(path, Optional.empty()))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(path.getFileName().toString())
        .hasMessageContainingAll(words);
    assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(MAX_BYTES);
  }

  private void assertRefused(byte[] content, String... words) throws IOException {
    assertRefused(write(content), words);
  }

  private static byte[] plain(String opcodes) {
    return PickleBuilder.pickle().ops(opcodes).stop();
  }

  // CVE-2026-24747: SETITEM, SETITEMS and others on what is no dict corrupt PyTorch's memory.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "]K\1K\2s",
        "]q\0(K\1K\2u",
        ")K\1K\2s",
        "K\7K\1K\2s",
        "}K\1a",
        "}(K\1e",
        "NK\1K\2s",
        "}(K\1u",
        "]K\1\u0090",
        "](K\1\u0090",
        "}(K\1\u0090",
        "K\1K\2b",
        "N}b",
      })
  void opcodesOnWrongTypesAreRefused(String body) throws IOException {
    assertRefused(Archives.zip(plain(body), new byte[0]), "its pickle");
    assertRefused(Archives.legacy(plain(body), 0, new byte[0]), "its pickle");
  }

  @Test
  void itemsSetOnATensorAreRefused() throws IOException {
    PickleBuilder pickle =
        PickleBuilder.pickle()
            .tensor("FloatStorage", "0", 4, 0, new long[] {4}, new long[] {1})
            .ops("K\0K\1s");
    assertRefused(Archives.zip(pickle.stop(), Archives.little(1, 2, 3, 4)), "its pickle");
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 5, 8, 1L << 31, 1L << 61, (1L << 62) + 1})
  void storageCountsThatDoNotMatchTheBytesAreRefused(long count) throws IOException {
    byte[] pickle =
        PickleBuilder.pickle()
            .ops("}")
            .text("model.1.bias")
            .tensor("FloatStorage", "0", count, 0, new long[] {3}, new long[] {1})
            .ops("s")
            .stop();
    byte[] data = Archives.little(1, 2, 3, 4);
    assertThatThrownBy(() -> PyTorchFile.read(write(Archives.zip(pickle, data))))
        .isInstanceOf(CheckpointException.class);
    assertThatThrownBy(() -> PyTorchFile.read(write(Archives.legacy(pickle, count, data))))
        .isInstanceOf(CheckpointException.class);
  }

  // CVE-2025-32434: PyTorch read the oldest kind of archive without its restrictions.

  @Test
  void theOldestTarArchivesAreNotRead() throws IOException {
    byte[] evil =
        PickleBuilder.pickle().global("os", "system").ops("(").text("id").ops("tR").stop();
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String name : List.of("sys_info", "pickle", "storages", "tensors")) {
      files.put(name, evil);
    }
    assertRefused(Archives.tar(files), "PyTorch's format before 0.2");
  }

  @Test
  void polyglotsAreWhatTheyBeginAsAndNothingElse() throws IOException {
    byte[] evil =
        PickleBuilder.pickle().global("os", "system").ops("(").text("id").ops("tR").stop();
    byte[] good = Archives.zip(plain("}"), new byte[0]);
    byte[] bad = Archives.zip(evil, new byte[0]);
    byte[] legacy = Archives.legacy(plain("}"), 0, new byte[0]);
    assertRefused(joined(good, bad), "does not begin where its directory says");
    assertRefused(joined(bad, good), "does not begin where its directory says");
    assertRefused(joined(good, legacy), "its zip archive");
    assertRefused(joined(legacy, good), "it is damaged");
    assertRefused(joined(Archives.tar(Map.of("x", new byte[0])), good), "none of its files");
    assertRefused(joined(evil, good), "os.system");
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  // What scanners with lists of bad names let pass.

  @Test
  void fiveHundredGeneratedGlobalsAreRefusedAndNoneIsLookedUp() throws IOException {
    String[] modules = {
      "os",
      "nt",
      "posix",
      "builtins",
      "__builtin__",
      "subprocess",
      "sys",
      "timeit",
      "cProfile",
      "runpy",
      "pip",
      "idlelib.run",
      "torch.hub",
      "torch.jit",
      "torch._dynamo.guards",
      "torch.utils.bottleneck.__main__",
      "torch.serialization",
      "torch.storage",
      "numpy.testing",
      "numpy.f2py.crackfortran",
      "numpy",
      "functools",
      "operator",
      "java.lang.Runtime",
      GeneratorCheckpoint.class.getPackageName()
    };
    String[] names = {
      "system",
      "eval",
      "exec",
      "getattr",
      "load",
      "__import__",
      "run",
      "main",
      "partial",
      "attrgetter",
      "methodcaller",
      "runstring",
      "execWrapper",
      "_load_global_deps",
      "popen",
      "PrintStream",
      "PublishedAttacksTest$Sentinel",
      "open",
      "compile",
      "apply"
    };
    int tried = 0;
    for (String module : modules) {
      for (String name : names) {
        tried++;
        byte[] pickle =
            PickleBuilder.pickle()
                .text(module)
                .text(name)
                .raw(0x93)
                .text("id")
                .raw(0x85, 'R')
                .stop();
        assertRefused(Archives.zip(pickle, new byte[0]), "asks for " + module + "." + name);
      }
    }
    assertThat(tried).isEqualTo(500);
    assertThat(System.getProperty(SENTINEL)).as("a class that was looked up").isNull();
  }

  /** Leaves a trace if anything looks it up by the name that a file has. */
  @SuppressWarnings("unused")
  private static final class Sentinel {
    static {
      System.setProperty(SENTINEL, "looked up");
    }
  }

  @Test
  void whatIsPassedOverIsNotRunEither() throws IOException {
    for (String name : List.of("argparse\nNamespace", "pathlib\nPosixPath", "torch\ndevice")) {
      byte[] pickle =
          PickleBuilder.pickle().ops("c" + name + "\n(cos\nsystem\n").text("id").ops("tR").stop();
      assertRefused(Archives.zip(pickle, new byte[0]), "os.system");
    }
  }

  @Test
  void nothingIsTriedAgainMoreLooselyAfterARefusal() throws IOException {
    // A zip archive that is refused, in a folder with what other readers would fall back to.
    byte[] evil = PickleBuilder.pickle().global("os", "system").stop();
    Path refused = Files.write(folder.resolve("g_2"), Archives.zip(evil, new byte[0]));
    Files.write(folder.resolve("g_1"), Archives.zip(plain("}"), new byte[0]));
    assertRefused(folder, "os.system");
    assertRefused(refused, "os.system");
    byte[] tar = Archives.tar(Map.of("g_2", Files.readAllBytes(refused), "g_1", plain("}")));
    assertRefused(tar, "g_2", "os.system");
    assertRefused(Archives.gzip(tar), "os.system");
  }

  // CVE-2025-1944, CVE-2025-1945, CVE-2025-10156: an archive that readers understand differently.

  @ParameterizedTest
  @CsvSource({
    "6, 1", // flags: encrypted
    "6, 2", "7, 8", // flags: names in UTF-8, or not
    "8, 8", // method
    "14, 1", // checksum
    "18, 1", // length as it is stored
    "22, 1", // length
    "26, 1", // length of the name
    "30, 1", // name
    "0, 1", // signature
  })
  void headersThatDifferAreRefused(int at, int bit) throws IOException {
    byte[] zip = Archives.zip(plain("}"), Archives.little(1));
    assertThat(ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).getInt(0)).isEqualTo(0x04034b50);
    int second = indexOf(zip, "PK\3\4", 4);
    zip[second + at] ^= (byte) bit;
    assertRefused(zip, "zip archive");
    assertRefused(Archives.tar(Map.of("g", zip)), "zip archive");
  }

  @ParameterizedTest
  @CsvSource({"8, 1", "8, 8", "10, 8", "16, 1", "20, 1", "24, 1", "42, 1", "46, 1"})
  void directoriesThatDifferAreRefused(int at, int bit) throws IOException {
    byte[] zip = Archives.zip(plain("}"), Archives.little(1));
    int entry = indexOf(zip, "PK\1\2", indexOf(zip, "PK\1\2", 0) + 4);
    zip[entry + at] ^= (byte) bit;
    assertRefused(zip, "hostile.bin");
  }

  @Test
  void entriesThatOverlapAreRefused() throws IOException {
    byte[] zip = Archives.zip(plain("}"), plain("}"));
    int central = indexOf(zip, "PK\1\2", indexOf(zip, "PK\1\2", 0) + 4);
    Arrays.fill(zip, central + 42, central + 46, (byte) 0); // the second is where the first is
    assertRefused(zip, "zip archive");
  }

  private static int indexOf(byte[] bytes, String text, int from) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text, from);
  }

  // CVE-2025-23304, CVE-2026-24157: class names in configs were instantiated.

  @Test
  void targetsAndClassPathsAreOnlyText() throws IOException {
    byte[] archive = Files.readAllBytes(Golden.path("formats/nemo-hifigan/hifigan.nemo"));
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (TarArchiveInputStream in =
        new TarArchiveInputStream(new java.io.ByteArrayInputStream(archive))) {
      for (TarArchiveEntry each = in.getNextEntry(); each != null; each = in.getNextEntry()) {
        files.put(each.getName(), in.readAllBytes());
      }
    }
    String name =
        files.keySet().stream().filter(key -> key.endsWith("yaml")).findFirst().orElseThrow();
    String evil =
        """
        _target_: os.system
        command: touch owned
        class_path: subprocess.Popen
        target: java.lang.Runtime
        hook: !!python/object/apply:os.system [touch owned]
        script: !!javax.script.ScriptEngineManager [!!java.net.URL ["http://127.0.0.1:9/"]]
        """;
    String config = new String(files.get(name), StandardCharsets.UTF_8);
    files.put(name, (evil + config).getBytes(StandardCharsets.UTF_8));
    GeneratorCheckpoint model =
        GeneratorCheckpoint.read(write(Archives.tar(files)), Optional.empty());
    GeneratorCheckpoint original =
        GeneratorCheckpoint.read(
            Golden.path("formats/nemo-hifigan/hifigan.nemo"), Optional.empty());
    assertThat(model.config()).isEqualTo(original.config());
    assertThat(model.melFormat()).isEqualTo(original.melFormat());
  }

  @Test
  void metadataOfSafetensorsIsOnlyText() throws IOException {
    String header =
        "{\"__metadata__\":{\"_target_\":\"os.system\",\"class_path\":\"subprocess.Popen\"},"
            + "\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    try (ModelFile file = ModelFile.open(write(Archives.safetensors(header, Archives.little(1))))) {
      assertThat(file.metadata()).containsEntry("_target_", "os.system");
    }
  }

  // NeMo archives whose second member of a name replaces the first after it was scanned.

  @Test
  void duplicateMembersOfATarAreRefused() throws IOException {
    byte[] good = Archives.zip(plain("}"), new byte[0]);
    for (String twin :
        List.of("model_weights.ckpt", "./model_weights.ckpt", ".//model_weights.ckpt")) {
      byte[] tar =
          tar(new TarArchiveEntry("model_weights.ckpt"), good, new TarArchiveEntry(twin), good);
      assertRefused(tar, "holds 'model_weights.ckpt' twice");
      assertRefused(Archives.gzip(tar), "twice");
    }
  }

  // CVE-2025-0851: members that are written outside of the folder an archive is unpacked to.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/model.safetensors", "../model.safetensors", "a/../../model.safetensors",
        "C:\\model.safetensors", "C:/model.safetensors", "c:model.safetensors",
        "\\\\server\\share\\model.safetensors", "..\\model.safetensors", "a\\..\\model.safetensors"
      })
  void namesThatLeadElsewhereAreNotTaken(String name) throws IOException {
    String header = "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    byte[] tar =
        tar(
            new TarArchiveEntry(name, true),
            Archives.safetensors(header, Archives.little(1)),
            new TarArchiveEntry("README"),
            new byte[1]);
    assertRefused(tar, "none of its files is a PyTorch or safetensors file (it holds README)");
  }

  @ParameterizedTest
  @ValueSource(bytes = {TarConstants.LF_SYMLINK, TarConstants.LF_LINK, TarConstants.LF_FIFO})
  void linksInArchivesAreNotFollowed(byte type) throws IOException {
    TarArchiveEntry link = new TarArchiveEntry("model.safetensors", type);
    link.setLinkName(folder.resolve("secret").toString());
    Files.write(folder.resolve("secret"), Archives.zip(plain("}"), new byte[0]));
    assertRefused(
        tar(link, new byte[0], new TarArchiveEntry("README"), new byte[1]), "it holds README");
  }

  private static byte[] tar(
      TarArchiveEntry first, byte[] content, TarArchiveEntry second, byte[] other)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      add(tar, first, content);
      add(tar, second, other);
    }
    return out.toByteArray();
  }

  private static void add(TarArchiveOutputStream tar, TarArchiveEntry entry, byte[] content)
      throws IOException {
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  // CVE-2023-42503: a time of a million digits keeps a processor busy.

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "9", "-1e2147483647", "1.1"})
  @Timeout(20)
  void hugeTimesOfPaxHeadersAreReadOrRefusedAtOnce(String time) throws IOException {
    String value = time.length() < 4 ? time.repeat(100_000) : time;
    for (String key : List.of("mtime", "atime", "ctime", "LIBARCHIVE.creationtime", "size")) {
      String rest = " " + key + "=" + value + "\n";
      int length = rest.length() + String.valueOf(rest.length() + 6).length();
      byte[] header = (length + rest).getBytes(StandardCharsets.US_ASCII);
      TarArchiveEntry pax =
          new TarArchiveEntry("PaxHeader", TarConstants.LF_PAX_EXTENDED_HEADER_LC);
      byte[] tar = tar(pax, header, new TarArchiveEntry("README"), new byte[1]);
      assertRefused(tar, "hostile.bin");
    }
  }

  // Bombs.

  @Test
  void gzipBombsAreRefused() throws IOException {
    byte[] zeros = Archives.tar(Map.of("g", new byte[64 << 20]));
    assertRefused(Archives.gzip(zeros), "unpacks to more than");
    assertRefused(Archives.gzip(Archives.gzip(zeros)), "not a tar archive");
  }

  @Test
  void yamlBombsAreRefused() throws IOException {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String before = "*a%d".formatted(i - 1);
      laughs.append(
          "a%d: &a%d [%s]\n"
              .formatted(i, i, String.join(", ", java.util.Collections.nCopies(9, before))));
    }
    for (String bomb : List.of(laughs.toString(), "a: " + "[".repeat(500_000), "a: &a [*a]\n")) {
      byte[] tar =
          Archives.tar(
              Map.of(
                  "model_weights.ckpt",
                  Files.readAllBytes(Golden.path("generator/tiny-v1.pth")),
                  "model_config.yaml",
                  bomb.getBytes(StandardCharsets.UTF_8),
                  "config.json",
                  bomb.getBytes(StandardCharsets.UTF_8)));
      assertRefused(tar, "hostile.bin");
    }
  }

  @Test
  void hugeHeadersOfSafetensorsAreRefusedBeforeTheyAreRead() throws IOException {
    byte[] file = new byte[100_000_000];
    Arrays.fill(file, (byte) ' ');
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, file.length - 8);
    file[8] = '{';
    file[file.length - 1] = '}';
    assertRefused(file, "header claims 99999992 bytes");
  }

  @Test
  void metadataAndTensorsWithoutEndAreRefused() throws IOException {
    StringBuilder metadata = new StringBuilder("{\"__metadata__\":{\"k\":\"\"");
    StringBuilder tensors =
        new StringBuilder("{\"t\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
    for (int i = 0; i < 199_000; i++) {
      metadata.append(",\"").append(i).append("\":\"\"");
      tensors
          .append(",\"")
          .append(i)
          .append("\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
    }
    assertRefused(
        Archives.safetensors(metadata.append("}}").toString(), new byte[0]),
        "more than 10000 metadata");
    assertRefused(
        Archives.safetensors(tensors.append("}").toString(), new byte[0]),
        "more than 50000 tensors");
  }

  @Test
  void asManyEmptyTensorsAsAreAllowedAreReadInSeconds() throws IOException {
    StringBuilder tensors =
        new StringBuilder("{\"t\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
    for (int i = 1; i < 50_000; i++) {
      tensors
          .append(",\"a.conv_pre.")
          .append(i)
          .append(".conv_pre.weight\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}");
    }
    assertRefused(
        Archives.safetensors(tensors.append("}").toString(), new byte[0]),
        "is no BigVGAN, HiFi-GAN, MelGAN, Vocos");
  }

  @Test
  void layersThatShareOneStorageCannotMultiplyIt() throws IOException {
    int count = 1 << 18;
    PickleBuilder pickle = PickleBuilder.pickle().ops("}(");
    pickle
        .text("conv_pre.weight")
        .tensor("FloatStorage", "0", count, 0, new long[] {1}, new long[] {1});
    pickle
        .text("ups.0.weight")
        .tensor("FloatStorage", "0", count, 0, new long[] {1}, new long[] {1});
    for (int i = 0; i < 2000; i++) {
      pickle.text("resblocks." + i + ".convs.0.weight_g");
      pickle.tensor("FloatStorage", "0", count, 0, new long[] {1, 1, 1}, new long[] {1, 1, 1});
      pickle.text("resblocks." + i + ".convs.0.weight_v");
      pickle.tensor("FloatStorage", "0", count, 0, new long[] {1, 1, count}, new long[] {1, 1, 1});
    }
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("m/data.pkl", pickle.ops("u").stop());
    entries.put("m/data/0", new byte[4 * count]);
    Files.copy(Golden.path("generator/tiny-v1.config.json"), folder.resolve("config.json"));
    assertRefused(Archives.zip(entries, ZipEntry.STORED), "overlap");
  }

  @Test
  void textsThatAreRepeatedInTheProvenanceAreNotJoined() throws IOException {
    PickleBuilder pickle = PickleBuilder.pickle().ops("}").text("provenance").ops("}").text("a");
    pickle.ops("](").text("x".repeat(1 << 20)).ops("q\0" + "h\0".repeat(400) + "es");
    for (int i = 0; i < 40; i++) {
      pickle.text("key" + i).ops("h\0s");
    }
    assertRefused(
        Archives.zip(pickle.ops("s").stop(), new byte[0]), "says of itself 41943040 characters");
  }

  @Test
  void aConfigThatMultipliesBySharingIsRefused() throws IOException {
    PickleBuilder pickle = PickleBuilder.pickle().ops("}").text("generator").ops("}");
    for (String layer : List.of("conv_pre.weight", "ups.0.weight")) {
      pickle.text(layer).tensor("FloatStorage", "0", 1, 0, new long[] {1}, new long[] {1}).ops("s");
    }
    // Each level holds the one before twice.
    pickle.ops("s").text("config").ops("}").text("x");
    pickle.ops("(]q\0" + "](h\0h\0eq\0".repeat(18) + "tss");
    assertRefused(Archives.zip(pickle.stop(), Archives.little(1)), "more than 100000 values");
  }
}
