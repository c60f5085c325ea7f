package dev.vocoder.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.internal.container.TensorView;
import dev.vocoder.internal.container.file.TarFolder;
import dev.vocoder.testing.Archives;
import dev.vocoder.testing.Golden;
import dev.vocoder.testing.Mutations;
import dev.vocoder.testing.PickleBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFileTest {
  private static final byte[] CONFIG = "a: 1\n".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  /** A pickle of {"x": the storage 0, whole}. */
  private static byte[] pickle(int count) {
    return PickleBuilder.pickle()
        .ops("}")
        .text("x")
        .tensor("FloatStorage", "0", count, 0, new long[] {count}, new long[] {1})
        .ops("s")
        .stop();
  }

  private static byte[] zip(float... values) {
    return Archives.zip(pickle(values.length), Archives.little(values));
  }

  private static byte[] legacy(float... values) {
    return Archives.legacy(pickle(values.length), values.length, Archives.little(values));
  }

  private static byte[] safetensors(float... values) {
    String header =
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[0,%d]}}"
            .formatted(values.length, 4 * values.length);
    return Archives.safetensors(header, Archives.little(values));
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static Map<String, TensorView> views(ModelFile file) {
    Map<String, TensorView> views = new LinkedHashMap<>();
    collect(file.root(), views);
    return views;
  }

  private static void collect(Object value, Map<String, TensorView> views) {
    if (value instanceof TensorView view) {
      views.put(String.valueOf(views.size()), view);
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(item -> collect(item, views));
    } else if (value instanceof List<?> list) {
      list.forEach(item -> collect(item, views));
    }
  }

  private static float[] values(Path path) {
    try (ModelFile file = ModelFile.open(path)) {
      return file.read(views(file)).get("0").values();
    }
  }

  private static String kind(Path path) {
    try (ModelFile file = ModelFile.open(path)) {
      return file.kind();
    }
  }

  private static void assertRefused(Path path, String... words) {
    assertThatThrownBy(() -> ModelFile.open(path))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(path.getFileName().toString())
        .hasMessageContainingAll(words);
  }

  private void assertRefused(byte[] content, String... words) throws IOException {
    assertRefused(write("hostile.bin", content), words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.wav", "config.json", "g_00000000", "x.nemo"})
  void formsAreToldByContentWhateverTheName(String name) throws IOException {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    contents.put("PyTorch zip archive", zip(1));
    contents.put("PyTorch legacy stream", legacy(1));
    contents.put("safetensors", safetensors(1));
    byte[] tar = Archives.tar(Map.of("weights.txt", zip(1)));
    contents.put("tar archive with a PyTorch zip archive", tar);
    contents.put("tar archive (gzip) with a PyTorch zip archive", Archives.gzip(tar));
    byte[] other = Archives.tar(Map.of("weights.txt", safetensors(1)));
    contents.put("tar archive with safetensors", other);
    for (Map.Entry<String, byte[]> each : contents.entrySet()) {
      Path path = write(name, each.getValue());
      try (ModelFile file = ModelFile.open(path)) {
        assertThat(file.kind()).isEqualTo(each.getKey());
        assertThat(file.path()).isEqualTo(path);
        assertThat(file.metadata()).isEmpty();
        assertThat(((Map<?, ?>) file.root()).get("x")).hasToString("TensorView[1]");
        assertThat(file.read(views(file)).get("0").values()).containsExactly(1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'<!DOCTYPE html><html>', a web page",
    "'version https://git-lfs.github.com/spec/v1\n', git-lfs pointer",
    "'{\"resblock\": \"1\"}', JSON",
    "'# A config.\nsampling_rate: 22050\n', YAML",
    "'\u0008\u0007\u0012\u0007pytorch', ONNX",
    "'\u0008\u0001\u0012\u0007saved', TensorFlow SavedModel",
    "'\u001c\0\0\0TFL3', TensorFlow Lite",
    "'GGUF\3', GGUF",
    "'\u0089HDF\r\n', HDF5",
    "'\u0093NUMPY', NumPy",
    "'RIFF\0\0\0\0WAVEfmt ', WAV",
    "'fLaC\0', recording",
    "'\u0089PNG\r\n', picture",
    "'%PDF-1.4', PDF",
    "'BZh91AY', bzip2",
    "'\u00fd7zXZ\0', xz",
    "'hello', begins with the bytes 68 65 6c 6c",
    "'PK\3\4 and nothing more', damaged or cut short",
    "'\u001f\u008b\u0008', cut short",
    "'', it is empty",
  })
  void otherFilesAreNamed(String content, String name) throws IOException {
    assertRefused(content.getBytes(StandardCharsets.ISO_8859_1), name);
  }

  @Test
  void archivesOfOtherThingsAreNamed() throws IOException {
    Map<String, byte[]> script = new LinkedHashMap<>();
    script.put("m/data.pkl", pickle(1));
    script.put("m/code/__torch__.py", CONFIG);
    byte[] torchScript = Archives.zip(script, ZipEntry.STORED);
    assertRefused(torchScript, "TorchScript");
    assertRefused(Archives.tar(Map.of("a.pt", torchScript)), "hostile.bin!a.pt", "TorchScript");
    assertRefused(Archives.gzip(zip(1)), "compressed with gzip", "not a tar archive");
    assertRefused(Archives.tar(Map.of()), "begins with the bytes 00");
    assertRefused(Archives.tar(Map.of("a.txt", CONFIG)), "none of its files", "a.txt");
    assertRefused(
        Archives.tar(
            Map.of("sys_info", CONFIG, "pickle", CONFIG, "storages", CONFIG, "tensors", CONFIG)),
        "before 0.2");
    assertRefused(PickleBuilder.pickle().ops("}").stop(), "not one of torch.save");
  }

  @Test
  void absentFilesAndEmptyAndForeignDirectoriesAreSaid() throws IOException {
    assertRefused(folder.resolve("absent"), "no such file");
    assertRefused(Files.createDirectory(folder.resolve("empty")), "it holds no files");
    Path saved = Files.createDirectory(folder.resolve("saved"));
    Files.write(saved.resolve("saved_model.pb"), CONFIG);
    assertRefused(saved, "TensorFlow SavedModel");
  }

  @Test
  void directoryIsItsOnlyModel() throws IOException {
    write("README.md", CONFIG);
    write("config.yml", CONFIG);
    write("stats.npy", Files.readAllBytes(Golden.path("formats/pwg-hifigan/stats.npy")));
    write("stats.pkl", PickleBuilder.pickle().ops("}").stop());
    write("mels.npz", Archives.zip(Map.of("mel.npy", CONFIG), ZipEntry.STORED));
    write("anything", legacy(7));
    try (ModelFile file = ModelFile.open(folder)) {
      assertThat(file.path()).isEqualTo(folder);
      assertThat(file.name()).isEqualTo(folder.resolve("anything").toString());
      assertThat(file.kind()).isEqualTo("PyTorch legacy stream");
      assertThat(file.beside("config.yml")).contains(CONFIG);
    }
    write("x.tar", Archives.tar(Map.of("a", zip(8))));
    assertThat(values(folder)).containsExactly(7);
    Files.delete(folder.resolve("anything"));
    assertThat(values(folder)).containsExactly(8);
  }

  @ParameterizedTest
  @CsvSource({
    "model.safetensors, pytorch_model.bin",
    "pytorch_model.bin, other.bin",
    "generator.ckpt, discriminator.ckpt",
    "best_model.pth, checkpoint_99.pth",
    "checkpoint-1000000steps.pkl, checkpoint-400000steps.pkl",
    "checkpoint_1000.pth.tar, checkpoint_999.pth",
    "g_00000010, g_00000009",
    "g_5, do_6",
    "best_netG.pt, netG.pt",
  })
  void bestKnownNameIsTaken(String taken, String left) throws IOException {
    write(taken, zip(1));
    write(left, zip(2));
    assertThat(values(folder)).containsExactly(1);
    byte[] tar = Archives.tar(Map.of("./" + left, zip(2), "./" + taken, zip(1)));
    assertThat(values(write("x.nemo", tar))).containsExactly(1);
  }

  @Test
  void severalModelsOfUnknownNamesAreListed() throws IOException {
    write("one.pth", zip(1));
    write("two.pth", zip(2));
    assertRefused(folder, "several model files (one.pth, two.pth)", "name the one to take");
    assertRefused(
        write("x.nemo", Archives.tar(Map.of("a/g_1", zip(1), "b/g_1", zip(2)))), "a/g_1, b/g_1");
  }

  @Test
  void goldenArchiveHasItsConfigInside() {
    try (ModelFile file = ModelFile.open(Golden.path("formats/nemo-hifigan/hifigan.nemo"))) {
      assertThat(file.kind()).isEqualTo("tar archive with a PyTorch zip archive");
      assertThat(file.name()).endsWith("hifigan.nemo!model_weights.ckpt");
      assertThat(((Map<?, ?>) file.root()).get("generator.conv_pre.weight_v"))
          .isInstanceOf(TensorView.class);
      Optional<ConfigFile> config = file.configBeside(List.of("config.json", "model_config.yaml"));
      assertThat(config.orElseThrow().has("generator")).isTrue();
      assertThat(file.beside("hifigan.nemo")).isEmpty();
    }
  }

  @Test
  void goldenDirectoryIsAModel() {
    Path directory =
        Golden.path("formats/hf-speecht5-hifigan/model.safetensors").toAbsolutePath().getParent();
    try (ModelFile file = ModelFile.open(directory)) {
      assertThat(file.kind()).isEqualTo("safetensors");
      assertThat(file.configBeside(List.of("args.yml", "config.json")).orElseThrow().has("mean"))
          .isFalse();
    }
  }

  @Test
  void filesBesideTheWeightsAreFoundInTheirFolderFirst() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("config.yml", new byte[] {0});
    files.put("./model/exp/g_1", zip(1));
    files.put("model/exp/config.yml", new byte[] {1});
    files.put("model/stats.npy", new byte[] {2});
    for (byte[] content : List.of(Archives.tar(files), Archives.gzip(Archives.tar(files)))) {
      try (ModelFile file = ModelFile.open(write("package", content))) {
        assertThat(file.beside("config.yml")).contains(new byte[] {1});
        assertThat(file.beside("stats.npy")).contains(new byte[] {2});
        assertThat(file.beside("absent")).isEmpty();
        assertThat(file.beside("model/stats.npy")).isEmpty();
      }
    }
  }

  @Test
  void namesThatLeadElsewhereFindNothing() throws IOException {
    Path directory = Files.createDirectory(folder.resolve("model"));
    write("secret", CONFIG);
    Files.write(directory.resolve("g_1"), zip(1));
    try (ModelFile file = ModelFile.open(directory.resolve("g_1"))) {
      for (String name : List.of("../secret", "", ".", "..", "a\\b", "/etc/passwd", "a\0b")) {
        assertThat(file.beside(name)).as(name).isEmpty();
      }
    }
  }

  @Test
  void configThatIsTooLongOrNoneIsRefused() throws IOException {
    byte[] huge = new byte[(1 << 20) + 1];
    byte[] tar =
        Archives.tar(
            Map.of(
                "g",
                zip(1),
                "long.yml",
                huge,
                "bad.json",
                "{".getBytes(StandardCharsets.US_ASCII)));
    write("long.yml", huge);
    write("bad.json", "{".getBytes(StandardCharsets.US_ASCII));
    for (Path path : List.of(write("g", zip(1)), write("tar", tar))) {
      try (ModelFile file = ModelFile.open(path)) {
        assertThatThrownBy(() -> file.configBeside(List.of("long.yml")))
            .isInstanceOf(CheckpointException.class)
            .hasMessageContainingAll("long.yml", "1048577 bytes");
        assertThatThrownBy(() -> file.configBeside(List.of("bad.json")))
            .isInstanceOf(ConfigException.class)
            .hasMessageContaining("bad.json is neither JSON nor YAML");
      }
    }
  }

  @Test
  void tensorsThatNobodyAsksForAreNotDecoded() throws IOException {
    byte[] pickle =
        PickleBuilder.pickle()
            .ops("(")
            .tensor("FloatStorage", "0", 1, 0, new long[] {1}, new long[] {1})
            .tensor("FloatStorage", "1", 1, 0, new long[] {1}, new long[] {1})
            .tensor("FloatStorage", "2", 9, 0, new long[] {9}, new long[] {1})
            .ops("t")
            .stop();
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("m/data.pkl", pickle);
    entries.put("m/data/0", Archives.little(1.5f));
    entries.put("m/data/1", "BAD!".getBytes(StandardCharsets.US_ASCII));
    byte[] zip = Archives.zip(entries, ZipEntry.STORED);
    try (ModelFile file = ModelFile.open(write("g", Archives.replaced(zip, "BAD!", "bad!")))) {
      Map<String, TensorView> views = views(file);
      assertThat(file.read(Map.of("good", views.get("0"))).get("good").values())
          .containsExactly(1.5f);
      assertThatThrownBy(() -> file.read(Map.of("bad", views.get("1"))))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("checksum");
      assertThatThrownBy(() -> file.read(Map.of("absent", views.get("2"))))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("lacks storage '2'");
      assertThat(file.read(Map.of("again", views.get("0"))).names()).containsExactly("again");
    }
  }

  @Test
  void viewsShareTheirStorageAndCannotMultiplyIt() throws IOException {
    PickleBuilder pickle = PickleBuilder.pickle().ops("(");
    for (int i = 0; i < 20; i++) {
      pickle.tensor("FloatStorage", "0", 2, 0, new long[] {100_000}, new long[] {0});
    }
    pickle.tensor("FloatStorage", "0", 2, 0, new long[] {2}, new long[] {1});
    pickle.tensor("FloatStorage", "0", 2, 0, new long[] {1, 2}, new long[] {2, 1});
    Path path = write("g", Archives.zip(pickle.ops("t").stop(), Archives.little(1, 2)));
    try (ModelFile file = ModelFile.open(path)) {
      Map<String, TensorView> views = views(file);
      StateDict shared = file.read(Map.of("a", views.get("20"), "b", views.get("21")));
      assertThat(shared.get("a").values()).isSameAs(shared.get("b").values());
      assertThatThrownBy(() -> file.read(views)).hasMessageContaining("overlap");
    }
  }

  @Test
  void viewsOfAnotherOrClosedFileAreRefused() throws IOException {
    ModelFile one = ModelFile.open(write("one", zip(1)));
    try (ModelFile two = ModelFile.open(write("two", zip(1, 2)))) {
      Map<String, TensorView> views = views(one);
      assertThatThrownBy(() -> two.read(views)).isInstanceOf(IllegalArgumentException.class);
      one.close();
      one.close();
      assertThatThrownBy(() -> one.read(views)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void whatCannotBeDeletedKeepsNothingElseInTheTemporaryFolder() throws IOException {
    Path archive = folder.resolve("two.tar");
    Files.write(archive, Archives.tar(Map.of("a.bin", new byte[10], "b.bin", new byte[10])));
    TarFolder tar = TarFolder.open(archive, false);
    Path stuck = tar.onDisk("a.bin");
    Path other = tar.onDisk("b.bin");
    Files.delete(stuck);
    Path inside = Files.createFile(Files.createDirectory(stuck).resolve("in it"));
    tar.close();
    assertThat(other).doesNotExist();
    Files.delete(inside);
    Files.delete(stuck);
  }

  private static long temporaryFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(file -> file.getFileName().toString().startsWith("vocoder-")).count();
    }
  }

  @Test
  void nothingUnpackedIsLeftBehind() throws IOException {
    long before = temporaryFiles();
    byte[] tar = Archives.tar(Map.of("g", zip(1)));
    try (ModelFile file = ModelFile.open(write("g", Archives.gzip(tar)))) {
      assertThat(temporaryFiles()).isEqualTo(before + 2);
      assertThat(file.kind()).contains("gzip");
    }
    assertRefused(Archives.gzip(Archives.tar(Map.of("a", CONFIG))), "none of its files");
    assertRefused(Archives.tar(Map.of("g", PickleBuilder.pickle().stop(), "h", tar)), "none");
    byte[] damaged = Archives.tar(Map.of("g", Archives.replaced(zip(1), "data/0", "data/1")));
    assertThatThrownBy(() -> values(write("damaged", damaged)))
        .isInstanceOf(CheckpointException.class);
    assertThat(temporaryFiles()).isEqualTo(before);
  }

  @Test
  void bombsAreRefused() throws IOException {
    byte[] zeros = Archives.tar(Map.of("g", new byte[32 << 20]));
    assertRefused(Archives.gzip(zeros), "unpacks to more than");
    Map<String, byte[]> many = new LinkedHashMap<>();
    for (int i = 0; i <= 10_000; i++) {
      many.put("f" + i, new byte[0]);
    }
    assertRefused(Archives.tar(many), "more than 10000 entries");
    assertRefused(
        tarOf("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME, new byte[2 << 20]),
        "a header of more than 1048576 bytes");
  }

  private static byte[] tarOf(String name, byte type, byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      TarArchiveEntry entry = new TarArchiveEntry(name, type);
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return out.toByteArray();
  }

  @Test
  void linksAndNamesThatLeadOutAreIgnored() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      for (byte link : new byte[] {TarConstants.LF_SYMLINK, TarConstants.LF_LINK}) {
        TarArchiveEntry entry = new TarArchiveEntry("config.yml", link);
        entry.setLinkName("/etc/passwd");
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
      }
    }
    byte[] links = out.toByteArray();
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("../model.safetensors", safetensors(2));
    files.put("a/../../config.yml", CONFIG);
    files.put("/model.safetensors", safetensors(3));
    files.put("good", zip(1));
    byte[] plain = Archives.tar(files);
    byte[] both = java.util.Arrays.copyOf(links, 2 * 512 + plain.length);
    System.arraycopy(plain, 0, both, 2 * 512, plain.length);
    try (ModelFile file = ModelFile.open(write("x", both))) {
      assertThat(file.name()).endsWith("x!good");
      assertThat(file.beside("config.yml")).isEmpty();
    }
  }

  @Test
  void zipWithinTarIsCheckedAsAnyOther() throws IOException {
    assertRefused(
        Archives.tar(
            Map.of(
                "g", Archives.zip(PickleBuilder.pickle().global("os", "system").stop(), CONFIG))),
        "!g is not a usable model file: it asks for os.system");
    byte[] cut = Archives.tar(Map.of("g", zip(new float[10_000])));
    assertRefused(java.util.Arrays.copyOf(cut, cut.length / 2), "cut short");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip", "legacy", "safetensors", "tar", "gzip"})
  @Timeout(600)
  void mutationsAreReadOrRefusedInWords(String form) throws IOException {
    byte[] inTar = Archives.tar(Map.of("g", zip(1, 2, 3), "config.yml", CONFIG));
    byte[] content =
        switch (form) {
          case "zip" -> zip(1, 2, 3);
          case "legacy" -> legacy(1, 2, 3);
          case "safetensors" -> safetensors(1, 2, 3);
          case "tar" -> inTar;
          default -> Archives.gzip(inTar);
        };
    int[] read = new int[1];
    Mutations.of(
        content,
        1000,
        form.length(),
        mutant -> {
          try (ModelFile file = ModelFile.open(write("mutant", mutant))) {
            file.read(views(file));
            file.beside("config.yml");
            read[0]++;
          } catch (CheckpointException e) {
            assertThat(e).hasMessageContaining("mutant");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    assertThat(read[0]).as("variants that were read").isLessThan(1000);
  }

  @Test
  void kindOfADirectoryIsThatOfItsFile() throws IOException {
    write("g", zip(1));
    assertThat(kind(folder)).isEqualTo("PyTorch zip archive");
  }
}
