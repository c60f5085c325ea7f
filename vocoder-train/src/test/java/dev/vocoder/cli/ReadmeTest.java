package dev.vocoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.Waveform;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern SHELL = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path folder;

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }

  @Test
  void javaExampleCompilesAndVocodesTheBundledClip() throws Exception {
    Matcher example = JAVA.matcher(readme());
    assertThat(example.find()).isTrue();
    Path source = Files.writeString(folder.resolve("Example.java"), example.group(1));
    String classPath = System.getProperty("java.class.path");
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", classPath, "-d", folder.toString(), source.toString());
    assertThat(status).isZero();

    Path output = folder.resolve("out.wav");
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      String[] arguments = {ROOT.resolve("docs/speech.wav").toString(), output.toString()};
      loader
          .loadClass("Example")
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
    }
    Waveform clip = Waveform.read(ROOT.resolve("docs/speech.wav"));
    assertThat(Waveform.read(output).length()).isEqualTo(clip.length() / 256 * 256);
  }

  @Test
  void continuousIntegrationRunsTheTestCommand() throws IOException {
    Matcher commands = SHELL.matcher(readme());
    assertThat(commands.find()).isTrue();
    assertThat(commands.group(1)).contains("docs/speech.wav");
    assertThat(commands.find()).isTrue();
    assertThat(Files.readString(ROOT.resolve(".ci/run"))).contains(commands.group(1).strip());
  }
}
