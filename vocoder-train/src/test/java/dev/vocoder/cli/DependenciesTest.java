package dev.vocoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What an application gets that depends on the trainer. */
class DependenciesTest {

  /** Returns the dependencies that an application gets too, and their scopes. */
  private static Map<String, String> handedOn() throws Exception {
    NodeList nodes =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of("pom.xml").toFile())
            .getElementsByTagName("dependency");
    Map<String, String> handedOn = new TreeMap<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      Element dependency = (Element) nodes.item(i);
      String scope = text(dependency, "scope", "compile");
      if (!scope.equals("test") && !text(dependency, "optional", "false").equals("true")) {
        handedOn.put(text(dependency, "artifactId", ""), scope);
      }
    }
    return handedOn;
  }

  private static String text(Element dependency, String name, String otherwise) {
    NodeList found = dependency.getElementsByTagName(name);
    return found.getLength() == 0 ? otherwise : found.item(0).getTextContent();
  }

  @Test
  void theCommandLinesOwnAreNotHandedOn() throws Exception {
    assertThat(handedOn())
        .isEqualTo(
            Map.of(
                "vocoder-core", "compile",
                "commons-math3", "compile",
                "protobuf-java", "compile",
                "slf4j-api", "compile"));
  }
}
