package dev.vocoder.internal.griffinlim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Waveform;
import dev.vocoder.internal.mel.MelFilterBank;
import dev.vocoder.internal.mel.StftMelExtractor;
import dev.vocoder.testing.Golden;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MelInversionTest {

  @ParameterizedTest
  @ValueSource(strings = {"hifigan", "parallel-wavegan", "keras-melgan"})
  void magnitudesHaveTheBandEnergiesOfTheMel(String preset) {
    MelFormat format = MelFormat.named(preset);
    MelSpectrogram mel =
        new StftMelExtractor(format).extract(Waveform.read(Golden.path("mel/speech.wav")));
    MelFilterBank bank = new MelFilterBank(format);

    float[][] magnitudes = new MelInversion(format).magnitudes(mel);

    double error = 0;
    for (int frame = 0; frame < mel.frames(); frame++) {
      float[] strengths = magnitudes[frame].clone();
      for (int bin = 0; bin < strengths.length; bin++) {
        double squared = (double) strengths[bin] * strengths[bin] + format.magnitudeFloor();
        strengths[bin] = (float) Math.pow(squared, format.power() / 2.0);
      }
      for (int band = 0; band < bank.bands(); band++) {
        double wanted = mel.value(band, frame) / format.logScale().perNeper();
        error += Math.abs(Math.log(bank.energy(band, strengths)) - wanted);
      }
    }
    assertThat(error / mel.frames() / bank.bands()).isLessThan(0.02);
  }
}
