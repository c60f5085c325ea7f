package dev.vocoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Vocoder;
import dev.vocoder.Voice;
import dev.vocoder.VoiceConverter;
import dev.vocoder.Waveform;
import dev.vocoder.conversion.ConverterConfig;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.network.conversion.MaskCycleGanGenerator;
import dev.vocoder.testing.Golden;
import dev.vocoder.testing.RandomConverters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConvertCommandTest extends CommandLineFixture {
  private static final String LINE = "convert --converter @run --vocoder @model.pth --to b ";
  private static final MaskCycleGanGenerator.Config SIZES =
      MaskCycleGanGenerator.Config.mask(80, 8);

  @BeforeEach
  void makeConverter() throws IOException {
    Path run = Files.createDirectory(folder.resolve("run"));
    RandomConverters.write(run.resolve("g_00001000"), RandomConverters.config(SIZES));
    Path speaker = Files.createDirectory(folder.resolve("speaker"));
    Files.copy(folder.resolve("in.wav"), speaker.resolve("1.wav"));
    float[] louder = Waveform.read(folder.resolve("in.wav")).samples();
    for (int i = 0; i < louder.length; i++) {
      louder[i] *= 1 + (float) Math.sin(1e-3 * i);
    }
    Waveform.of(louder, 22_050).write(speaker.resolve("2.wav"));
  }

  private Path in(String name) {
    return folder.resolve(name);
  }

  /** Returns what the library makes of the recording, between any voice and b. */
  private float[] expected(Voice from) {
    try (VoiceConverter converter = VoiceConverter.load(in("run"));
        Vocoder vocoder = Vocoder.load(in("model.pth"))) {
      MelSpectrogram mel = mel("in.wav");
      Voice source = from == null ? converter.voice("a") : from;
      return vocoder.melToWave(converter.convert(mel, source, converter.voice("b"))).samples();
    }
  }

  private MelSpectrogram mel(String wave) {
    return MelExtractor.of(MelFormat.HIFIGAN).extract(Waveform.read(in(wave)));
  }

  private float[] written(String line) {
    Outcome outcome = run(line);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("out.npy: 0.50 s at 22050 Hz, made in ");
    return NpyArray.read(in("out.npy")).values();
  }

  @Test
  void convertExtractsConvertsAndVocodes() {
    assertThat(written(LINE + "--from a @in.wav @out.npy")).isEqualTo(expected(null));
  }

  @Test
  void theDefaultModelVocodesWithoutAVocoder() {
    Outcome outcome = run("convert --converter @run/g_00001000 --from a --to b @in.wav @out.wav");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(Waveform.read(in("out.wav")).length()).isEqualTo(11_025 / 256 * 256);
  }

  @Test
  void anUnknownSpeakerIsMeasuredByRecordings() {
    Voice speaker = Voice.measure("x", List.of(mel("speaker/1.wav"), mel("speaker/2.wav")));
    float[] expected = expected(speaker);
    assertThat(written(LINE + "--voice-of @speaker @in.wav @out.npy")).isEqualTo(expected);
    assertThat(
            written(LINE + "--voice-of @speaker/1.wav --voice-of @speaker/2.wav @in.wav @out.npy"))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"@in.wav @out.wav", "--from a --voice-of @speaker @in.wav @out.wav"})
  void whoSpeaksIsToldInOneWay(String rest) {
    Outcome outcome = run(LINE + rest);
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith("Who speaks is told by --from or by --voice-of, one of them.");
  }

  @Test
  void badInputIsRefusedInOneLine() throws IOException {
    assertFails(LINE + "--from x @in.wav @out.wav", "knows no voice 'x'; it was trained on a, b.");
    assertFails("convert --converter @run --from a --to x @in.wav @out.wav", "knows no voice 'x'");
    assertFails(
        "convert --converter @model.pth --from a --to b @in.wav @out.wav",
        "model.pth is a vocoder, not a voice converter; open it with");
    assertFails(
        "convert --converter @run --vocoder @run --from a --to b @in.wav @out.wav",
        "is a voice converter, not a vocoder; open it with");
    assertFails(
        "convert --converter @absent --from a --to b @in.wav @out.wav", "absent: no such file");
    assertFails(LINE + "--from a @absent.wav @out.wav", "absent.wav");
    assertFails(LINE + "--from a @in.wav @in.wav", "it is what is read");
    assertFails(LINE + "--voice-of @run @in.wav @out.wav", "no .wav or .flac files in");
    Files.copy(Golden.path("conversion/cyclegan-vc2/tiny.pth"), in("public.pth"));
    assertFails(
        "convert --converter @public.pth --from a --to b @in.wav @out.wav",
        "does not tell its voices");
  }

  @Test
  void aVocoderOfOtherMelsIsRefusedWithBothNamed() {
    MelFormat.Builder other = MelFormat.HIFIGAN.toBuilder().fMax(7000);
    ConverterConfig config = RandomConverters.config(SIZES);
    List<Voice> voices =
        config.voices().stream()
            .map(voice -> Voice.of(voice.name(), other.build(), voice.means(), voice.deviations()))
            .toList();
    RandomConverters.write(in("other"), new ConverterConfig(SIZES, other.build(), voices));
    assertFails(
        "convert --converter @other --from a --to b @in.wav @out.wav",
        "The vocoder takes other mels than the converter makes; name one that takes those with"
            + " --vocoder. The vocoder's: hifigan: 22050 Hz");
  }

  @Test
  void infoDescribesConverters() {
    Outcome outcome = run("info @run");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out().lines())
        .containsExactly(
            "file:            PyTorch zip archive",
            "architecture:    MaskCycleGAN-VC voice converter",
            "                 channels 8, blocks 6, gating self, domains 0",
            "                 networks generator_A2B, generator_B2A",
            "parameters:      53,546",
            "voices:          a, b",
            "mel format:      " + MelFormat.HIFIGAN,
            "sample rate:     22050 Hz, 256 samples of each frame",
            "longest mel:     65536 frames (761 s)",
            "steps:           1000");
  }

  @Test
  void infoDescribesPublicConverters() throws IOException {
    Files.copy(Golden.path("conversion/cyclegan-vc2/tiny.pth"), in("public.pth"));
    Outcome outcome = run("info @public.pth");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out().lines())
        .contains(
            "file:            PyTorch zip archive, public code",
            "architecture:    CycleGAN-VC2 voice converter",
            "                 network generator_A2B",
            "voices:          two, whose names and statistics are not in the file",
            "mel format:      80 bands, else unknown",
            "longest mel:     65536 frames");
  }
}
