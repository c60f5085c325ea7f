/**
 * A neural vocoder: mel spectrogram in, waveform out. {@code dev.vocoder} is what applications
 * call, {@code dev.vocoder.spi} what helps an implementation.
 */
module dev.vocoder {
  requires transitive java.desktop; // javax.sound.sampled

  exports dev.vocoder;
  exports dev.vocoder.spi;

  // No API, and free to change. The library's other modules run from the class path with DJL, whose
  // native jars have no name that a module may have: they are the unnamed module, which an export
  // to
  // a module by name does not reach.
  exports dev.vocoder.internal;
  exports dev.vocoder.internal.audio;
  exports dev.vocoder.internal.file;

  uses dev.vocoder.MelExtractor.Provider;
  uses dev.vocoder.Vocoder.Provider;
  uses dev.vocoder.VoiceConverter.Provider;
  uses dev.vocoder.internal.file.TensorReader;
}
