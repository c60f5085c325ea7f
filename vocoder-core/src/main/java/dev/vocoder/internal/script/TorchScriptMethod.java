package dev.vocoder.internal.script;

import dev.vocoder.internal.container.TensorFormat;
import dev.vocoder.internal.engine.ConvolutionForm;
import dev.vocoder.internal.script.Value.Convolution;
import dev.vocoder.internal.script.Value.Elementwise;
import dev.vocoder.internal.script.Value.Periodic;
import dev.vocoder.internal.script.Value.Upsampling;
import dev.vocoder.network.PaddingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The text of one method of a TorchScript module: a whole mel at once, or a mel block by block.
 *
 * <p>Values are (batch, channels, 1, time) with the channels last in memory, which LibTorch
 * convolves fastest. Convolutions do not pad: with padding, oneDNN takes long to prepare for a
 * length that it has not met. Instead a value that is read beyond its own samples lies in a buffer
 * with room on both sides. The room before holds zeros at the start of the mel, and later what came
 * before; the room after is there at the end of the mel and holds zeros. So do the samples of mel
 * frames that only pad the mel to a round length, which makes the padding exact. Where convolutions
 * reflect or replicate, the mirror image or copies of the end lie next to the samples instead.
 */
final class TorchScriptMethod {

  /**
   * What an operation reads of an input, beyond the input's own samples.
   *
   * @param before how many samples before them
   * @param beforeStart how many before the start of the mel
   * @param afterEnd how many after the end of the mel
   * @param lag how many samples it lags behind the input, until the end of the mel
   */
  private record Margin(int before, int beforeStart, int afterEnd, int lag) {}

  /**
   * What lies beyond the ends of a value.
   *
   * @param mode which samples
   * @param before how many before the start of the mel
   * @param after how many after its end
   */
  private record Ends(PaddingMode mode, int before, int after) {
    static final Ends NONE = new Ends(PaddingMode.ZEROS, 0, 0);

    Ends and(Ends other) {
      if (before + after == 0) {
        return other;
      }
      if (mode != other.mode && other.before + other.after > 0) {
        throw new IllegalStateException("a value is read with %s and %s".formatted(this, other));
      }
      return new Ends(mode, Math.max(before, other.before), Math.max(after, other.after));
    }

    /** Returns how many samples before the start are not zeros. */
    int madeBefore() {
      return mode == PaddingMode.ZEROS ? 0 : before;
    }

    /** Returns how many samples after the end are not zeros. */
    int madeAfter() {
      return mode == PaddingMode.ZEROS ? 0 : after;
    }
  }

  private final List<Value> values;
  private final boolean blocks;
  private final ConvolutionCalls calls;
  private final Map<Value, Integer> roomBefore = new HashMap<>();
  private final Map<Value, Integer> roomAfter = new HashMap<>();
  private final Map<Value, Ends> ends = new HashMap<>();
  private final Map<Value, Value> lastReader = new HashMap<>();
  private final Map<Value, String> samples = new HashMap<>();
  private final Map<Value, Buffer> buffers = new HashMap<>();
  private final List<String> statements = new ArrayList<>();
  private int variables;
  private int states;

  /**
   * The variables of a buffer.
   *
   * @param tensor the whole
   * @param width the number of own samples
   * @param end where they end
   * @param length of the whole
   */
  private record Buffer(String tensor, String width, String end, String length) {}

  /**
   * Prepares a method.
   *
   * @param values the program in the order of computation; the last is its result
   * @param blocks whether the mel comes block by block
   * @param callsOneDnn whether convolutions ask for oneDNN by name
   */
  TorchScriptMethod(List<Value> values, boolean blocks, boolean callsOneDnn) {
    this.values = values;
    this.blocks = blocks;
    this.calls = new ConvolutionCalls(callsOneDnn, this::assign);
    for (int i = values.size() - 1; i >= 0; i--) { // what is read of a value before what it reads
      Value value = values.get(i);
      roomAfter.computeIfPresent(value, (key, room) -> room + missingForRows(value));
      for (Value input : value.inputs()) {
        Margin margin = margin(value, input);
        roomBefore.merge(input, blocks ? margin.before : margin.beforeStart, Math::max);
        roomAfter.merge(input, margin.afterEnd, Math::max);
        lastReader.putIfAbsent(input, value);
        ends.merge(input, ends(value, input), Ends::and);
      }
    }
  }

