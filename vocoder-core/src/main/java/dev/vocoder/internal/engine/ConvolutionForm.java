package dev.vocoder.internal.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * How LibTorch is asked for a convolution. All forms are the same sums; which of them come out
 * right depends on the processor ({@link ConvolutionKind}).
 */
public enum ConvolutionForm {
  /** Channels first, as arrays come. oneDNN rearranges them into blocks of 16 channels. */
  PLAIN(0),
  /** Channels last in memory, where oneDNN rearranges nothing but the weight. */
  CHANNELS_LAST(1),
  /** Channels last, and of both sides as many more, all zero, as make a multiple of 32. */
  ROUNDED(2),
  /** The taps side by side, multiplied with the weight as a matrix: no convolution at all. */
  PRODUCT(3),
  /**
   * Channels last, the weight kept as oneDNN reads it; for programs whose weights stay. oneDNN
   * would rearrange the weight at every call, which costs an eighth of a call of 32 frames. In this
   * form alone it also takes the leaky ReLU that follows, or adds to a sum, while it writes the
   * result.
   */
  PACKED(4),
  /**
   * The input's samples in blocks of one stride, each sample of a block a channel, so that a
   * strided convolution becomes one of fewer taps that moves on by one; channels last. Of a stride
   * under {@value #BLOCK} samples a block has several, and makes an output for each.
   */
  POLYPHASE(5),
  /**
   * As {@link #PACKED}, the time of one item taken as {@value #ROWS} items, each a view that
   * overlaps the next by what the kernel spans; so threads divide time, where in a single row they
   * divide channels, and write lines of memory that lie between the others'.
   */
  PACKED_ROWS(6),
  /**
   * One tap as a matrix product by oneDNN, the weight kept as it reads it, for any number of
   * samples; for programs whose weights stay. As a convolution oneDNN has no packed weight for it
   * that is right for other lengths, and is two to three times as slow (AMD EPYC, Zen 5).
   */
  LINEAR(7);

  /** How many rows {@link #PACKED_ROWS} takes, of lengths that are multiples of it. */
  public static final int ROWS = 16;

  /** The least number of samples in a block of {@link #POLYPHASE}. */
  static final int BLOCK = 4;

  private final int code;

  ConvolutionForm(int code) {
    this.code = code;
  }

  /** Returns whether the weight must stay as it is, so that no gradient can be taken. */
  public boolean isFixed() {
    return this == PACKED || this == PACKED_ROWS || this == LINEAR;
  }

  /** Returns whether it takes the leaky ReLU or the sum that follows. */
  public boolean joins() {
    return this == PACKED || this == PACKED_ROWS;
  }

  /** Returns how {@link #source} calls it. */
  public int code() {
    return code;
  }

  /**
   * Returns the TorchScript source of the method {@code convolution_in_form(input, weight, bias,
   * form, stride, padding, dilation, groups)}, which takes and makes (batch, channels, rows, time),
   * the form by its {@link #code}, of the first four. One tap is called spread, which changes
   * nothing but that LibTorch leaves it to oneDNN on one thread too; else it would ask for NNPACK,
   * which complains on stderr where it does not know the processor. Every LibTorch since 1.13 reads
   * it.
   *
   * @param className the class whose method it becomes
   */
  public static String source(String className) {
    return read("convolution.py", className);
  }

  /**
   * Returns the TorchScript source of the methods of {@link #PACKED}, {@link #PACKED_ROWS} and
   * {@link #LINEAR}, for this LibTorch alone:
   *
   * <ul>
   *   <li>{@code packed(weight, dilation)} rearranges a weight,
   *   <li>{@code packed_convolution(input, weight, bias, dilation)} convolves,
   *   <li>{@code packed_activation(input, weight, bias, dilation, slope)} takes a leaky ReLU too,
   *   <li>{@code packed_sum(sum, input, weight, bias, dilation)} adds the convolution to a sum,
   *   <li>{@code rows_convolution}, {@code rows_activation} and {@code rows_sum} do the same in
   *       {@link #ROWS} rows where one item has a length for them, and take one argument more: how
   *       many samples the kernel spans beyond the first,
   *   <li>{@code linear_packed(weight)} and {@code linear_convolution(input, weight, bias)} are
   *       {@link #LINEAR}.
   * </ul>
   *
   * @param className the class whose methods they become
   * @param oneDnn whether this LibTorch has oneDNN; without, nothing is rearranged
   */
  public static String packingSource(String className, boolean oneDnn) {
    return read(oneDnn ? "packing.py" : "unpacked.py", className);
  }

  private static String read(String name, String className) {
    try (InputStream source = ConvolutionForm.class.getResourceAsStream(name)) {
      String text = new String(source.readAllBytes(), StandardCharsets.UTF_8);
      return text.replace("CLASS", className).replace("ROWS", Integer.toString(ROWS));
    } catch (IOException e) {
      throw new UncheckedIOException("the library's own jar cannot be read", e);
    }
  }
}
