package dev.vocoder.internal.figure;

import dev.vocoder.MelSpectrogram;
import dev.vocoder.Waveform;
import dev.vocoder.train.ValidationReport.Clip;
import dev.vocoder.train.ValidationReport.Rendering;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioSystem;

/** The first ten seconds of a clip, enough to judge it: what pages and event files keep. */
public record Excerpt(Waveform wave, SpectrogramPicture picture) {
  private static final int MAX_SECONDS = 10;

  /** Colours as the original's are, so that the two can be compared. */
  public static Excerpt ofMade(Clip clip, Rendering made) {
    return of(made.wave(), made.mel(), ColorScale.of(clip.original().mel()));
  }

  public static Excerpt of(Waveform wave, MelSpectrogram mel, ColorScale colors) {
    int samples = Math.min(wave.length(), MAX_SECONDS * wave.sampleRate());
    int frames = (int) Math.min(mel.frames(), MAX_SECONDS * mel.format().framesPerSecond());
    return new Excerpt(
        wave.slice(0, samples), new SpectrogramPicture(mel.slice(0, frames), colors));
  }

  /** Returns the sound as the bytes of a 16-bit WAV file. */
  public byte[] wav() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      AudioSystem.write(wave.toAudioInputStream(), AudioFileFormat.Type.WAVE, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return bytes.toByteArray();
  }
}