  /** Returns how many samples more make a length that can be computed in rows. */
  private int missingForRows(Value value) {
    boolean inRows =
        value.operation() instanceof Convolution convolution
            && convolution.form() == ConvolutionForm.PACKED_ROWS
            && value.rate() % ConvolutionForm.ROWS == 0
            && fillsRoom(value);
    return inRows ? Math.floorMod(-room(value) - roomAfter(value), ConvolutionForm.ROWS) : 0;
  }

  /** Returns what an operation reads beyond the ends of the mel. */
  private static Ends ends(Value reader, Value input) {
    if (reader.operation() instanceof Convolution convolution && isConvolved(reader, input)) {
      return new Ends(convolution.mode(), convolution.behind(), convolution.ahead());
    }
    if (reader.operation() instanceof Periodic) {
      return new Ends(PaddingMode.REPLICATE, Periodic.REACH, Periodic.REACH);
    }
    if (reader.operation() instanceof Upsampling upsampling) {
      // What is made lies before the start only; after the end there are zeros.
      return upsampling.start() == PaddingMode.ZEROS
          ? new Ends(PaddingMode.ZEROS, upsampling.behind(), upsampling.ahead())
          : new Ends(upsampling.start(), upsampling.behind(), 0);
    }
    return Ends.NONE;
  }

  /** Returns whether an input is what a convolution convolves, not what it adds to. */
  private static boolean isConvolved(Value convolution, Value input) {
    return convolution.inputs().get(0) == input;
  }

  private Margin margin(Value reader, Value input) {
    if (reader.operation() instanceof Convolution convolution && isConvolved(reader, input)) {
      int more = convolution.folding().before() + (fillsRoom(reader) ? room(reader) : 0);
      int start = convolution.behind() + more;
      int end = convolution.ahead() + (fillsRoom(reader) ? roomAfter(reader) : 0);
      return new Margin(start + convolution.ahead(), start, end, 0);
    }
    if (reader.operation() instanceof Periodic) {
      int start = Periodic.REACH + room(reader);
      return new Margin(start + Periodic.REACH, start, Periodic.REACH + roomAfter(reader), 0);
    }
    if (reader.operation() instanceof Upsampling upsampling) {
      return new Margin(upsampling.behind(), upsampling.behind(), upsampling.ahead(), 0);
    }
    int lag = reader.operation() instanceof Value.Mirror ? 0 : reader.lag() - input.lag();
    return new Margin(lag, 0, 0, lag);
  }

  /**
   * Returns whether an operation computes its value's room too, which costs a few samples and saves
   * a copy of the rest. What lies beyond the ends of the mel is put right afterwards.
   */
  private static boolean fillsRoom(Value value) {
    return value.operation() instanceof Periodic
        || (value.operation() instanceof Convolution convolution && !convolution.adds());
  }

  private int room(Value value) {
    return roomBefore.getOrDefault(value, 0);
  }

  private int roomAfter(Value value) {
    return roomAfter.getOrDefault(value, 0);
  }

  /**
   * Returns the fewest frames of a first block. In the next one, what fills its room is computed
   * once more for it, which must not lie before the start of the mel: that was put right before.
   */
  int leastFirstFrames() {
    int least = 1;
    for (Value value : values) {
      if (fillsRoom(value)) {
        int before = room(value) + (value.operation() instanceof Periodic ? Periodic.BEGINS : 0);
        least = Math.max(least, (value.lag() + before + value.rate() - 1) / value.rate());
      }
    }
    return least;
  }

