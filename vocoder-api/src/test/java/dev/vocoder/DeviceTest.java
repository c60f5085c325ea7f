package dev.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {

  @Test
  void pytorchsSpellingsAreRead() {
    assertThat(Device.parse("cpu")).isEqualTo(Device.cpu());
    assertThat(Device.parse("cuda")).isEqualTo(Device.cuda(0));
    assertThat(Device.parse("cuda:0")).isEqualTo(Device.cuda(0));
    assertThat(Device.parse("cuda:12")).isEqualTo(new Device(Device.Type.CUDA, 12));
  }

  @Test
  void whatIsPrintedIsReadBack() {
    for (Device device :
        new Device[] {Device.cpu(), Device.cuda(0), Device.cuda(3), Device.cuda(4321)}) {
      assertThat(Device.parse(device.toString())).isEqualTo(device);
    }
    assertThat(Device.cpu()).hasToString("cpu");
    assertThat(Device.cuda(1)).hasToString("cuda:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "gpu",
        "CPU",
        "cpu:0",
        "cuda:",
        "cuda:-1",
        "cuda:x",
        "cuda:99999999999",
        "cuda:1 "
      })
  void otherSpellingsAreRefusedWithTheKnownOnes(String text) {
    assertThatThrownBy(() -> Device.parse(text))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Unknown device '%s'; use cpu, cuda or cuda:N (for example cuda:1).", text);
  }

  @Test
  void indicesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> Device.cuda(-1))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> new Device(Device.Type.CPU, 1)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new Device(null, 0)).isInstanceOf(NullPointerException.class);
  }
}
