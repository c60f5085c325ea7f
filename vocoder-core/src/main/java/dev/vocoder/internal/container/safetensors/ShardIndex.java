package dev.vocoder.internal.container.safetensors;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.vocoder.internal.container.MalformedException;
import dev.vocoder.internal.container.Text;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file that says in which part of a model each tensor lies, as Hugging Face writes it. */
public final class ShardIndex {
  private static final int MAX_BYTES = 1 << 22;
  private static final int MAX_PARTS = 1000;
  private static final String END = ".index.json";
  private static final Pattern PART = Pattern.compile("(.+)-\\d{5}-of-\\d{5}(\\.\\w+)");

  /** The names that are known, the first of them first. */
  private static final List<String> KNOWN =
      List.of("model.safetensors" + END, "pytorch_model.bin" + END);

  private ShardIndex() {}

  /** Says whether a file is an index by its name. */
  public static boolean isIndex(String name) {
    return name.endsWith(END);
  }

  /** Returns the name of the index of a part, if a name is one of a part. */
  public static Optional<String> ofPart(String name) {
    Matcher part = PART.matcher(name);
    return part.matches() ? Optional.of(part.group(1) + part.group(2) + END) : Optional.empty();
  }

  /** Returns the index to take of those among files, if there is one. */
  public static Optional<String> among(Collection<String> names) {
    Optional<String> known = KNOWN.stream().filter(names::contains).findFirst();
    return known.isPresent() ? known : names.stream().filter(ShardIndex::isIndex).findFirst();
  }

  /**
   * Reads an index.
   *
   * @param file the index
   * @return the name of the file of each tensor; plain names
   * @throws MalformedException if it is none
   */
  public static Map<String, String> read(Path file) throws IOException {
    JsonElement tree;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new MalformedException("it is longer than any index of tensors");
      }
      tree = JsonParser.parseString(new String(content, StandardCharsets.UTF_8));
    } catch (JsonParseException | StackOverflowError e) {
      throw new MalformedException("it is no JSON; copy or download it again", e);
    }
    if (!(tree instanceof JsonObject object
        && object.get("weight_map") instanceof JsonObject map
        && map.size() > 0)) {
      throw new MalformedException("it has no weight_map, which says where each tensor lies");
    }
    Map<String, String> parts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> each : map.entrySet()) {
      String part = each.getValue().isJsonPrimitive() ? each.getValue().getAsString() : "";
      if (part.isEmpty() || part.equals("..") || part.matches("(?s).*[/\\\\\\x00].*")) {
        throw new MalformedException(
            "it places tensor %s in %s, which is no name of a file beside it"
                .formatted(Text.quoted(each.getKey()), Text.quoted(part)));
      }
      parts.put(each.getKey(), part);
    }
    if (parts.values().stream().distinct().count() > MAX_PARTS) {
      throw new MalformedException("it names more than %d files".formatted(MAX_PARTS));
    }
    return parts;
  }
}