  /** Returns the method's text, indented as a member of the class. */
  String text() {
    values.forEach(this::write);
    String wave = samples.get(values.get(values.size() - 1));
    wave = "torch.squeeze(torch.to(%s, %d), 2)".formatted(wave, TensorFormat.FLOAT32.code());
    String result = blocks ? "(" + wave + ", kept)" : wave;
    String signature =
        blocks
            ? "advance(self: %s, mel: Tensor, states: List[List[Tensor]], first: bool, last: bool,"
                + " padded: List[int]) -> Tuple[Tensor, List[List[Tensor]]]"
            : "whole(self: %s, mel: Tensor, padded: List[int]) -> Tensor";
    List<String> lines = new ArrayList<>();
    lines.add("n = torch.size(mel, 0)");
    if (blocks) {
      lines.add("start = int(first)");
      lines.add("end = int(last)");
      lines.add("kept = annotate(List[List[Tensor]], [])");
      lines.add("for _ in range(n):\n      _3 = torch.append(kept, annotate(List[Tensor], []))");
    }
    lines.addAll(statements);
    lines.add("return " + result);
    return "  def %s:\n    %s\n"
        .formatted(signature.formatted(TorchScriptModule.CLASS), String.join("\n    ", lines));
  }

  private void write(Value value) {
    if (value.operation() instanceof Convolution convolution) {
      write(value, convolution);
    } else if (value.operation() instanceof Periodic periodic) {
      putWithRoom(value, assign(periodic(value, periodic)));
    } else if (value.operation() instanceof Upsampling upsampling) {
      place(value, upsampled(value, upsampling));
    } else if (value.operation() instanceof Value.LeakyRelu relu) {
      compute(value, new Elementwise("leaky_relu", ", " + relu.slope()));
    } else if (value.operation() instanceof Elementwise elementwise) {
      compute(value, elementwise);
    } else if (value.operation() instanceof Value.Mirror) {
      String input = assign(read(value, value.inputs().get(0)));
      String second = slice(input, "1", index("", 1, 1, 0));
      place(value, "torch.cat([%s, %s], 3)".formatted(second, input));
    } else if (value.operation() instanceof Value.Expression expression) {
      place(value, expression.text().formatted(read(value, value.inputs().get(0))));
    } else if (value.operation() instanceof Value.Conversion) {
      String input = read(value, value.inputs().get(0));
      place(value, "torch.to(%s, %d)".formatted(input, value.type().code()));
    } else {
      place(value, "torch.unsqueeze(mel, 2)");
    }
  }

  private void write(Value value, Convolution convolution) {
    String input = read(value, value.inputs().get(0));
    if (convolution.adds()) {
      addTo(value, convolution, input);
    } else {
      putWithRoom(value, assign(calls.convolved(convolution, input)));
    }
  }

  /** Takes what an operation made with its value's room, if that has any. */
  private void putWithRoom(Value value, String tensor) {
    if (hasRoom(value)) {
      String length = assign("torch.size(%s, 3)".formatted(tensor));
      String end = assign(index(length, 0, 0, -roomAfter(value)));
      String width = assign(index(end, -room(value), 0, 0));
      putBuffer(value, new Buffer(tensor, width, end, length));
      closeBuffer(value);
    } else {
      samples.put(value, tensor);
    }
  }

  private String periodic(Value value, Periodic periodic) {
    String doubled =
        assign(calls.doubled(periodic, read(value, value.inputs().get(0)), value.channels()));
    int beyond = Periodic.REACH / 2; // of the doubled signal's phases, on either side
    String active =
        "(self).periodic(%s, %s, %s, %d, padded, %d, %d, %s, %s)"
            .formatted(
                doubled,
                periodic.frequency(),
                periodic.height(),
                beyond + room(value),
                value.rate(),
                beyond + roomAfter(value),
                blocks ? "first" : "True",
                blocks ? "last" : "True");
    return calls.halved(periodic, assign(active), value.channels());
  }

  /** Adds a convolution to its second input: in place, if nothing else reads that. */
  private void addTo(Value value, Convolution convolution, String input) {
    Value other = value.inputs().get(1);
    String sum = assign(read(value, other));
    if (hasRoom(value)) {
      String target = buffer(value, sum);
      assign("torch.copy_(%s, %s)".formatted(target, sum));
      assign(calls.added(convolution, input, target));
      closeBuffer(value);
    } else {
      String target =
          isSpent(other, value) ? sum : assign("torch.clone(%s, memory_format=2)".formatted(sum));
      samples.put(value, assign(calls.added(convolution, input, target)));
    }
  }

