package dev.vocoder.internal.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.internal.container.TensorFormat;
import dev.vocoder.internal.engine.ConvolutionForm;
import dev.vocoder.internal.script.Value.Convolution;
import dev.vocoder.internal.script.Value.Elementwise;
import dev.vocoder.internal.script.Value.LeakyRelu;
import dev.vocoder.internal.script.Value.Mel;
import dev.vocoder.network.PaddingMode;
import java.util.List;
import org.junit.jupiter.api.Test;

class FusionTest {
  private static final TensorFormat SINGLE = TensorFormat.FLOAT32;

  private final Value mel = new Value(new Mel(), List.of(), SINGLE, 16, 1, 0);

  private static Value convolution(Value input, ConvolutionForm form, TensorFormat type) {
    Convolution operation =
        new Convolution("w", "b", form, 1, 1, 1, PaddingMode.ZEROS, Folding.NONE, 1, 1, false);
    return new Value(operation, List.of(input), type, 16, 1, input.lag() + 1);
  }

  private static Value packed(Value input) {
    return convolution(input, ConvolutionForm.PACKED, SINGLE);
  }

  private static Value relu(Value input) {
    return new Value(new LeakyRelu(0.1f), List.of(input), input.type(), 16, 1, input.lag());
  }

  private static Value add(Value left, Value right) {
    int lag = Math.max(left.lag(), right.lag());
    return new Value(new Elementwise("add", ""), List.of(left, right), SINGLE, 16, 1, lag);
  }

  @Test
  void residualBlockBecomesTwoConvolutionsAndOneActivation() {
    Value active = relu(mel);
    Value first = packed(active);
    Value between = relu(first);
    Value second = packed(between);
    Value sum = add(mel, second);
    List<Value> joined = Fusion.of(List.of(mel, active, first, between, second, sum));
    assertThat(joined).hasSize(4); // the mel and its activation, and
    Convolution activated = (Convolution) joined.get(2).operation();
    assertThat(activated.slope()).isEqualTo(0.1f);
    assertThat(activated.adds()).isFalse();
    Convolution adding = (Convolution) joined.get(3).operation();
    assertThat(adding.slope()).isEqualTo(1);
    assertThat(adding.adds()).isTrue();
    assertThat(joined.get(3).inputs()).containsExactly(joined.get(2), joined.get(0));
    assertThat(joined.get(3).lag()).isEqualTo(sum.lag());
  }

  @Test
  void whatIsReadTwiceStaysAsItIs() {
    Value convolved = packed(mel);
    Value active = relu(convolved);
    List<Value> values = List.of(mel, convolved, active, add(active, convolved));
    assertThat(Fusion.of(values))
        .filteredOn(value -> value.operation() instanceof Convolution)
        .singleElement()
        .satisfies(value -> assertThat(((Convolution) value.operation()).isPlain()).isTrue());
  }

  @Test
  void otherFormsAndSumsInOtherNumbersStayAsTheyAre() {
    Value last = convolution(mel, ConvolutionForm.CHANNELS_LAST, SINGLE);
    assertThat(Fusion.of(List.of(mel, last, relu(last)))).hasSize(3);
    Value reduced = convolution(mel, ConvolutionForm.PACKED, TensorFormat.BFLOAT16);
    assertThat(Fusion.of(List.of(mel, reduced, add(mel, reduced)))).hasSize(3);
  }

  @Test
  void aConvolutionOfWhatItIsAddedToStaysApart() {
    Value convolved = packed(mel);
    assertThat(Fusion.of(List.of(mel, convolved, add(mel, convolved)))).hasSize(3);
  }
}
