package dev.vocoder.internal.option;

import dev.vocoder.FileException;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Vocoder;
import dev.vocoder.VocoderStream;
import dev.vocoder.Waveform;
import dev.vocoder.internal.AtomicFile;
import dev.vocoder.internal.audio.OwnedSamples;
import dev.vocoder.internal.file.NpyArray;
import java.io.PrintWriter;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a vocoded wave goes: a file, {@code .wav} of 16 bits or {@code .npy} of raw samples, or
 * standard output, as WAV.
 */
public final class WaveOutput {
  private final Path file;
  private final boolean raw;
  private final PrintWriter report;

  /**
   * Checks the file before any work is done.
   *
   * @param file where to; {@code -} for standard output
   * @param spec the command, which reports on the other stream than the wave goes to
   * @throws FileException if it cannot be written, or is named as neither
   */
  public WaveOutput(Path file, CommandSpec spec) {
    this.file = file;
    if (StandardStream.is(file)) {
      raw = false;
      report = spec.commandLine().getErr();
      return;
    }
    String name = file.toString().toLowerCase(Locale.ROOT);
    raw = name.endsWith(".npy");
    if (!raw && !name.endsWith(".wav")) {
      throw new FileException(
          "Cannot write %s: its name must end in .wav or .npy.".formatted(file));
    }
    AtomicFile.requireWritable(file);
    report = spec.commandLine().getOut();
  }

  /** Vocodes a mel into the file, and says where the wave is and how fast it was made. */
  public void vocode(Vocoder vocoder, MelSpectrogram mel) {
    write(() -> vocoder.melToWave(mel));
  }

  /** As {@link #vocode}, the mel pushed through a stream some frames at a time. */
  public void vocodeInChunks(Vocoder vocoder, MelSpectrogram mel, int chunkFrames) {
    MelSpectrogram own = mel.convertTo(vocoder.melFormat()); // whole, for its dynamic range
    write(() -> streamed(vocoder, own, chunkFrames));
  }

  private static Waveform streamed(Vocoder vocoder, MelSpectrogram mel, int chunkFrames) {
    FloatBuffer samples = FloatBuffer.allocate(Math.toIntExact(vocoder.samplesOf(mel.frames())));
    try (VocoderStream stream = vocoder.openStream()) {
      for (int from = 0; from < mel.frames(); from += Math.min(chunkFrames, mel.frames())) {
        int to = from + Math.min(mel.frames() - from, chunkFrames);
        samples.put(stream.push(mel.slice(from, to)).samples());
      }
      samples.put(stream.finish().samples());
    }
    return Waveform.of(new OwnedSamples(samples.array(), vocoder.sampleRate()));
  }

  /**
   * Makes a wave and writes it, and says where it is and how fast it was made.
   *
   * @param vocoding makes it
   */
  public void write(Supplier<Waveform> vocoding) {
    long start = System.nanoTime();
    Waveform wave = vocoding.get();
    double seconds = (System.nanoTime() - start) * 1e-9;
    if (StandardStream.is(file)) {
      wave.write(System.out);
    } else if (raw) {
      AtomicFile.write(file, new NpyArray(new int[] {wave.length()}, wave.samples())::write);
    } else {
      wave.write(file);
    }
    report.printf(
        Locale.ROOT,
        "%s: %.2f s at %d Hz, made in %.2f s (%.1fx real time)%n",
        StandardStream.is(file) ? "standard output" : file,
        wave.seconds(),
        wave.sampleRate(),
        seconds,
        wave.seconds() / seconds);
  }
}
