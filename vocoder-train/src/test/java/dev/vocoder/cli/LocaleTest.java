package dev.vocoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** File names in the plainest locale, which knows ASCII alone. */
@DisabledOnOs({OS.WINDOWS, OS.MAC}) // whose names are Unicode in every locale
class LocaleTest extends CommandLineFixture {
  private static final String UMLAUT = "f\\303\\274r.wav"; // as printf takes its two bytes

  /** Runs a command by a shell, which takes an argument's bytes as they are. */
  private String err(String command) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path err = folder.resolve("err");
    ProcessBuilder shell =
        new ProcessBuilder(
                "sh",
                "-c",
                "name=$(printf '%s'); touch \"$name\"; exec '%s' -cp \"$CLASSES\" %s %s"
                    .formatted(UMLAUT, java, Main.class.getName(), command))
            .directory(folder.toFile())
            .redirectError(err.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    shell.environment().put("LC_ALL", "C");
    shell.environment().put("CLASSES", System.getProperty("java.class.path"));
    Process process = shell.start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    return Files.readString(err);
  }

  @Test
  void aNameThatItCannotSayIsToldWithTheRemedy() throws IOException, InterruptedException {
    assertThat(err("resynthesize \"$name\" out.wav"))
        .startsWith("vocoder: The locale's encoding (")
        .contains(" cannot say the file name f")
        .contains("; run this with LC_ALL=C.UTF-8 in the environment.")
        .hasLineCount(1);
  }

  @Test
  void aListThatNamesOneIsToldToo() throws IOException, InterruptedException {
    Files.writeString(folder.resolve("list.txt"), "f\u00fcr\n");
    assertThat(err("evaluate --wavs . --list list.txt --report report"))
        .startsWith("vocoder: list.txt names f")
        .contains(", which is no file name in the locale's encoding (")
        .contains("start Java with LC_ALL=C.UTF-8")
        .hasLineCount(1);
  }
}
