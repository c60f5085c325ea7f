package dev.vocoder.internal.script;

import dev.vocoder.internal.container.TensorFormat;
import dev.vocoder.internal.engine.ConvolutionForm;
import dev.vocoder.network.PaddingMode;
import java.util.List;

/**
 * A value of a program: what one operation makes of others, (batch, channels, 1, time).
 *
 * <p>A program may take its mel in blocks. Of a value that depends on later mel frames, a block
 * then yields samples of an earlier time: it lags behind.
 */
final class Value {

  /** What makes a value. */
  sealed interface Operation
      permits Mel,
          Conversion,
          Convolution,
          Upsampling,
          Periodic,
          Mirror,
          LeakyRelu,
          Elementwise,
          Expression {}

  /** The program's input. */
  record Mel() implements Operation {}

  /** Another number format for the same samples. */
  record Conversion() implements Operation {}

  /**
   * A convolution.
   *
   * @param weight the attribute of the weight
   * @param bias the attribute of the bias
   * @param form how it is computed
   * @param dilation the distance between taps in samples
   * @param behind how many samples before its own the first tap reads
   * @param ahead how many samples after its own the last tap reads
   * @param mode what is read beyond the ends of the mel
   * @param folding how samples lie side by side as channels of the weight
   * @param groups into how many the channels are divided
   * @param slope of the leaky ReLU that it ends with, 1 if none
   * @param adds whether its result is added to its second input
   */
  record Convolution(
      String weight,
      String bias,
      ConvolutionForm form,
      int dilation,
      int behind,
      int ahead,
      PaddingMode mode,
      Folding folding,
      int groups,
      float slope,
      boolean adds)
      implements Operation {

    /** Returns whether it neither takes a leaky ReLU nor adds. */
    boolean isPlain() {
      return slope == 1 && !adds;
    }

    Convolution activated(float leakySlope) {
      return new Convolution(
          weight, bias, form, dilation, behind, ahead, mode, folding, groups, leakySlope, adds);
    }

    Convolution adding() {
      return new Convolution(
          weight, bias, form, dilation, behind, ahead, mode, folding, groups, slope, true);
    }
  }

  /**
   * A transposed convolution in polyphase form: a convolution whose output channels are (phase,
   * channel), which in memory lie as the samples of the output do.
   *
   * @param weight the attribute of the weight
   * @param bias the attribute of the bias
   * @param form how it is computed
   * @param taps the taps of each phase
   * @param stride the number of phases
   * @param cutStart how many samples are cut off the start
   * @param addedEnd how many samples there are at the end beyond stride times the input's
   * @param start what is read before the start of the mel
   */
  record Upsampling(
      String weight,
      String bias,
      ConvolutionForm form,
      int taps,
      int stride,
      int cutStart,
      int addedEnd,
      PaddingMode start)
      implements Operation {

    /** Returns how many samples before its own the first tap reads. */
    int behind() {
      return taps - 1;
    }

    /** Returns how many samples after the input's end are needed for the last output. */
    int ahead() {
      return (addedEnd + stride - 1) / stride;
    }
  }

  /**
   * A periodic activation at twice the rate. Both phases of the doubled signal lie side by side as
   * rows, the odd one a sample late: so each filter is one convolution of six taps in two rows.
   *
   * @param up the attribute of the filter before, (channels, 1, 12): the taps of the even phase,
   *     then of the odd one
   * @param down the attribute of the filter after: of the odd phase, then of the even one
   * @param frequency the attribute of the sine's frequencies
   * @param height the attribute of the sine's heights
   * @param form how the filters are computed
   */
  record Periodic(String up, String down, String frequency, String height, ConvolutionForm form)
      implements Operation {
    /** How many samples on either side of its own it reads. */
    static final int REACH = 5;

    /** How many samples before its own those of the doubled signal begin, the first of it too. */
    static final int BEGINS = 3;
  }

  /** The second sample once more before the first; what follows comes a sample less late. */
  record Mirror() implements Operation {}

  /**
   * Scales negative values.
   *
   * @param slope by what
   */
  record LeakyRelu(float slope) implements Operation {}

  /**
   * A function of each sample by itself.
   *
   * @param function its name
   * @param arguments what follows its inputs, with a comma before each
   */
  record Elementwise(String function, String arguments) implements Operation {

    /** Returns whether the order of two inputs does not matter. */
    boolean isCommutative() {
      return function.equals("add") || function.equals("mul");
    }
  }

  /**
   * A function of all channels of a sample.
   *
   * @param text its text, with {@code %s} for its input; it makes a new tensor
   */
  record Expression(String text) implements Operation {}

  private final Operation operation;
  private final List<Value> inputs;
  private final TensorFormat type;
  private final int channels;
  private final int rate;
  private final int lag;

  /**
   * Creates a value.
   *
   * @param operation what makes it
   * @param inputs of what
   * @param type its number format
   * @param channels the number of its channels
   * @param rate the number of its samples for each mel frame
   * @param lag how many samples it lags behind
   */
  Value(
      Operation operation, List<Value> inputs, TensorFormat type, int channels, int rate, int lag) {
    this.operation = operation;
    this.inputs = List.copyOf(inputs);
    this.type = type;
    this.channels = channels;
    this.rate = rate;
    this.lag = lag;
  }

  Operation operation() {
    return operation;
  }

  List<Value> inputs() {
    return inputs;
  }

  TensorFormat type() {
    return type;
  }

  int channels() {
    return channels;
  }

  int rate() {
    return rate;
  }

  int lag() {
    return lag;
  }
}
