package dev.vocoder.internal.griffinlim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.ConfigException;
import dev.vocoder.MelException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelFormat.Framing;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.VocoderClosedException;
import dev.vocoder.VocoderStream;
import dev.vocoder.Waveform;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.internal.mel.StftMelExtractor;
import dev.vocoder.testing.Golden;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GriffinLimVocoderTest {

  @Test
  void speechKeepsItsMel() {
    assertThat(meanLogMelError(32)).isLessThan(0.20); // 0.186 measured
    assertThat(meanLogMelError(1)).isGreaterThan(0.30); // 0.358 measured
  }

  private static double meanLogMelError(int iterations) {
    MelSpectrogram mel = speech();
    try (GriffinLimVocoder vocoder = new GriffinLimVocoder(MelFormat.HIFIGAN, iterations)) {
      float[] again =
          new StftMelExtractor(MelFormat.HIFIGAN).extract(vocoder.melToWave(mel)).values();
      float[] wanted = mel.values();
      assertThat(again).hasSameSizeAs(wanted);
      double error = 0;
      for (int i = 0; i < wanted.length; i++) {
        error += Math.abs(again[i] - wanted[i]);
      }
      return error / wanted.length;
    }
  }

  @Test
  void everyPresetGivesOneHopPerFrame() {
    for (MelFormat format : MelFormat.presets().values()) {
      try (GriffinLimVocoder vocoder = new GriffinLimVocoder(format, 2)) {
        assertThat(vocoder.melToWave(flat(format, 1)).length()).isEqualTo(format.hopSize());
        assertThat(vocoder.melToWave(flat(format, 9)).length()).isEqualTo(9 * format.hopSize());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Framing.class)
  void framesThatDoNotOverlapGiveSilenceBetweenThem(Framing framing) {
    MelFormat format = MelFormat.builder().framing(framing).windowSize(200).hopSize(1000).build();
    try (GriffinLimVocoder vocoder = new GriffinLimVocoder(format)) {
      assertThat(vocoder.melToWave(flat(format, 3)).length()).isEqualTo(3000); // none is NaN
    }
  }

  @Test
  void anAbsurdlyLoudMelStaysFinite() {
    float[] values = new float[80 * 3];
    Arrays.fill(values, 1e30f);
    try (GriffinLimVocoder vocoder = new GriffinLimVocoder(MelFormat.HIFIGAN)) {
      Waveform wave = vocoder.melToWave(MelSpectrogram.of(values, 3, MelFormat.HIFIGAN));
      assertThat(wave.length()).isEqualTo(3 * 256);
    }
  }

  @ParameterizedTest
  @EnumSource(Framing.class)
  void aSineKeepsItsPitchAndItsPlace(Framing framing) {
    MelFormat format = MelFormat.builder().framing(framing).build();
    float[] samples = new float[22_016];
    for (int i = 11_008; i < samples.length; i++) {
      samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * 440 * i / 22_050));
    }
    MelSpectrogram mel = new StftMelExtractor(format).extract(Waveform.of(samples, 22_050));
    try (GriffinLimVocoder vocoder = new GriffinLimVocoder(format)) {
      float[] wave = vocoder.melToWave(mel).samples();

      int crossings = 0;
      for (int i = 13_000; i < 20_000; i++) {
        crossings += wave[i] < 0 && wave[i + 1] >= 0 ? 1 : 0;
      }
      assertThat(crossings * 22_050 / 7000.0).isCloseTo(440, within(25.0));
      assertThat(level(wave, 0, 10_000)).isLessThan(0.01);
      assertThat(level(wave, 12_000, 20_000)).isGreaterThan(0.15);
    }
  }

  private static double level(float[] wave, int from, int to) {
    double power = 0;
    for (int i = from; i < to; i++) {
      power += (double) wave[i] * wave[i];
    }
    return Math.sqrt(power / (to - from));
  }

  @Test
  void theSameMelGivesTheSameSamplesAloneOrInAList() {
    MelSpectrogram mel = speech().slice(0, 40);
    try (GriffinLimVocoder vocoder = new GriffinLimVocoder(MelFormat.HIFIGAN);
        GriffinLimVocoder another = new GriffinLimVocoder(MelFormat.HIFIGAN)) {
      float[] expected = vocoder.melToWave(mel).samples();

      assertThat(another.melToWave(mel).samples()).isEqualTo(expected);
      List<Waveform> list = vocoder.melToWave(List.of(mel.slice(0, 3), mel));
      assertThat(list.get(0).length()).isEqualTo(3 * 256);
      assertThat(list.get(1).samples()).isEqualTo(expected);
    }
  }

  @Test
  void theStreamGivesTheWholeAtItsEnd() {
    MelSpectrogram mel = speech().slice(0, 40);
    try (GriffinLimVocoder vocoder = new GriffinLimVocoder(MelFormat.HIFIGAN);
        VocoderStream stream = vocoder.openStream()) {
      assertThat(stream.push(mel.slice(0, 7)).length()).isZero();
      assertThatThrownBy(() -> stream.push(flat(MelFormat.MELGAN, 1)))
          .isInstanceOf(MelException.class);
      assertThat(stream.push(mel.slice(7, 8)).length()).isZero();
      assertThat(stream.push(mel.slice(8, 40)).length()).isZero();

      assertThat(stream.finish().samples()).isEqualTo(vocoder.melToWave(mel).samples());
      assertThatThrownBy(stream::finish).isInstanceOf(VocoderClosedException.class);
      try (VocoderStream unused = vocoder.openStream()) {
        assertThat(unused.finish().length()).isZero();
      }
    }
  }

  @Test
  void aClosedVocoderAnswersNothing() {
    GriffinLimVocoder vocoder = new GriffinLimVocoder(MelFormat.HIFIGAN);
    MelSpectrogram mel = flat(MelFormat.HIFIGAN, 1);
    try (VocoderStream stream = vocoder.openStream()) {
      vocoder.close();
      vocoder.close();

      assertThatThrownBy(() -> vocoder.melToWave(mel)).isInstanceOf(VocoderClosedException.class);
      assertThatThrownBy(() -> vocoder.melToWave(List.of(mel)))
          .isInstanceOf(VocoderClosedException.class);
      assertThatThrownBy(vocoder::openStream).isInstanceOf(VocoderClosedException.class);
      assertThatThrownBy(() -> stream.push(mel)).isInstanceOf(VocoderClosedException.class);
      assertThatThrownBy(stream::finish).isInstanceOf(VocoderClosedException.class);
    }
  }

  @Test
  void anotherFormatOrNoIterationIsRefused() {
    try (GriffinLimVocoder vocoder = new GriffinLimVocoder(MelFormat.HIFIGAN)) {
      assertThatThrownBy(() -> vocoder.melToWave(flat(MelFormat.MELGAN, 1)))
          .isInstanceOf(MelException.class);
    }
    assertThatThrownBy(() -> new GriffinLim(MelFormat.HIFIGAN, 0))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("at least 1");
  }

  private static MelSpectrogram speech() {
    NpyArray golden = NpyArray.read(Golden.path("mel/speech.hifigan.npy"));
    return MelSpectrogram.of(golden.values(), golden.shape()[1], MelFormat.HIFIGAN);
  }

  private static MelSpectrogram flat(MelFormat format, int frames) {
    return MelSpectrogram.of(new float[format.bands() * frames], frames, format);
  }
}
