package dev.vocoder.internal.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class SpectrogramPictureTest {
  private static final int BLACK = 0xff000004;
  private static final int YELLOW = 0xfffcfdbf;

  /** Values that rise by 10 with each band and by 1 with each frame. */
  private static MelSpectrogram rising(int bands, int frames) {
    float[][] values = new float[bands][frames];
    for (int band = 0; band < bands; band++) {
      for (int frame = 0; frame < frames; frame++) {
        values[band][frame] = 10 * band + frame;
      }
    }
    return MelSpectrogram.of(values, MelFormat.HIFIGAN.toBuilder().bands(bands).build());
  }

  private static double luminance(int rgb) {
    return 0.2126 * (rgb >> 16 & 0xff) + 0.7152 * (rgb >> 8 & 0xff) + 0.0722 * (rgb & 0xff);
  }

  @Test
  void timeGoesRightAndFrequencyUp() {
    MelSpectrogram mel = rising(3, 5);
    BufferedImage image = new SpectrogramPicture(mel, ColorScale.of(mel)).image();
    assertThat(image.getWidth()).isEqualTo(5);
    assertThat(image.getHeight()).isEqualTo(3);
    assertThat(image.getRGB(0, 2)).isEqualTo(BLACK); // band 0, frame 0: 0 of 24
    assertThat(image.getRGB(4, 0)).isEqualTo(YELLOW); // band 2, frame 4: 24 of 24
    assertThat(image.getRGB(2, 1)).isEqualTo(0xffb73679); // band 1, frame 2: 12, the middle
  }

  @Test
  void coloursBrightenEvenlyAndEndAtTheRange() {
    MelSpectrogram mel = rising(1, 256);
    BufferedImage image = new SpectrogramPicture(mel, new ColorScale(0, 255)).image();
    double largestStep = 0;
    for (int frame = 1; frame < 256; frame++) {
      double step = luminance(image.getRGB(frame, 0)) - luminance(image.getRGB(frame - 1, 0));
      assertThat(step).isPositive();
      largestStep = Math.max(largestStep, step);
    }
    assertThat(largestStep).isLessThan(2.5); // of 245 in 255 steps

    BufferedImage narrow = new SpectrogramPicture(mel, new ColorScale(100, 101)).image();
    assertThat(narrow.getRGB(99, 0)).isEqualTo(BLACK);
    assertThat(narrow.getRGB(102, 0)).isEqualTo(YELLOW);
  }

  @Test
  void pngFilesHoldEveryPixelAndAreTheSameEachTime() throws IOException {
    SpectrogramPicture picture = new SpectrogramPicture(rising(80, 30), new ColorScale(0, 820));
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(picture.png()));
    BufferedImage drawn = picture.image();
    assertThat(read.getRGB(0, 0, 30, 80, null, 0, 30))
        .isEqualTo(drawn.getRGB(0, 0, 30, 80, null, 0, 30));
    assertThat(picture.png()).isEqualTo(picture.png());
  }

  @Test
  void silenceIsDark() {
    MelSpectrogram silence = MelSpectrogram.of(new float[80 * 3], 3, MelFormat.HIFIGAN);
    ColorScale colors = ColorScale.of(silence);
    assertThat(colors).isEqualTo(new ColorScale(0, 1));
    assertThat(new SpectrogramPicture(silence, colors).image().getRGB(1, 40)).isEqualTo(BLACK);
  }

  @Test
  void rangesWithoutExtentAreRefused() {
    assertThatThrownBy(() -> new ColorScale(1, 1))
        .isInstanceOf(ConfigException.class)
        .hasMessage("Colours cannot range from 1.0 to 1.0; give two numbers, the smaller first.");
    assertThatThrownBy(() -> new ColorScale(Double.NaN, 1)).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> new ColorScale(0, Double.POSITIVE_INFINITY))
        .isInstanceOf(ConfigException.class);
  }
}
