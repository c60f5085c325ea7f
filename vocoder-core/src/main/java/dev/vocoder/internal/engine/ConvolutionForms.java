package dev.vocoder.internal.engine;

import dev.vocoder.EngineException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides in what form LibTorch is asked for each convolution, so that layers need not know. On a
 * CPU the forms of {@link ConvolutionKind} are tried out against plain sums, each when first needed
 * and once in a JVM; the first that comes out right is taken from then on. Thread-safe.
 */
public final class ConvolutionForms {
  /**
   * Of one item with at most so many numbers, LibTorch gives a convolution to its own slow kernels
   * rather than to oneDNN, and asks for NNPACK first, which complains on stderr at every call where
   * it does not know the processor.
   */
  private static final long FEW_NUMBERS = 20_480;

  /**
   * In training, convolutions of so few multiplications are products: it costs nothing, and their
   * sums are then in the order in which the reference implementations' small convolutions are.
   * Adam's first steps make much of the last digits; networks small enough for a test follow the
   * reference so. Of four times as many, V2's last stages, products take twice as long (AMD EPYC,
   * Zen 4): their taps are copied side by side, and added up again for the gradient.
   */
  private static final long FEW_MULTIPLICATIONS = 1 << 22;

  private static final ConvolutionForms HERE =
      new ConvolutionForms(new ArithmeticCheck(TorchConvolver::convolve));

  private final ArithmeticCheck check;
  private final Map<Row, Optional<ConvolutionForm>> chosen = new ConcurrentHashMap<>();

  private record Row(ConvolutionKind kind, boolean reduced, boolean gradients) {}

  ConvolutionForms(ArithmeticCheck check) {
    this.check = check;
  }

  /** Returns those of this machine's processor. */
  public static ConvolutionForms onCpu() {
    return HERE;
  }

  /**
   * Returns the form that is right on all processors known, for a program that runs elsewhere, on
   * whatever LibTorch.
   *
   * @param shape the convolution
   */
  public static ConvolutionForm preferred(ConvolutionShape shape) {
    return ConvolutionKind.of(shape).forms(shape.reduced(), true).get(0);
  }

  /**
   * Returns the form of a convolution on the CPU.
   *
   * @param shape the convolution
   * @param gradients whether gradients are taken through it
   * @throws EngineException if no form comes out right
   */
  public ConvolutionForm of(ConvolutionShape shape, boolean gradients) {
    ConvolutionKind kind = ConvolutionKind.of(shape);
    return chosen(kind, shape.reduced(), gradients)
        .orElseThrow(
            () ->
                new EngineException(
                    "LibTorch computes convolutions with %s wrongly on this processor, in %s and in each of the forms %s; use another version of LibTorch (PYTORCH_LIBRARY_PATH), and please report what `vocoder doctor` prints."
                        .formatted(
                            kind,
                            shape.reduced() ? "bfloat16" : "float32",
                            kind.forms(shape.reduced(), gradients))));
  }

  /**
   * Returns the form of a convolution computed at once on the CPU, with an input at hand.
   *
   * @param shape the convolution
   * @param items the size of the batch
   * @param numbers how many numbers the input has in all
   * @param training whether gradients are taken this time
   * @throws EngineException if no form comes out right
   */
  public ConvolutionForm of(ConvolutionShape shape, long items, long numbers, boolean training) {
    long multiplications = numbers / shape.stride() * shape.outputs() * shape.kernel();
    boolean isSmall =
        (items == 1 && numbers <= FEW_NUMBERS)
            || (training && multiplications <= FEW_MULTIPLICATIONS);
    boolean isProduct = isSmall && shape.groups() == 1 && !shape.reduced();
    return isProduct ? ConvolutionForm.PRODUCT : of(shape, true);
  }

  /**
   * Returns the form that a kind is computed in, empty if none comes out right.
   *
   * @param kind the kind
   * @param reduced whether in bfloat16
   * @param gradients whether gradients are taken through it
   */
  public Optional<ConvolutionForm> chosen(
      ConvolutionKind kind, boolean reduced, boolean gradients) {
    return chosen.computeIfAbsent(
        new Row(kind, reduced, gradients),
        row ->
            kind.forms(reduced, gradients).stream()
                .filter(form -> isRight(kind, form, reduced, gradients))
                .findFirst());
  }

  /**
   * Tries out whether a kind comes out right in a form.
   *
   * @param kind the kind
   * @param form the form
   * @param reduced whether in bfloat16
   * @param gradients whether the gradients must be right too
   */
  public boolean isRight(
      ConvolutionKind kind, ConvolutionForm form, boolean reduced, boolean gradients) {
    return check.passes(kind, form, reduced, gradients);
  }

  /**
   * Returns whether every kind of convolution comes out right in bfloat16 in some form. Where one
   * does not, mixed precision is not to be used.
   *
   * @param gradients whether gradients are taken
   */
  public boolean isBfloat16Right(boolean gradients) {
    return ConvolutionKind.ALL.stream().allMatch(kind -> chosen(kind, true, gradients).isPresent());
  }
}