  /** Reads the phases, which are channels, as the samples they are. */
  private String upsampled(Value value, Upsampling upsampling) {
    String input = read(value, value.inputs().get(0));
    String phases = assign(calls.phases(upsampling, input));
    String joined =
        "torch.reshape(torch.permute(%s, [0, 2, 3, 1]), [n, 1, -1, %d])"
            .formatted(phases, value.channels());
    String inputWidth = "torch.size(%s, 3)".formatted(samples.get(value.inputs().get(0)));
    return slice(
        assign("torch.permute(%s, [0, 3, 1, 2])".formatted(joined)),
        index("", 0, upsampling.cutStart(), 0),
        index(
            "torch.mul(%s, %d)".formatted(inputWidth, upsampling.stride()),
            0,
            0,
            upsampling.addedEnd()));
  }

  private void compute(Value value, Elementwise elementwise) {
    List<Value> inputs = new ArrayList<>(value.inputs());
    if (elementwise.isCommutative()) { // what comes first is what it overwrites in place
      inputs.sort((a, b) -> Boolean.compare(isSpent(b, value), isSpent(a, value)));
    }
    List<String> arguments = inputs.stream().map(input -> assign(read(value, input))).toList();
    String first = arguments.get(0);
    boolean cast = inputs.stream().noneMatch(input -> input.type() == value.type());
    List<String> others = arguments.subList(1, arguments.size());
    if (hasRoom(value)) {
      String target = buffer(value, first);
      if (cast) {
        assign("torch.copy_(%s, %s)".formatted(target, first));
        assign(call(elementwise, "_", joined(target, others), ""));
      } else {
        assign(call(elementwise, "", arguments, ", out=" + target));
      }
      closeBuffer(value);
    } else if (cast) {
      String converted = assign("torch.to(%s, %d)".formatted(first, value.type().code()));
      samples.put(value, assign(call(elementwise, "_", joined(converted, others), "")));
    } else {
      String suffix = isSpent(inputs.get(0), value) ? "_" : "";
      samples.put(value, assign(call(elementwise, suffix, arguments, "")));
    }
  }

  private static String call(
      Elementwise elementwise, String suffix, List<String> inputs, String output) {
    return "torch.%s%s(%s%s%s)"
        .formatted(
            elementwise.function(),
            suffix,
            String.join(", ", inputs),
            elementwise.arguments(),
            output);
  }

  private static List<String> joined(String first, List<String> others) {
    List<String> all = new ArrayList<>(others);
    all.add(0, first);
    return all;
  }

  private boolean isSpent(Value input, Value reader) {
    return lastReader.get(input) == reader
        && input.type() == reader.type()
        && !(input.operation() instanceof Value.Mel);
  }

  /** Gives what another operation made its place. */
  private void place(Value value, String expression) {
    String made = assign(expression);
    if (hasRoom(value)) {
      assign("torch.copy_(%s, %s)".formatted(buffer(value, made), made));
      closeBuffer(value);
    } else {
      samples.put(value, made);
    }
  }

  private boolean hasRoom(Value value) {
    return room(value) + roomAfter(value) > 0;
  }

  /**
   * Makes a value's buffer.
   *
   * @param like a variable as long as the value's own samples
   * @return the variable of the own samples, which are still to be computed
   */
  private String buffer(Value value, String like) {
    int room = roomBefore.get(value);
    String width = assign("torch.size(%s, 3)".formatted(like));
    String end = assign(index(width, room, 0, 0));
    String length = assign(index(end, 0, 0, roomAfter.get(value)));
    String tensor =
        assign(
            "torch.permute(torch.new_empty(%s, [n, 1, %s, %d], dtype=%d), [0, 3, 1, 2])"
                .formatted(like, length, value.channels(), value.type().code()));
    return putBuffer(value, new Buffer(tensor, width, end, length));
  }

  /** Notes a value's buffer, and returns the variable of its own samples. */
  private String putBuffer(Value value, Buffer buffer) {
    buffers.put(value, buffer);
    String own = assign(slice(buffer.tensor, Integer.toString(room(value)), buffer.end));
    samples.put(value, own);
    return own;
  }

