package dev.vocoder.internal.script;

import dev.vocoder.internal.engine.ConvolutionForm;
import dev.vocoder.internal.script.Value.Convolution;
import dev.vocoder.internal.script.Value.Periodic;
import dev.vocoder.internal.script.Value.Upsampling;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * How a TorchScript method calls convolutions: as text, each in its form.
 *
 * @param callsOneDnn whether to ask for oneDNN by name; else LibTorch gives small ones to other
 *     kernels, and asks for NNPACK first, which complains where it knows no processor
 * @param assign puts an expression into a variable of the method, whose name it returns
 */
record ConvolutionCalls(boolean callsOneDnn, UnaryOperator<String> assign) {

  /** Returns the text of a convolution, and of the leaky ReLU that it ends with. */
  String convolved(Convolution convolution, String input) {
    Folding folding = convolution.folding();
    if (folding.isNone()) {
      return activated(convolution, input);
    }
    String read = assign.apply(input);
    String folded = assign.apply("(self).folded(%s, %d)".formatted(read, folding.samples()));
    return "(self).unfolded(%s, %d, torch.sub(torch.size(%s, 3), %d))"
        .formatted(
            assign.apply(activated(convolution, folded)),
            folding.samples(),
            read,
            folding.margin());
  }

  /** Returns the text that adds a convolution to a variable, in place. */
  String added(Convolution convolution, String input, String sum) {
    if (!convolution.folding().isNone()) {
      return "torch.add_(%s, %s)".formatted(sum, convolved(convolution, input));
    }
    return fixed(convolution, "sum", sum + ", " + input, "");
  }

  /** Returns the text of a transposed convolution's phases. */
  String phases(Upsampling upsampling, String input) {
    return inForm(upsampling.form(), input, upsampling.weight(), upsampling.bias(), 1, 1);
  }

  /** Returns the text of what an activation makes two samples of one by: phases as rows. */
  String doubled(Periodic periodic, String input, int channels) {
    return periodic.form() == ConvolutionForm.PRODUCT
        ? "(self).doubled(%s, %s)".formatted(input, periodic.up())
        : filtered(input, periodic.up(), 1, channels);
  }

  /** Returns the text of what an activation makes one sample of two by. */
  String halved(Periodic periodic, String input, int channels) {
    return periodic.form() == ConvolutionForm.PRODUCT
        ? "(self).halved(%s, %s)".formatted(input, periodic.down())
        : filtered(input, periodic.down(), 0, channels);
  }

  private String filtered(String input, String weight, int rows, int channels) {
    return (callsOneDnn
            ? "torch.mkldnn_convolution(%s, torch.reshape(%s, [-1, 1, 2, 6]), None, [%d, 0], [1,"
                + " 1], [1, 1], %d)"
            : "torch.conv2d(%s, torch.reshape(%s, [-1, 1, 2, 6]), None, [1, 1], [%d, 0], [1, 1],"
                + " %d)")
        .formatted(input, weight, rows, channels);
  }

  private String activated(Convolution convolution, String input) {
    if (convolution.slope() != 1) {
      return fixed(convolution, "activation", input, ", " + convolution.slope());
    }
    if (convolution.form() == ConvolutionForm.PACKED_ROWS) {
      return fixed(convolution, "convolution", input, "");
    }
    return inForm(
        convolution.form(),
        input,
        convolution.weight(),
        convolution.bias(),
        convolution.dilation(),
        convolution.groups());
  }

  /** Returns the text of a convolution whose weight is packed. */
  private static String fixed(
      Convolution convolution, String function, String inputs, String arguments) {
    boolean inRows = convolution.form() == ConvolutionForm.PACKED_ROWS;
    Folding folding = convolution.folding();
    int overlap =
        folding.isNone() ? convolution.behind() + convolution.ahead() : folding.taps() - 1;
    return "(self).%s_%s(%s, %s, %s, %d%s%s)"
        .formatted(
            inRows ? "rows" : "packed",
            function,
            inputs,
            convolution.weight(),
            convolution.bias(),
            convolution.dilation(),
            arguments,
            inRows ? ", " + overlap : "");
  }

  private String inForm(
      ConvolutionForm form, String input, String weight, String bias, int dilation, int groups) {
    return switch (form) {
      case PACKED, PACKED_ROWS ->
          "(self).packed_convolution(%s, %s, %s, %d)".formatted(input, weight, bias, dilation);
      case LINEAR -> "(self).linear_convolution(%s, %s, %s)".formatted(input, weight, bias);
      case PLAIN, CHANNELS_LAST -> // channels lie last as it is
          (callsOneDnn
                  ? "torch.mkldnn_convolution(%s, %s, %s, [0, 0], [1, 1], [1, %d], %d)"
                  : "torch.conv2d(%s, %s, %s, [1, 1], [0, 0], [1, %d], %d)")
              .formatted(input, weight, bias, dilation, groups);
      case ROUNDED, PRODUCT ->
          "(self).convolution_in_form(%s, %s, %s, %d, 1, 0, %d, %d)"
              .formatted(input, weight, bias, form.code(), dilation, groups);
      case POLYPHASE -> throw new IllegalArgumentException("no program has strided convolutions");
    };
  }

  /**
   * Returns the text of the method {@code pack}, which packs the weights once after loading, and of
   * those that it and convolutions with packed weights call.
   *
   * @param values the program
   * @param oneDnn whether this LibTorch has oneDNN
   */
  static String packing(List<Value> values, boolean oneDnn) {
    StringBuilder text =
        new StringBuilder(ConvolutionForm.packingSource(TorchScriptModule.NAME, oneDnn));
    text.append("  def pack(self: %s) -> NoneType:\n".formatted(TorchScriptModule.CLASS));
    for (Value value : values) {
      if (value.operation() instanceof Convolution convolution && convolution.form().isFixed()) {
        text.append(packed(convolution.form(), convolution.weight(), convolution.dilation()));
      } else if (value.operation() instanceof Upsampling upsampling
          && upsampling.form().isFixed()) {
        text.append(packed(upsampling.form(), upsampling.weight(), 1));
      }
    }
    return text.append("    return None\n").toString();
  }

  private static String packed(ConvolutionForm form, String weight, int dilation) {
    if (form == ConvolutionForm.LINEAR) {
      return "    %s = (self).linear_packed(%s)\n".formatted(weight, weight);
    }
    return "    %s = (self).packed(%s, %d)\n".formatted(weight, weight, dilation);
  }
}
