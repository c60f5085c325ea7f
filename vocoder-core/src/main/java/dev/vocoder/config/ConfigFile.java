package dev.vocoder.config;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.vocoder.ConfigException;
import dev.vocoder.internal.container.Text;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Settings by name, in JSON or YAML, whose complaints name the key and the file. It remembers which
 * keys it was asked for, and so is for one thread at a time.
 */
public final class ConfigFile {
  private static final long MAX_BYTES = 1 << 20;
  private static final Pattern PLACE = Pattern.compile("line (\\d{1,9}) column (\\d{1,9})");

  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?+(?:\\d{1,400}+\\.?+\\d{0,400}+|\\.\\d{1,400}+)(?:[eE][-+]?+\\d{1,9}+)?+");
  private static final int MAX_VALUES = 100_000;

  private final String name;
  private final JsonObject json;
  private final Set<String> asked = new LinkedHashSet<>();
  private final Map<String, ConfigFile> objects = new LinkedHashMap<>();

  private ConfigFile(String name, JsonObject json) {
    this.name = name;
    this.json = json;
  }

  /**
   * Reads a file.
   *
   * @param file a file of JSON or YAML
   * @throws ConfigException if it cannot be read or holds no settings
   */
  public static ConfigFile read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ConfigException(
            "%s is %d bytes long; a config has a few hundred.".formatted(file, Files.size(file)));
      }
      return parse(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          "%s does not exist; put the model's config there, or name it.".formatted(file), e);
    } catch (IOException e) {
      throw new ConfigException("Cannot read %s: %s.".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Parses the content of a file.
   *
   * @param content a text in UTF-8 or UTF-16, with or without a byte-order mark
   * @param name where it comes from, for messages
   * @throws ConfigException if it holds no settings
   */
  public static ConfigFile parse(byte[] content, String name) {
    return parse(ConfigText.decode(content, name), name);
  }

  /**
   * Parses a text. Comments and trailing commas in JSON are passed over.
   *
   * @param text JSON if it begins with a brace, else YAML
   * @param name where it comes from, for messages
   * @throws ConfigException if it holds no settings, saying where it goes wrong
   */
  public static ConfigFile parse(String text, String name) {
    if (text.isBlank()) {
      throw new ConfigException(name + " is empty; copy or download it again.");
    }
    boolean isJson = ConfigText.isJson(text);
    try {
      JsonElement tree =
          isJson ? JsonParser.parseString(ConfigText.plainJson(text)) : Yaml.parse(text);
      if (!tree.isJsonObject()) {
        throw new ConfigException(name + " holds no settings by name; pass the model's config.");
      }
      return new ConfigFile(name, tree.getAsJsonObject());
    } catch (JsonParseException | YamlEngineException | StackOverflowError e) {
      throw new ConfigException(
          "%s is neither JSON nor YAML%s; pass the model's config."
              .formatted(name, isJson ? jsonFault(text, e) : yamlFault(e)),
          e);
    }
  }

  /** Returns where the parser stopped, and at which words. */
  private static String jsonFault(String text, Throwable fault) {
    Matcher place = PLACE.matcher(String.valueOf(fault.getMessage()));
    if (!place.find()) {
      return "";
    }
    int line = Integer.parseInt(place.group(1));
    return ": its JSON breaks off at line %d, column %s%s"
        .formatted(line, place.group(2), shownLine(text, line));
  }

  private static String shownLine(String text, int line) {
    String found = text.lines().skip(line - 1L).findFirst().orElse("").strip();
    return found.isEmpty() ? "" : " (" + Text.shown(found) + ")";
  }

  private static String yamlFault(Throwable fault) {
    if (!(fault instanceof MarkedYamlEngineException marked) || marked.getProblemMark().isEmpty()) {
      return "";
    }
    Mark mark = marked.getProblemMark().get();
    return ": its YAML breaks off at line %d, column %d (%s)"
        .formatted(mark.getLine() + 1, mark.getColumn() + 1, Text.shown(marked.getProblem()));
  }

  /**
   * Takes the config that a checkpoint holds; what is not a plain value is passed over.
   *
   * @param values a dict of a file's tree
   * @param name where it comes from, for messages
   */
  public static ConfigFile of(Map<?, ?> values, String name) {
    return new ConfigFile(name, tree(values, new int[1]).getAsJsonObject());
  }

  /**
   * Copies a tree.
   *
   * @param copied how many values were copied before; parts of a tree that hold one another become
   *     as many copies
   */
  private static JsonElement tree(Object value, int[] copied) {
    copied[0]++;
    if (copied[0] > MAX_VALUES) {
      throw new ConfigException(
          "The config in the checkpoint has more than %d values.".formatted(MAX_VALUES));
    }
    if (value instanceof Map<?, ?> map) {
      JsonObject object = new JsonObject();
      map.forEach((key, item) -> object.add(String.valueOf(key), tree(item, copied)));
      return object;
    }
    if (value instanceof List<?> list) {
      JsonArray array = new JsonArray();
      list.forEach(item -> array.add(tree(item, copied)));
      return array;
    }
    if (value instanceof String text) {
      return new JsonPrimitive(text);
    }
    if (value instanceof Number number) {
      return new JsonPrimitive(number);
    }
    return value instanceof Boolean truth ? new JsonPrimitive(truth) : JsonNull.INSTANCE;
  }

  /**
   * Returns the text of an object.
   *
   * @param values its keys and values
   */
  public static String text(Map<String, Object> values) {
    return new GsonBuilder().setPrettyPrinting().create().toJson(values);
  }

  /**
   * Builds something of the values.
   *
   * @param building what may throw a {@link ConfigException}; where this object comes from is put
   *     before its message
   * @param <T> what it builds
   */
  public <T> T named(Supplier<T> building) {
    try {
      return building.get();
    } catch (ConfigException e) {
      throw new ConfigException(name + ": " + e.getMessage(), e);
    }
  }

  /**
   * Returns the keys that nobody has asked for yet; those of inner objects have the object's key
   * and a dot before them.
   */
  public List<String> unread() {
    List<String> unread = new ArrayList<>();
    for (String key : json.keySet()) {
      if (!asked.contains(key)) {
        unread.add(key);
      } else if (objects.containsKey(key)) {
        objects.get(key).unread().forEach(inner -> unread.add(key + "." + inner));
      }
    }
    return unread;
  }

  /** Returns the keys that were asked for, whether they are there or not, as {@link #unread}. */
  public List<String> asked() {
    List<String> all = new ArrayList<>(asked);
    objects.forEach((key, object) -> object.asked().forEach(inner -> all.add(key + "." + inner)));
    return all;
  }

  /** Says whether a key is there and not null. */
  public boolean has(String key) {
    asked.add(key);
    return json.has(key) && !json.get(key).isJsonNull();
  }

  private JsonElement require(String key) {
    if (!has(key)) {
      throw new ConfigException(
          "The config lacks %s; pass the config that the model was trained with.".formatted(key));
    }
    return json.get(key);
  }

  /** Returns a value as it stands in the file, for messages. */
  public String shown(String key) {
    return require(key).toString();
  }

  /** Returns a whole number. */
  public int integer(String key) {
    return integer(key, require(key));
  }

  /** Returns a whole number, or another where the key is not there. */
  public int integer(String key, int otherwise) {
    return has(key) ? integer(key) : otherwise;
  }

  private static int integer(String key, JsonElement element) {
    double value = number(key, element);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw new ConfigException("%s is %s; a whole number is needed.".formatted(key, element));
    }
    return (int) value;
  }

  /** Returns a whole number of up to 64 bits, or another where the key is not there. */
  public long wholeNumber(String key, long otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    JsonElement element = require(key);
    number(key, element);
    try {
      return new BigDecimal(element.getAsString().strip()).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw new ConfigException(
          "%s is %s; a whole number of up to 64 bits is needed.".formatted(key, element), e);
    }
  }

  /** Returns a number. */
  public double number(String key) {
    return number(key, require(key));
  }

  /** Returns a number, or another where the key is not there. */
  public double number(String key, double otherwise) {
    return has(key) ? number(key) : otherwise;
  }

  private static double number(String key, JsonElement element) {
    OptionalDouble number = number(element);
    if (number.isEmpty()) {
      throw new ConfigException("%s is %s; a number is needed.".formatted(key, element));
    }
    return number.getAsDouble();
  }

  /** Returns a number, also one in quotes, as some tools write them all. */
  private static OptionalDouble number(JsonElement element) {
    if (!element.isJsonPrimitive()) {
      return OptionalDouble.empty();
    }
    JsonPrimitive primitive = element.getAsJsonPrimitive();
    if (primitive.isString() && NUMBER.matcher(primitive.getAsString().strip()).matches()) {
      return OptionalDouble.of(Double.parseDouble(primitive.getAsString().strip()));
    }
    return primitive.isNumber()
        ? OptionalDouble.of(primitive.getAsDouble())
        : OptionalDouble.empty();
  }

  /** Returns a text, or what else is there as JSON. */
  public String text(String key) {
    JsonElement element = require(key);
    return element.isJsonPrimitive() ? element.getAsString() : element.toString();
  }

  /** Returns a text, or another where the key is not there. */
  public String text(String key, String otherwise) {
    return has(key) ? text(key) : otherwise;
  }

  /** Says whether a value is a certain text, and not a number that would read the same. */
  public boolean isText(String key, String text) {
    return has(key)
        && json.get(key).isJsonPrimitive()
        && json.get(key).getAsJsonPrimitive().isString()
        && text(key).equals(text);
  }

  /** Returns true or false, or another where the key is not there. */
  public boolean flag(String key, boolean otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    JsonElement element = require(key);
    if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isBoolean()) {
      throw new ConfigException("%s is %s; true or false is needed.".formatted(key, element));
    }
    return element.getAsBoolean();
  }

  /**
   * Returns one of a few values, or another where the key is not there.
   *
   * @param key its key
   * @param type the values, in the file by their names in lower case
   * @param otherwise what stands for a key that is not there
   * @param <E> their type
   */
  public <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
    String text = text(key, name(otherwise));
    for (E value : type.getEnumConstants()) {
      if (name(value).equals(text)) {
        return value;
      }
    }
    throw new ConfigException(
        "%s is %s; known are %s."
            .formatted(
                key,
                text,
                Arrays.stream(type.getEnumConstants())
                    .map(ConfigFile::name)
                    .collect(Collectors.joining(", "))));
  }

  /** Returns how a config spells a value that {@link #choice} reads. */
  public static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** Says whether there is an object under a key. */
  public boolean hasObject(String key) {
    return has(key) && json.get(key).isJsonObject();
  }

  /** Returns the object under a key. */
  public ConfigFile object(String key) {
    JsonElement element = require(key);
    if (!element.isJsonObject()) {
      throw new ConfigException("%s is %s; an object is needed.".formatted(key, element));
    }
    return objects.computeIfAbsent(key, any -> new ConfigFile(key, element.getAsJsonObject()));
  }

  /** Returns a list of objects, whose complaints name the key and the place in the list. */
  public List<ConfigFile> objects(String key) {
    List<JsonElement> elements = list(key, element -> element);
    List<ConfigFile> all = new ArrayList<>();
    for (JsonElement element : elements) {
      String place = "%s[%d]".formatted(key, all.size());
      if (!element.isJsonObject()) {
        throw new ConfigException("%s is %s; an object is needed.".formatted(place, element));
      }
      all.add(new ConfigFile(place, element.getAsJsonObject()));
    }
    return all;
  }

  /** Returns a list of texts. */
  public List<String> texts(String key) {
    return list(key, element -> text(key, element));
  }

  private static String text(String key, JsonElement element) {
    if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
      throw new ConfigException("%s holds %s; a text is needed.".formatted(key, element));
    }
    return element.getAsString();
  }

  /** Returns a list of whole numbers. */
  public List<Integer> integers(String key) {
    return list(key, element -> integer(key, element));
  }

  /** Returns a list of whole numbers, or another where the key is not there. */
  public List<Integer> integers(String key, List<Integer> otherwise) {
    return has(key) ? integers(key) : otherwise;
  }

  /** Returns a list of lists of whole numbers. */
  public List<List<Integer>> integerLists(String key) {
    return list(key, element -> integers(key, element));
  }

  /** Returns a list of numbers. */
  public List<Double> numbers(String key) {
    return list(key, element -> number(key, element));
  }

  /**
   * Returns a list of whole numbers within a list.
   *
   * @param key the outer list's key, for messages
   * @param element the inner list
   */
  static List<Integer> integers(String key, JsonElement element) {
    return list(key, element, item -> integer(key, item));
  }

  <T> List<T> list(String key, Function<JsonElement, T> item) {
    return list(key, require(key), item);
  }

  private static <T> List<T> list(String key, JsonElement element, Function<JsonElement, T> item) {
    if (!element.isJsonArray()) {
      throw new ConfigException("%s is %s; a list is needed.".formatted(key, element));
    }
    return element.getAsJsonArray().asList().stream().map(item).toList();
  }
}
