package dev.vocoder.internal.container.torch;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes PyTorch's zip container: stored entries below one root folder. */
public final class TorchArchive {
  private static final String ROOT = "archive/";

  private final ZipOutputStream zip;

  /**
   * Begins an archive.
   *
   * @param out where it goes; left open
   */
  public TorchArchive(OutputStream out) {
    zip = new ZipOutputStream(out);
  }

  /**
   * Adds a file.
   *
   * @param name its path below the root folder
   * @param content its bytes
   * @throws IOException if it cannot be written
   */
  public void add(String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(ROOT + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /**
   * Ends the archive.
   *
   * @throws IOException if it cannot be written
   */
  public void finish() throws IOException {
    zip.finish();
  }
}
