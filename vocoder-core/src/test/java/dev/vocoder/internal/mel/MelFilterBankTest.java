package dev.vocoder.internal.mel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.MelFormat;
import dev.vocoder.MelFormat.MelNorm;
import dev.vocoder.MelFormat.MelScale;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.testing.Golden;
import org.junit.jupiter.api.Test;

class MelFilterBankTest {

  @Test
  void slaneyFiltersAreThoseOfLibrosa() {
    assertIsGolden(MelFormat.HIFIGAN, "mel/filterbank-22050-1024-80-0-8000.npy");
    assertIsGolden(
        MelFormat.builder().sampleRate(24_000).fftSize(2048).bands(100).fMax(12_000).build(),
        "mel/filterbank-24000-2048-100-0-12000.npy");
  }

  private static void assertIsGolden(MelFormat format, String file) {
    MelFilterBank bank = new MelFilterBank(format);
    float[] flat = new float[bank.bands() * bank.bins()];
    float[][] dense = bank.toArray();
    for (int band = 0; band < bank.bands(); band++) {
      System.arraycopy(dense[band], 0, flat, band * bank.bins(), bank.bins());
    }
    Golden.assertClose(flat, NpyArray.read(Golden.path(file)).values(), 1e-6);
  }

  @Test
  void htkTrianglesAreStraightInHertzOrInMel() {
    MelFormat hertz =
        MelFormat.builder()
            .fftSize(16)
            .windowSize(16)
            .hopSize(4)
            .sampleRate(16_000)
            .bands(1)
            .fMax(8000)
            .melScale(MelScale.HTK)
            .melNorm(MelNorm.NONE)
            .build();
    MelFormat mel = hertz.toBuilder().melScale(MelScale.HTK_MEL_TRIANGLES).build();
    double highest = 2595 * Math.log10(1 + 8000 / 700.0);
    double centre = 700 * (Math.pow(10, highest / 2 / 2595) - 1);
    double one = 2595 * Math.log10(1 + 1000 / 700.0);

    assertThat(new MelFilterBank(hertz).toArray()[0][1])
        .isCloseTo((float) (1000 / centre), within(1e-6f));
    assertThat(new MelFilterBank(mel).toArray()[0][1])
        .isCloseTo((float) (one / (highest / 2)), within(1e-6f));
  }

  @Test
  void energyOfABandIsItsDenseProduct() {
    MelFilterBank bank = new MelFilterBank(MelFormat.HIFIGAN);
    float[] spectrum = new float[bank.bins()];
    double expected = 0;
    for (int bin = 0; bin < spectrum.length; bin++) {
      spectrum[bin] = 1 + bin % 7;
      expected += bank.toArray()[79][bin] * spectrum[bin];
    }

    assertThat(bank.energy(79, spectrum)).isCloseTo((float) expected, within(1e-6f));
    assertThat(bank.endBin()).isEqualTo(372); // 8000 Hz lies between bins 371 and 372
  }
}
