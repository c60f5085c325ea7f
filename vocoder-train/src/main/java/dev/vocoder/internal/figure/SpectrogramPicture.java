package dev.vocoder.internal.figure;

import dev.vocoder.MelSpectrogram;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A mel spectrogram as a picture: a pixel for each frame and band, time to the right, the lowest
 * band at the bottom. The same values make the same bytes. Needs no display. Thread-safe.
 *
 * @param mel the spectrogram
 * @param colors which value has which colour
 */
public record SpectrogramPicture(MelSpectrogram mel, ColorScale colors) {

  /** Returns a picture of 256 colours, frames wide and bands high. */
  public BufferedImage image() {
    BufferedImage image =
        new BufferedImage(
            mel.frames(), mel.bands(), BufferedImage.TYPE_BYTE_INDEXED, ColorScale.palette());
    WritableRaster raster = image.getRaster();
    for (int band = 0; band < mel.bands(); band++) {
      int row = mel.bands() - 1 - band;
      for (int frame = 0; frame < mel.frames(); frame++) {
        raster.setSample(frame, row, 0, colors.index(mel.value(band, frame)));
      }
    }
    return image;
  }

  /** Returns the picture as the bytes of a PNG file. */
  public byte[] png() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image(), "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return bytes.toByteArray();
  }
}
