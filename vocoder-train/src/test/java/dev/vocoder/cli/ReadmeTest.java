package dev.vocoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.Waveform;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  private int compile(Path source) {
    String classPath = System.getProperty("java.class.path");
    return ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, "-cp", classPath, "-d", folder.toString(), source.toString());
  }

  @Test
  void javaExampleCompilesAndVocodesTheBundledClip() throws Exception {
    Matcher example = JAVA.matcher(readme());
    assertThat(example.find()).isTrue();
    Path source = Files.writeString(folder.resolve("Example.java"), example.group(1));
    assertThat(compile(source)).isZero();

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
  void theDefaultModelIsSeenAndHeard() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/default-model/evaluation.html"));
    for (String system : List.of("Original", "default model", "LJ_V2", "Griffin-Lim")) {
      assertThat(page)
          .contains("<figcaption>" + system + "</figcaption>")
          .contains("aria-label=\"" + system + " of lj/LJ050-0251\" src=\"data:audio/wav;base64,");
    }
    assertThat(page.split("href=\"data:image/png;base64,", -1)).hasSize(1 + 2 * 4);
  }

  @Test
  void theDependenciesAreThoseOfThisVersion() throws IOException {
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    Matcher version = Pattern.compile("<version>([^<]*)</version>").matcher(pom);
    Matcher libTorch = Pattern.compile("<libtorch.version>([^<]*)<").matcher(pom);
    assertThat(version.find() && libTorch.find()).isTrue();
    assertThat(readme())
        .contains("<artifactId>vocoder-core</artifactId>\n    <version>" + version.group(1) + "<")
        .contains(
            "<artifactId>pytorch-native-cpu</artifactId>\n    <version>" + libTorch.group(1) + "<")
        .contains("<maven.compiler.release>17</maven.compiler.release>");
  }

  @Test
  void trainingExampleCompiles() throws IOException {
    Matcher example = JAVA.matcher(readme());
    assertThat(example.find()).isTrue();
    assertThat(example.find()).isTrue();
    String program =
        """
        import dev.vocoder.Precision;
        import dev.vocoder.train.*;
        import dev.vocoder.train.data.Recordings;
        import dev.vocoder.train.report.RunPage;
        import dev.vocoder.train.vocoder.*;
        import java.nio.file.Path;
        import java.util.Optional;
        class Training { void run() { %s } }
        """;
    Path source =
        Files.writeString(folder.resolve("Training.java"), program.formatted(example.group(1)));
    assertThat(compile(source)).isZero();
  }

  @Test
  void conversionExampleCompiles() throws IOException {
    String text = readme();
    Matcher example = JAVA.matcher(text.substring(text.indexOf("## Voice conversion")));
    assertThat(example.find()).isTrue();
    String program =
        """
        import dev.vocoder.*;
        import java.nio.file.Path;
        class Conversion { void run() { %s } }
        """;
    Path source =
        Files.writeString(folder.resolve("Conversion.java"), program.formatted(example.group(1)));
    assertThat(compile(source)).isZero();
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
