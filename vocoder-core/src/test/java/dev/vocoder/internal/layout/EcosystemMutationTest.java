package dev.vocoder.internal.layout;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.vocoder.CheckpointException;
import dev.vocoder.checkpoint.GeneratorCheckpoint;
import dev.vocoder.testing.EcosystemModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged checkpoints of every ecosystem: each is refused with a {@link CheckpointException} or
 * loads, in bounded time and memory.
 */
class EcosystemMutationTest {
  private static final long MAX_BYTES = 1L << 30; // allocated in all for one file
  private static final long MAX_NANOS = 10_000_000_000L;
  private static final Pattern NAME = Pattern.compile("[a-z_]+[0-9]?(\\.[A-Za-z0-9_]+)+");

  @TempDir Path folder;

  private final Random random = new Random(7);
  private int refused;
  private int loaded;

  @Test
  void damageIsRefusedOrDoesNoHarm() throws IOException {
    mutate(20);
    assertThat(refused).isGreaterThan(200);
    assertThat(loaded).isGreaterThan(5);
  }

  @Test
  @Tag("long")
  void twentyThousandDamagedFiles() throws IOException {
    mutate(1050);
    assertThat(refused + loaded).isGreaterThan(20_000);
  }

  private void mutate(int timesEach) throws IOException {
    int number = 0;
    for (EcosystemModel model : EcosystemModel.all()) {
      Path own = Files.createDirectory(folder.resolve("model" + number++));
      Path file = model.copyTo(own);
      byte[] content = Files.readAllBytes(file);
      Map<String, byte[]> entries = entries(file);
      for (int i = 0; i < timesEach; i++) {
        Files.write(file, mutant(content, entries));
        open(file, model + ", mutant " + i);
      }
    }
  }

  private void open(Path file, String name) {
    ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = memory.getCurrentThreadAllocatedBytes();
    long start = System.nanoTime();
    try {
      GeneratorCheckpoint.read(file, Optional.empty());
      loaded++;
    } catch (CheckpointException e) {
      assertThat(e.getMessage()).as(name).isNotBlank();
      refused++;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(name, e);
    }
    assertThat(System.nanoTime() - start).as(name + ", time").isLessThan(MAX_NANOS);
    assertThat(memory.getCurrentThreadAllocatedBytes() - allocated)
        .as(name + ", memory")
        .isLessThan(MAX_BYTES);
  }

  /** Returns what is in a zip archive; nothing for another file. */
  private static Map<String, byte[]> entries(Path file) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    } catch (ZipException e) {
      return Map.of();
    }
    return entries;
  }

  private byte[] mutant(byte[] content, Map<String, byte[]> entries) throws IOException {
    return switch (random.nextInt(entries.isEmpty() ? 5 : 6)) {
      case 0 -> Arrays.copyOf(content, random.nextInt(content.length));
      case 1 -> flipped(content, content.length);
      case 2 -> flipped(content, Math.min(content.length, 20_000)); // where structure is
      case 3 -> swappedNames(content);
      case 4 -> hugeNumber(content);
      default -> repacked(entries);
    };
  }

  private byte[] flipped(byte[] content, int reach) {
    byte[] mutant = content.clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      mutant[random.nextInt(reach)] ^= (byte) (1 << random.nextInt(8));
    }
    return mutant;
  }

  /** Swaps two names of tensors that are as long as each other. */
  private byte[] swappedNames(byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    TreeSet<String> names = new TreeSet<>();
    Matcher matcher = NAME.matcher(text);
    while (matcher.find() && names.size() < 500) {
      names.add(matcher.group());
    }
    List<String> all = new ArrayList<>(names);
    String one = all.get(random.nextInt(all.size()));
    List<String> others =
        all.stream().filter(n -> n.length() == one.length() && !n.equals(one)).toList();
    if (others.isEmpty()) {
      return flipped(content, content.length);
    }
    String other = others.get(random.nextInt(others.size()));
    String mark = "\u0001".repeat(one.length());
    return text.replace(one, mark)
        .replace(other, one)
        .replace(mark, other)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Puts a huge or negative number somewhere near the start, as lengths and shapes are there. */
  private byte[] hugeNumber(byte[] content) {
    byte[] mutant = content.clone();
    int at = random.nextInt(Math.min(mutant.length - 8, 20_000));
    int bytes = 1 << random.nextInt(4);
    Arrays.fill(mutant, at, at + bytes, (byte) (random.nextBoolean() ? 0xff : 0x7f));
    return mutant;
  }

  /** Changes the pickle of an archive, whose checksums are right again afterwards. */
  private byte[] repacked(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        byte[] bytes = each.getValue();
        if (each.getKey().endsWith("data.pkl")) {
          bytes =
              switch (random.nextInt(3)) {
                case 0 -> flipped(bytes, bytes.length);
                case 1 -> swappedNames(bytes);
                default -> hugeNumber(bytes);
              };
        }
        ZipEntry entry = new ZipEntry(each.getKey());
        CRC32 crc = new CRC32();
        crc.update(bytes);
        entry.setMethod(ZipEntry.STORED);
        entry.setCrc(crc.getValue());
        entry.setSize(bytes.length);
        zip.putNextEntry(entry);
        zip.write(bytes);
      }
    }
    return out.toByteArray();
  }
}
