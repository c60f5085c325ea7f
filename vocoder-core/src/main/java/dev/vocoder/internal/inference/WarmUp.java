package dev.vocoder.internal.inference;

import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.network.GeneratorConfig;

/**
 * The first calls of a length, made before an application makes its own. oneDNN generates code for
 * each shape that it meets, and for each number of threads.
 */
final class WarmUp {
  private final GeneratorProgram program;
  private final MelFormat format;
  private final GeneratorConfig network;

  WarmUp(GeneratorProgram program, MelFormat format, GeneratorConfig network) {
    this.program = program;
    this.format = format;
    this.network = network;
  }

  /**
   * Vocodes as one of many calls does, and streams as one and alone.
   *
   * @param frames the length of a mel, and of what is pushed
   */
  void run(int frames) {
    MelSpectrogram mel = MelSpectrogram.of(new float[format.bands() * frames], frames, format);
    GeneratorProgram crowded = program.asOneOf(Integer.MAX_VALUE);
    try (Utterance whole = new Utterance(crowded, format, network)) {
      whole.take(mel, true);
    }
    if (program.blockFrames() < Integer.MAX_VALUE) {
      MelSpectrogram chunk = mel.slice(0, Math.min(frames, program.blockFrames()));
      stream(crowded, chunk);
      stream(program, chunk);
    }
  }

  /** Streams the first chunk that makes samples, one after it, and the end. */
  private void stream(GeneratorProgram by, MelSpectrogram chunk) {
    try (Utterance stream = new Utterance(by, format, network)) {
      int outputs = 0;
      while (outputs < 2) {
        outputs += stream.take(chunk, false).length > 0 ? 1 : 0;
      }
      stream.finish();
    }
  }
}
