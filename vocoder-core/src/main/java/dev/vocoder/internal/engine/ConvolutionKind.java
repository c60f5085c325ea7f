package dev.vocoder.internal.engine;

import static dev.vocoder.internal.engine.ConvolutionForm.CHANNELS_LAST;
import static dev.vocoder.internal.engine.ConvolutionForm.LINEAR;
import static dev.vocoder.internal.engine.ConvolutionForm.PACKED;
import static dev.vocoder.internal.engine.ConvolutionForm.PACKED_ROWS;
import static dev.vocoder.internal.engine.ConvolutionForm.PLAIN;
import static dev.vocoder.internal.engine.ConvolutionForm.POLYPHASE;
import static dev.vocoder.internal.engine.ConvolutionForm.PRODUCT;
import static dev.vocoder.internal.engine.ConvolutionForm.ROUNDED;

import java.util.List;
import java.util.function.Predicate;

/**
 * Kinds of convolution that oneDNN, inside LibTorch, gets wrong in some form on some processors.
 * Each lists the forms to take, the first that is right here, and shapes to try them on; a
 * convolution is of the first kind that it matches. So another kind is one more entry.
 *
 * <p>Why these: on AMD processors whose CPUID tells of no caches, as in some virtual machines,
 * oneDNN 3.5 and 3.7 (LibTorch 2.5 and 2.7) leave blocks that are only partly filled with channels
 * unwritten, forward and backward. Channels last is right there for kernels of more than one tap,
 * and multiples of 32 channels are right in every layout; docs/processors.md tells what was tried.
 *
 * @param name its name for people
 * @param members which convolutions are of it, if of no kind before it
 * @param forms the forms that may be taken, the one to prefer first
 * @param reducedForms the same in bfloat16
 * @param samples what to try them on
 */
