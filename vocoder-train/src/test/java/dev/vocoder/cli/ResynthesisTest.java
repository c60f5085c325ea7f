package dev.vocoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Precision;
import dev.vocoder.Vocoder;
import dev.vocoder.Waveform;
import dev.vocoder.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real speech through real weights and back: the mean absolute difference of the log-mels. */
class ResynthesisTest {
  private static final MelExtractor EXTRACTOR = MelExtractor.of(MelFormat.HIFIGAN);

  private static List<Path> recordings() throws IOException {
    try (Stream<Path> files = Files.list(SharedData.path("speech/lj"))) {
      return files.filter(file -> file.toString().endsWith(".flac")).sorted().toList();
    }
  }

  private static double meanDifference(List<Path> recordings, Precision precision) {
    Path checkpoint = SharedData.path("checkpoints/hifigan-lj-v2/generator_v2");
    try (Vocoder vocoder = Vocoder.builder().checkpoint(checkpoint).precision(precision).load()) {
      return recordings.stream()
          .mapToDouble(file -> difference(vocoder, file))
          .average()
          .orElseThrow();
    }
  }

  private static double difference(Vocoder vocoder, Path recording) {
    MelSpectrogram mel = EXTRACTOR.extract(Waveform.read(recording));
    float[] original = mel.values();
    float[] again = EXTRACTOR.extract(vocoder.melToWave(mel)).values();
    double sum = 0;
    for (int i = 0; i < original.length; i++) {
      sum += Math.abs(original[i] - again[i]);
    }
    return sum / original.length;
  }

  @Test
  void twelveRecordingsComeBackAsFromTheReference() throws IOException {
    List<Path> twelve = recordings().subList(0, 12);
    double full = meanDifference(twelve, Precision.FLOAT32);
    assertThat(full).isLessThan(0.32);
    assertThat(meanDifference(twelve, Precision.MIXED)).isLessThan(1.01 * full);
  }

  @Test
  @Tag("long")
  void allRecordingsComeBackAsFromTheReference() throws IOException {
    double mean = meanDifference(recordings(), Precision.FLOAT32);
    System.out.println("mean log-mel difference over all recordings: " + mean);
    assertThat(mean).isLessThanOrEqualTo(0.32);
  }
}
