package dev.vocoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.MelFormat.Framing;
import dev.vocoder.MelFormat.LogScale;
import dev.vocoder.MelFormat.Normalization;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class MelFormatTest {

  @Test
  void presetsAreDistinctAndFoundByName() {
    assertThat(MelFormat.presets()).hasSize(11);
    assertThat(MelFormat.presets().values()).doesNotHaveDuplicates();
    MelFormat.presets()
        .forEach((name, format) -> assertThat(MelFormat.named(name)).isSameAs(format));
    assertThatThrownBy(() -> MelFormat.named("hifi"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'hifi'")
        .hasMessageContaining("hifigan, hifigan-fullband, tacotron2");
  }

  @Test
  void theDefaultIsTheReferenceConfigurationOfHifiGan() {
    MelFormat format = MelFormat.builder().build();
    assertThat(format).isEqualTo(MelFormat.HIFIGAN);
    assertThat(format.sampleRate()).isEqualTo(22_050);
    assertThat(format.bands()).isEqualTo(80);
    assertThat(format.framesPerSecond()).isEqualTo(22_050 / 256.0);
    assertThat(format.framing()).isEqualTo(Framing.ALIGNED);
    assertThat(format.logScale()).isEqualTo(LogScale.NATURAL);
  }

  @Test
  void everyFieldSurvivesTheBuilder() {
    MelFormat.presets()
        .values()
        .forEach(format -> assertThat(format.toBuilder().build()).isEqualTo(format));
    MelFormat normalized = normalized(80);
    assertThat(normalized.toBuilder().build()).isEqualTo(normalized);
    assertThat(normalized).isNotEqualTo(MelFormat.HIFIGAN);
  }

  @Test
  void formatsAndDevicesAreSerialised() throws IOException, ClassNotFoundException {
    for (MelFormat format : MelFormat.presets().values()) {
      assertThat(serialized(format)).isEqualTo(format);
    }
    assertThat(serialized(normalized(80))).isEqualTo(normalized(80));
    assertThat(serialized(Device.cuda(3))).isEqualTo(Device.cuda(3));
  }

  private static Object serialized(Object value) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return in.readObject();
    }
  }

  @Test
  void valuesThatMakeNoSpectrogramAreRefused() {
    assertRefused(b -> b.sampleRate(999), "sample rate is 999 Hz; use 1000 to 768000");
    assertRefused(b -> b.fftSize(1023), "FFT size is 1023");
    assertRefused(b -> b.fftSize(1 << 30), "FFT size is 1073741824");
    assertRefused(b -> b.windowSize(1025), "window is 1025 samples; use 2 to the FFT size of 1024");
    assertRefused(b -> b.hopSize(0), "hop is 0");
    assertRefused(b -> b.bands(0), "number of bands is 0; use 1 to 4096");
    assertRefused(b -> b.bands(4097), "number of bands is 4097");
    assertRefused(b -> b.fMin(8000), "span 8000.0 to 8000.0 Hz");
    assertRefused(b -> b.fMin(-1), "span -1.0");
    assertRefused(b -> b.fMin(Double.NaN), "span NaN");
    assertRefused(b -> b.fMax(11_026), "within 0 to 11025.0 Hz, half the sample rate");
    assertRefused(b -> b.power(3), "power of the magnitude is 3");
    assertRefused(b -> b.magnitudeFloor(-1e-9), "floor of the magnitude is -1.0E-9");
    assertRefused(b -> b.magnitudeFloor(Double.NaN), "floor of the magnitude is NaN");
    assertRefused(b -> b.logFloor(0), "floor of the logarithm is 0.0");
    assertRefused(b -> b.logFloor(Double.POSITIVE_INFINITY), "floor of the logarithm is Infinity");
    assertRefused(b -> b.dynamicRange(0), "dynamic range is 0.0");
    assertRefused(b -> b.dynamicRange(Double.NaN), "dynamic range is NaN");
    assertRefused(
        b -> b.normalization(normalized(80).normalization()).bands(81),
        "statistics are given for 80 of 81 bands");
    assertThatThrownBy(() -> MelFormat.builder().framing(null).build())
        .isInstanceOf(NullPointerException.class)
        .hasMessage("framing");
  }

  @Test
  void statisticsThatCannotBeTakenOutAreRefused() {
    assertThatThrownBy(() -> new Normalization(List.of(0f, 0f), List.of(1f)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("2 means but 1 scales");
    assertThatThrownBy(() -> new Normalization(List.of(0f), List.of(0f)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("the scale of band 0 is 0.0");
    assertThatThrownBy(() -> new Normalization(List.of(Float.NaN), List.of(1f)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("the mean of band 0 is NaN");
  }

  @Test
  void onePrintedLineTellsFormatsApart() {
    assertThat(MelFormat.HIFIGAN)
        .hasToString(
            "hifigan: 22050 Hz, FFT 1024, window 1024, hop 256, 80 bands 0-8000 Hz (slaney, norm"
                + " slaney), aligned frames, magnitude spectrum + 1.0E-9, natural of max(x,"
                + " 1.0E-5)");
    assertThat(MelFormat.KERAS_MELGAN.toString())
        .startsWith("keras-melgan: ")
        .contains("htk mel triangles", "power spectrum", "decibel", ", range 80");
    assertThat(normalized(80).toString()).startsWith("22050 Hz").endsWith(", normalised");
    assertThat(MelFormat.presets().values().stream().map(MelFormat::toString))
        .doesNotHaveDuplicates();
  }

  @Test
  void printingDoesNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(MelFormat.MELGAN.toBuilder().fMin(20.5).build().toString())
          .contains("80 bands 20.5-11025 Hz");
    } finally {
      Locale.setDefault(before);
    }
  }

  private static MelFormat normalized(int bands) {
    Normalization statistics =
        new Normalization(Collections.nCopies(bands, -5f), Collections.nCopies(bands, 2f));
    return MelFormat.HIFIGAN.toBuilder()
        .bands(bands)
        .normalization(Optional.of(statistics))
        .build();
  }

  private static void assertRefused(UnaryOperator<MelFormat.Builder> change, String reason) {
    MelFormat.Builder builder = change.apply(MelFormat.builder());
    assertThatThrownBy(builder::build)
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("Unusable mel format: ")
        .hasMessageContaining(reason);
  }
}
