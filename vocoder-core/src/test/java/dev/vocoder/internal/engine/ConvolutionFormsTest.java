package dev.vocoder.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.EngineException;
import dev.vocoder.internal.engine.ArithmeticCheck.Convolver;
import dev.vocoder.internal.engine.ConvolutionKind.Sample;
import dev.vocoder.internal.engine.ConvolutionProblem.Solution;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which form is taken where an engine, played here by plain sums, gets some of them wrong. */
class ConvolutionFormsTest {
  private static final Map<Sample, Solution> SOLUTIONS = new ConcurrentHashMap<>();

  static Stream<ConvolutionKind> kinds() {
    return ConvolutionKind.ALL.stream();
  }

  private static Solution solved(ConvolutionProblem problem) {
    return SOLUTIONS.computeIfAbsent(problem.sizes(), sizes -> PlainSums.of(problem));
  }

  /** Returns an engine that gets some forms of some samples wrong by one number. */
  private static Convolver wrong(List<Sample> samples, Set<ConvolutionForm> forms, Fault fault) {
    return (problem, form, reduced, gradients) -> {
      Solution right = solved(problem);
      return samples.contains(problem.sizes()) && forms.contains(form) ? fault.in(right) : right;
    };
  }

  /** What is wrong. */
  private enum Fault {
    OUTPUT,
    NOT_A_NUMBER,
    INPUT_GRADIENT,
    WEIGHT_GRADIENT;

    Solution in(Solution right) {
      float[] output = right.output().clone();
      float[] input = right.inputGradient().clone();
      float[] weight = right.weightGradient().clone();
      switch (this) {
        case OUTPUT -> output[output.length - 1] += 100;
        case NOT_A_NUMBER -> output[output.length - 1] = Float.NaN;
        case INPUT_GRADIENT -> input[input.length - 1] += 100;
        case WEIGHT_GRADIENT -> weight[0] += 500;
      }
      return new Solution(output, input, weight);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theFirstFormIsTakenWhereItIsRight(ConvolutionKind kind) {
    ConvolutionForms forms = new ConvolutionForms(new ArithmeticCheck((p, f, r, g) -> solved(p)));
    for (boolean reduced : new boolean[] {false, true}) {
      for (boolean gradients : new boolean[] {false, true}) {
        assertThat(forms.chosen(kind, reduced, gradients))
            .contains(kind.forms(reduced, gradients).get(0));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aFormThatIsWrongGivesWayToTheNextAndOtherKindsKeepTheirs(ConvolutionKind kind) {
    for (boolean reduced : new boolean[] {false, true}) {
      List<ConvolutionForm> candidates = kind.forms(reduced, true);
      for (Fault fault : Fault.values()) {
        Set<ConvolutionForm> first = EnumSet.of(candidates.get(0));
        for (Sample sample : kind.samples()) { // each of them suffices
          ConvolutionForms forms =
              new ConvolutionForms(new ArithmeticCheck(wrong(List.of(sample), first, fault)));
          assertThat(forms.chosen(kind, reduced, true))
              .as("%s wrong in %s of %s", fault, first, sample)
              .contains(candidates.get(1));
          kinds()
              .filter(other -> !other.equals(kind))
              .forEach(
                  other ->
                      assertThat(forms.chosen(other, reduced, true))
                          .contains(other.forms(reduced, true).get(0)));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void gradientsDoNotMatterWhereNoneAreTaken(ConvolutionKind kind) {
    Set<ConvolutionForm> all = EnumSet.allOf(ConvolutionForm.class);
    Convolver convolver = wrong(kind.samples(), all, Fault.INPUT_GRADIENT);
    ConvolutionForms forms = new ConvolutionForms(new ArithmeticCheck(convolver));
    assertThat(forms.chosen(kind, false, false)).contains(kind.forms(false, false).get(0));
    assertThat(forms.chosen(kind, false, true)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aKindWithoutARightFormIsRefused(ConvolutionKind kind) {
    Set<ConvolutionForm> all = EnumSet.allOf(ConvolutionForm.class);
    ConvolutionForms forms =
        new ConvolutionForms(new ArithmeticCheck(wrong(kind.samples(), all, Fault.OUTPUT)));
    ConvolutionShape shape = kind.samples().get(0).shape(false);
    assertThatThrownBy(() -> forms.of(shape, false))
        .isInstanceOf(EngineException.class)
        .hasMessageStartingWith(
            "LibTorch computes convolutions with %s wrongly on this processor, in float32", kind)
        .hasMessageContaining("PYTORCH_LIBRARY_PATH");
    assertThat(forms.isBfloat16Right(false)).isFalse();
  }

  @Test
  void eachSampleIsOfItsKind() {
    for (ConvolutionKind kind : ConvolutionKind.ALL) {
      for (Sample sample : kind.samples()) {
        assertThat(ConvolutionKind.of(sample.shape(false))).as("%s", sample).isEqualTo(kind);
      }
    }
  }

  @Test
  void thisMachineHasARightFormOfEveryKind() {
    for (ConvolutionKind kind : ConvolutionKind.ALL) {
      assertThat(ConvolutionForms.onCpu().chosen(kind, false, true)).as("%s", kind).isPresent();
    }
  }
}