public record ConvolutionKind(
    String name,
    Predicate<ConvolutionShape> members,
    List<ConvolutionForm> forms,
    List<ConvolutionForm> reducedForms,
    List<Sample> samples) {

  /** All, in the order in which a convolution is matched. */
  public static final List<ConvolutionKind> ALL =
      List.of(
          // With one channel no layout is last, and the kernels for plain layout are taken.
          new ConvolutionKind(
              "one input channel",
              shape -> shape.inputs() == 1,
              List.of(PRODUCT, ROUNDED),
              List.of(PRODUCT, ROUNDED),
              List.of(new Sample(1, 1, 3, 1, 1, 1), new Sample(1, 16, 5, 3, 1, 1))),
          // Never seen wrong: in single precision the partial block of 64 outputs would be. Not
          // tried on an Intel with AMX, where the next kind is taken.
          new ConvolutionKind(
              "one tap, 256 channels or more, outputs a multiple of 64",
              shape -> shape.isWideTap() && !CpuFeatures.hasTiles(),
              List.of(LINEAR, CHANNELS_LAST, PRODUCT),
              List.of(LINEAR, CHANNELS_LAST, PRODUCT),
              List.of(new Sample(256, 320, 1, 1, 1, 1), new Sample(272, 448, 1, 1, 1, 1))),
          // Never seen wrong. In bfloat16 a product is the faster of the two on an Intel with AMX,
          // and the slower by a fifth on an AMD without.
          new ConvolutionKind(
              "one tap, outputs a multiple of 32",
              shape -> shape.kernel() == 1 && shape.groups() == 1 && shape.outputs() % 32 == 0,
              List.of(PACKED, CHANNELS_LAST, PRODUCT),
              CpuFeatures.hasTiles()
                  ? List.of(PRODUCT, CHANNELS_LAST)
                  : List.of(PACKED, CHANNELS_LAST, PRODUCT),
              List.of(new Sample(64, 32, 1, 1, 1, 1), new Sample(40, 96, 1, 1, 1, 1))),
          // The last, partial block of 32 outputs is wrong.
          new ConvolutionKind(
              "one tap",
              shape -> shape.kernel() == 1 && shape.groups() == 1,
              List.of(PRODUCT, ROUNDED),
              List.of(PRODUCT, ROUNDED),
              List.of(new Sample(64, 40, 1, 1, 1, 1), new Sample(24, 100, 1, 1, 1, 1))),
          // The gradient for the input is wrong in plain layout, and in bfloat16 in any.
          new ConvolutionKind(
              "under 16 outputs",
              shape -> shape.outputs() < 16 && shape.groups() == 1,
              List.of(CHANNELS_LAST, ROUNDED, PRODUCT),
              List.of(ROUNDED, PRODUCT),
              List.of(new Sample(16, 1, 3, 1, 1, 1), new Sample(8, 8, 3, 1, 3, 1))),
          // Never seen wrong. Programs have the channels last as it is.
          new ConvolutionKind(
              "each channel by itself",
              shape -> shape.isDepthwise() && shape.stride() == 1,
              List.of(CHANNELS_LAST, PLAIN, PRODUCT),
              List.of(CHANNELS_LAST, PLAIN, PRODUCT),
              List.of(new Sample(48, 48, 7, 1, 1, 48), new Sample(20, 20, 7, 1, 1, 20))),
          // Never seen wrong. As they come, oneDNN has only its slowest way for the gradient for so
          // long a kernel, in bfloat16 forward too: 2 to 4 times slower (AMD EPYC, Zen 4).
          new ConvolutionKind(
              "in groups, strided, of a long kernel",
              ConvolutionShape::hasFullPhases,
              List.of(POLYPHASE, PLAIN, CHANNELS_LAST, PRODUCT),
              List.of(POLYPHASE, PLAIN, CHANNELS_LAST, PRODUCT),
              List.of(
                  new Sample(32, 32, 41, 2, 1, 4),
                  new Sample(16, 64, 41, 4, 1, 4),
                  new Sample(32, 64, 21, 4, 1, 2))),
          // Never seen wrong. Channels last is 5 % of a training step slower (AMD EPYC, Zen 4).
          new ConvolutionKind(
              "in groups of multiples of 16 channels",
              ConvolutionShape::hasFullGroups,
              List.of(PLAIN, CHANNELS_LAST, PRODUCT),
              List.of(PLAIN, CHANNELS_LAST, PRODUCT),
              List.of(new Sample(64, 64, 5, 2, 1, 4), new Sample(32, 64, 11, 1, 1, 2))),
          // Most are wrong, where each group makes several outputs of its one channel.
          new ConvolutionKind(
              "in groups, one input channel each",
              shape -> shape.groups() > 1 && shape.inputs() == shape.groups(),
              List.of(PRODUCT, CHANNELS_LAST),
              List.of(PRODUCT, CHANNELS_LAST),
              List.of(new Sample(4, 16, 7, 2, 1, 4), new Sample(16, 64, 11, 2, 1, 16))),
          // In bfloat16 most are wrong with fewer channels in a group.
          new ConvolutionKind(
              "in groups",
              shape -> shape.groups() > 1,
              List.of(CHANNELS_LAST, PLAIN, PRODUCT),
              List.of(PRODUCT, CHANNELS_LAST),
              List.of(
                  new Sample(24, 48, 5, 2, 1, 12),
                  new Sample(12, 24, 11, 1, 1, 4),
                  new Sample(16, 64, 11, 4, 1, 4),
                  new Sample(32, 64, 11, 2, 1, 16))),
          // The gradient for the input is wrong in plain layout, with multiples of 16 too.
          new ConvolutionKind(
              "strided",
              shape -> shape.stride() > 1,
              List.of(CHANNELS_LAST, ROUNDED, PRODUCT),
              List.of(CHANNELS_LAST, ROUNDED, PRODUCT),
              List.of(new Sample(48, 80, 5, 3, 1, 1))),
          // Nearly every output is wrong in plain layout.
          new ConvolutionKind(
              "channels no multiple of 16",
              shape -> shape.inputs() % 16 != 0 || shape.outputs() % 16 != 0,
              List.of(CHANNELS_LAST, ROUNDED, PRODUCT),
              List.of(CHANNELS_LAST, ROUNDED, PRODUCT),
              List.of(
                  new Sample(18, 18, 3, 1, 9, 1),
                  new Sample(100, 20, 5, 1, 1, 1),
                  new Sample(24, 100, 3, 1, 1, 1))),
          // Never seen wrong. On an AMD EPYC (Zen 5) a single row is slower by a fifth, and by a
          // third with dilation, in single precision; in bfloat16, and on an Intel with AMX, it is
          // not.
          new ConvolutionKind(
              "32 to 128 channels, a multiple of 32",
              ConvolutionShape::suitsRows,
              CpuFeatures.hasTiles()
                  ? List.of(PACKED, CHANNELS_LAST, ROUNDED, PRODUCT)
                  : List.of(PACKED_ROWS, PACKED, CHANNELS_LAST, ROUNDED, PRODUCT),
              List.of(PACKED, CHANNELS_LAST, ROUNDED, PRODUCT),
              List.of(new Sample(32, 64, 7, 1, 3, 1), new Sample(64, 32, 11, 1, 1, 1))),
          // Never seen wrong.
          new ConvolutionKind(
              "channels a multiple of 16",
              shape -> true,
              List.of(PACKED, CHANNELS_LAST, ROUNDED, PRODUCT),
              List.of(PACKED, CHANNELS_LAST, ROUNDED, PRODUCT),
              List.of(new Sample(32, 32, 3, 1, 3, 1), new Sample(48, 16, 7, 1, 1, 1))));

  /**
   * A convolution to try.
   *
   * @param inputs the number of input channels
   * @param outputs the number of output channels
   * @param kernel the number of taps
   * @param stride how far the kernel moves on
   * @param dilation the distance between taps
   * @param groups into how many the channels are divided
   */
  public record Sample(int inputs, int outputs, int kernel, int stride, int dilation, int groups) {

    /** Returns what decides its form. */
    ConvolutionShape shape(boolean reduced) {
      return new ConvolutionShape(inputs, outputs, kernel, stride, groups, reduced);
    }
  }

  /** Returns the kind that a convolution is of. */
  public static ConvolutionKind of(ConvolutionShape shape) {
    return ALL.stream().filter(kind -> kind.members.test(shape)).findFirst().orElseThrow();
  }

  /**
   * Returns the forms that may be taken, the one to prefer first.
   *
   * @param reduced whether in bfloat16
   * @param gradients whether gradients are taken
   */
  public List<ConvolutionForm> forms(boolean reduced, boolean gradients) {
    return (reduced ? reducedForms : forms)
        .stream().filter(form -> !(gradients && form.isFixed())).toList();
  }

  /** Returns its name. */
  @Override
  public String toString() {
    return name;
  }
}
