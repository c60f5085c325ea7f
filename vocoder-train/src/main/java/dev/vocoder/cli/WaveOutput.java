package dev.vocoder.cli;

import dev.vocoder.AtomicFile;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.NpyArray;
import dev.vocoder.Vocoder;
import dev.vocoder.Waveform;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** The file a vocoded wave goes to: {@code .npy} for the raw float32 samples, else 16-bit WAV. */
final class WaveOutput {
  private final Path file;

  /**
   * Checks the file before any work is done.
   *
   * @throws dev.vocoder.FileException if it cannot be written
   */
  WaveOutput(Path file) {
    AtomicFile.requireWritable(file);
    this.file = file;
  }

  /** Vocodes a mel into the file, and says where the wave is and how fast it was made. */
  void vocode(Vocoder vocoder, MelSpectrogram mel, PrintWriter out) {
    long start = System.nanoTime();
    Waveform wave = vocoder.melToWave(mel);
    double seconds = (System.nanoTime() - start) * 1e-9;
    if (file.toString().endsWith(".npy")) {
      new NpyArray(new int[] {wave.length()}, wave.samples()).write(file);
    } else {
      wave.write(file);
    }
    out.printf(
        Locale.ROOT,
        "%s: %.2f s at %d Hz, made in %.2f s (%.1fx real time)%n",
        file,
        wave.seconds(),
        wave.sampleRate(),
        seconds,
        wave.seconds() / seconds);
  }
}
