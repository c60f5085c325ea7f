package dev.vocoder.train.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vocoder.internal.engine.TorchFunctions;
import dev.vocoder.testing.ChildProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * That no convolution of the library is of a kind known to go wrong somewhere, wherever this runs:
 * oneDNN is made to tell all that it computes.
 */
class EveryConvolutionTest {
  private static final Pattern ARRAY = Pattern.compile("\\b(src|dst):(\\w+):(\\w*):\\w+:(\\w+)");
  private static final Pattern SIZES =
      Pattern.compile("(g\\d+)?mb\\d+_ic(\\d+)oc(\\d+)_.*kw(\\d+)");

  /** What oneDNN tells of one convolution. */
  private record Told(String line) {

    /** Returns what is wrong with it somewhere, or an empty text. */
    String fault() {
      Matcher sizes = SIZES.matcher(line);
      assertThat(sizes.find()).as(line).isTrue();
      int inputs = Integer.parseInt(sizes.group(2));
      int outputs = Integer.parseInt(sizes.group(3));
      List<String> faults = new ArrayList<>();
      if (sizes.group(4).equals("1") && outputs % 32 != 0) {
        faults.add("one tap with a partial block of outputs");
      }
      Matcher array = ARRAY.matcher(line);
      while (array.find()) {
        if (array.group(3).contains("p")) {
          faults.add("padded blocks of channels");
        }
        int channels = array.group(1).equals("src") ? inputs : outputs;
        boolean isRightInAnyLayout = sizes.group(1) != null && channels % 16 == 0;
        if (channels > 1 && !isRightInAnyLayout && !array.group(4).equals("acdb")) {
          faults.add("channels not last");
        }
        if (array.group(2).equals("bf16") && (inputs == 1 || outputs == 1)) {
          faults.add("one channel in bfloat16");
        }
      }
      return String.join(", ", faults);
    }
  }

  private static List<Told> told(String output) {
    return output
        .lines()
        .filter(line -> line.startsWith("onednn_verbose") && line.contains(",exec,cpu,convolution"))
        .map(Told::new)
        .toList();
  }

  @Test
  void noConvolutionIsOfAKindThatGoesWrongSomewhere(@TempDir Path folder) {
    assumeTrue(TorchFunctions.hasOneDnn(), "this LibTorch has no oneDNN");
    ChildProcess child =
        ChildProcess.run(folder, List.of(), Map.of("ONEDNN_VERBOSE", "1"), EveryConvolution.class);
    assertThat(child.err()).isEmpty();
    assertThat(child.status()).isZero();
    List<Told> convolutions = told(child.out());
    assertThat(convolutions).hasSizeGreaterThan(2000);
    assertThat(convolutions)
        .filteredOn(one -> one.line().contains(",backward_"))
        .hasSizeGreaterThan(200);
    assertThat(convolutions)
        .filteredOn(one -> one.line().contains("kh5")) // over both axes of a plane
        .hasSizeGreaterThan(20);
    assertThat(convolutions).filteredOn(one -> !one.fault().isEmpty()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "src:f32:ap:blocked:aBcd16b::f0 wei:f32:a:blocked:ABcd16b16a::f0"
            + " dst:f32:a:blocked:aBcd16b::f0,,mb1_ic18oc32_ih1oh1kh1sh1dh0ph0_iw1287ow1285kw3sw1dw0pw0;"
            + " padded blocks",
        "src:f32::blocked:acdb::f0 wei:f32:a:blocked:Acdb32a::f0"
            + " dst:f32::blocked:acdb::f0,,mb1_ic16oc40_ih1oh1kh1sh1dh0ph0_iw1285ow1285kw1sw1dw0pw0;"
            + " one tap",
        "src:bf16::blocked:acdb::f0 wei:bf16:a:blocked:Acdb16a::f0"
            + " dst:bf16::blocked:acdb::f0,,mb1_ic1oc16_ih1oh1kh1sh1dh0ph0_iw1287ow1285kw3sw1dw0pw0;"
            + " one channel in bfloat16",
        "src:f32:a:blocked:abcd::f0 wei:f32:a:blocked:abcd::f0"
            + " dst:f32:ap:blocked:aBcd16b::f0,,mb3_ic16oc1_ih1oh1kh1sh1dh0ph0_iw100ow100kw3sw1dw0pw1;"
            + " not last",
      })
  void theKindsAreToldByWhatOneDnnPrints(String descriptions, String fault) {
    assertThat(new Told("onednn_verbose,v1,primitive,exec,cpu,convolution," + descriptions).fault())
        .contains(fault);
  }
}
