package dev.vocoder.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.vocoder.FileException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  private static final byte[] NEW = {1, 2, 3};

  @TempDir Path directory;

  @Test
  void filesAreCreatedAndReplacedAndNothingElseIsLeft() throws IOException {
    Path file = directory.resolve("file");
    AtomicFile.write(file, out -> out.write(NEW));
    assertThat(file).hasBinaryContent(NEW);
    AtomicFile.write(file, out -> out.write(9));
    assertThat(file).hasBinaryContent(new byte[] {9});
    assertThat(directory).isDirectoryContaining(file::equals);
    assertThat(directory.toFile().list()).containsExactly("file");
  }

  @Test
  void theLongestNamesCanBeWritten() {
    Path file = directory.resolve("n".repeat(255));
    AtomicFile.write(file, out -> out.write(NEW));
    assertThat(file).hasBinaryContent(NEW);
  }

  @Test
  void aFailureInTheMiddleLeavesTheOldContentAndNoOtherFile() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "old");
    byte[] much = new byte[1 << 20];

    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(much);
                      throw new IOException("the disk is full");
                    }))
        .isInstanceOf(FileException.class)
        .hasMessage("Cannot write %s: the disk is full.", file);
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(much);
                      throw new IllegalStateException("a bug");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a bug");

    assertThat(file).hasContent("old");
    assertThat(directory.toFile().list()).containsExactly("file");
  }

  @Test
  void readersSeeTheOldContentUntilTheNewIsWhole() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "old");
    AtomicFile.write(
        file,
        out -> {
          out.write(NEW);
          out.flush();
          assertThat(file).hasContent("old");
        });
    assertThat(file).hasBinaryContent(NEW);
  }

  @Test
  void whatTheContentLacksIsNotBlamedOnTheTarget() {
    Path file = directory.resolve("file");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      throw new FileNotFoundException("source.wav is gone");
                    }))
        .isInstanceOf(FileException.class)
        .hasMessage("Cannot write %s: source.wav is gone.", file);
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      throw new NoSuchFileException("source.wav");
                    }))
        .isInstanceOf(FileException.class)
        .hasMessageNotContaining("directory");
  }

  @Test
  void targetsThatAreDirectoriesOrInNoneAreRefused() throws IOException {
    assertThatThrownBy(() -> AtomicFile.write(directory, out -> out.write(NEW)))
        .isInstanceOf(FileException.class)
        .hasMessage("Cannot write %s: it is a directory; name a file.", directory);
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> AtomicFile.write(missing.resolve("file"), out -> out.write(NEW)))
        .isInstanceOf(FileException.class)
        .hasMessageContaining(missing + " does not exist; create that directory first");
    Path plain = Files.writeString(directory.resolve("plain"), "old");
    assertThatThrownBy(() -> AtomicFile.write(plain.resolve("file"), out -> out.write(NEW)))
        .isInstanceOf(FileException.class)
        .hasMessageContaining(plain + " is not a directory");
    assertThat(plain).hasContent("old");
  }

  @Test
  void linksStayAndTheirTargetIsReplaced() throws IOException {
    Path file =
        Files.writeString(Files.createDirectory(directory.resolve("real")).resolve("f"), "");
    Path link = directory.resolve("link");
    Files.createSymbolicLink(link, Path.of("real", "f"));
    AtomicFile.write(link, out -> out.write(NEW));
    assertThat(link).isSymbolicLink();
    assertThat(file).hasBinaryContent(NEW);
    assertThat(directory.toFile().list()).containsExactlyInAnyOrder("link", "real");
    assertThat(file.getParent().toFile().list()).containsExactly("f");
  }

  @Test
  void linksToNothingAreRefused() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("missing"));
    assertThatThrownBy(() -> AtomicFile.write(link, out -> out.write(NEW)))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("a link to a file that is not there");
    assertThat(link).isSymbolicLink();
    assertThat(directory.toFile().list()).containsExactly("link");
  }

  @Test
  void directoriesWithoutWritePermissionAreRefused() throws IOException {
    Path locked = Files.createDirectory(directory.resolve("locked"));
    PosixFileAttributeView view = Files.getFileAttributeView(locked, PosixFileAttributeView.class);
    assumeFalse(view == null, "the file system has no POSIX permissions");
    view.setPermissions(PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeFalse(Files.isWritable(locked), "this user may write everywhere");

    assertThatThrownBy(() -> AtomicFile.write(locked.resolve("file"), out -> out.write(NEW)))
        .isInstanceOf(FileException.class)
        .hasMessageContaining("permission denied for " + locked);
  }
}
