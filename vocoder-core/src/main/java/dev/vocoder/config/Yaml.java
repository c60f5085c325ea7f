package dev.vocoder.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * YAML as the tree of JSON that it means. Tags that name classes are passed over: a mapping is a
 * mapping whatever Python object it was, and nothing is ever instantiated.
 */
final class Yaml {
  private static final int MAX_NODES = 100_000; // an alias may repeat a node that repeats others
  private static final int MAX_DEPTH = 100;

  /** What YAML 1.1, and so Python, takes for truth values, and YAML 1.2 for texts. */
  private static final Set<String> PYTHONS_TRUTH = Set.of("True", "TRUE", "False", "FALSE");

  private int nodes;

  private Yaml() {}

  /**
   * Parses a document.
   *
   * @param text the YAML
   * @throws YamlEngineException if it is not YAML, or larger than any config
   */
  public static JsonElement parse(String text) {
    LoadSettings settings = LoadSettings.builder().setAllowDuplicateKeys(true).build();
    return new Compose(settings)
        .composeString(text)
        .map(node -> new Yaml().element(node, 0))
        .orElse(JsonNull.INSTANCE);
  }

  private JsonElement element(Node node, int depth) {
    nodes++;
    if (nodes > MAX_NODES || depth > MAX_DEPTH) {
      throw new YamlEngineException("it repeats or nests itself without end");
    }
    if (node instanceof MappingNode mapping) {
      JsonObject object = new JsonObject();
      for (NodeTuple entry : mapping.getValue()) {
        if (entry.getKeyNode() instanceof ScalarNode key) {
          object.add(key.getValue(), element(entry.getValueNode(), depth + 1));
        }
      }
      return object;
    }
    if (node instanceof SequenceNode sequence) {
      JsonArray array = new JsonArray();
      sequence.getValue().forEach(item -> array.add(element(item, depth + 1)));
      return array;
    }
    return scalar((ScalarNode) node);
  }

  private static JsonElement scalar(ScalarNode node) {
    String text = node.getValue();
    if (node.getTag().equals(Tag.NULL)) {
      return JsonNull.INSTANCE;
    }
    if (node.getTag().equals(Tag.BOOL)) {
      return new JsonPrimitive(Boolean.parseBoolean(text));
    }
    if (node.getTag().equals(Tag.INT) || node.getTag().equals(Tag.FLOAT)) {
      try {
        return new JsonPrimitive(new BigDecimal(text));
      } catch (NumberFormatException e) {
        return new JsonPrimitive(text); // an infinity, or a number of another base
      }
    }
    if (node.isPlain() && PYTHONS_TRUTH.contains(text)) {
      return new JsonPrimitive(text.equalsIgnoreCase("true"));
    }
    return new JsonPrimitive(text);
  }
}