  /** Fills the margins of a buffer whose own samples are computed, and keeps the state. */
  private void closeBuffer(Value value) {
    Buffer buffer = buffers.get(value);
    int room = roomBefore.get(value);
    Ends beyond = ends.get(value);
    if (blocks) {
      String arguments =
          "%s, %d, %s, %d, %d, %s, padded, %d, first, last"
              .formatted(
                  buffer.tensor,
                  room,
                  buffer.width,
                  beyond.madeBefore(),
                  beyond.madeAfter(),
                  beyond.mode == PaddingMode.REPLICATE ? "True" : "False",
                  value.rate());
      if (fillsRoom(value)) {
        statements.add("_0 = (self).ends(%s)".formatted(arguments));
      } else {
        statements.add("_0 = (self).margins(%s, states, %d, kept)".formatted(arguments, states));
        states++;
      }
      return;
    }
    startMargin(value);
    if (roomAfter.get(value) > 0) {
      endMargin(value);
    }
  }

  /** Fills the room before the start of the mel. */
  private void startMargin(Value value) {
    String tensor = buffers.get(value).tensor;
    int room = roomBefore.get(value);
    Ends beyond = ends.get(value);
    int zeros = room - beyond.madeBefore();
    if (zeros > 0) {
      statements.add(zeroed(slice(tensor, "0", Integer.toString(zeros))));
    }
    if (zeros < room) {
      boolean reflects = beyond.mode == PaddingMode.REFLECT;
      int from = reflects ? room + 1 : room;
      int to = reflects ? from + room - zeros : from + 1;
      statements.add(
          filled(
              beyond.mode,
              slice(tensor, Integer.toString(zeros), Integer.toString(room)),
              slice(tensor, Integer.toString(from), Integer.toString(to))));
    }
  }

  /** Fills what follows the end of the mel. */
  private void endMargin(Value value) {
    Buffer buffer = buffers.get(value);
    Ends beyond = ends.get(value);
    statements.add(
        "_1 = (self).ended(%s, %s, %d, %s, padded, %d)"
            .formatted(
                buffer.tensor,
                buffer.end,
                beyond.madeAfter(),
                beyond.mode == PaddingMode.REPLICATE ? "True" : "False",
                value.rate()));
  }

  private static String zeroed(String slice) {
    return "_2 = torch.zero_(%s)".formatted(slice);
  }

  /** Fills samples beyond an end with the mirror image of others, or with copies of one. */
  private static String filled(PaddingMode mode, String slice, String source) {
    String made = mode == PaddingMode.REFLECT ? "torch.flip(%s, [3])".formatted(source) : source;
    return "_2 = torch.copy_(%s, %s)".formatted(slice, made);
  }

  /** Returns what an operation reads of an input. */
  private String read(Value reader, Value input) {
    Buffer buffer = buffers.get(input);
    Margin margin = margin(reader, input);
    int room = roomBefore.getOrDefault(input, 0);
    if (buffer == null || (margin.before == 0 && margin.afterEnd == 0)) {
      return samples.get(input);
    }
    return slice(
        buffer.tensor,
        index("", room - margin.before, margin.before - margin.beforeStart, 0),
        index(buffer.width, room - margin.lag, 0, margin.afterEnd + margin.lag));
  }

  /**
   * Returns the text of a position.
   *
   * @param base a variable, or empty for zero
   * @param always what is added to it
   * @param atStart what is added in the first block
   * @param atEnd what is added in the last block
   */
  private String index(String base, int always, int atStart, int atEnd) {
    int constant = blocks ? always : always + atStart + atEnd;
    String text = base;
    if (base.isEmpty()) {
      text = Integer.toString(constant);
    } else if (constant != 0) {
      text = "torch.add(%s, %d)".formatted(base, constant);
    }
    if (blocks && atStart != 0) {
      text = "torch.add(%s, torch.mul(start, %d))".formatted(text, atStart);
    }
    if (blocks && atEnd != 0) {
      text = "torch.add(%s, torch.mul(end, %d))".formatted(text, atEnd);
    }
    return text;
  }

  private static String slice(String tensor, String start, String end) {
    return "torch.slice(%s, 3, %s, %s)".formatted(tensor, start, end);
  }

  private String assign(String expression) {
    String variable = "x" + variables++;
    statements.add(variable + " = " + expression);
    return variable;
  }
}
