package dev.vocoder.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.MelFile;
import dev.vocoder.VocoderException;
import dev.vocoder.Waveform;
import dev.vocoder.internal.layout.BandStatistics;
import dev.vocoder.testing.Golden;
import dev.vocoder.testing.Mutations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every reader, on 220 000 files with a few bytes wrong: it reads, or it says what is wrong. */
@Tag("long")
class MutatedFilesTest {
  private static final int TIMES = 10_000; // for each of twenty-two files
  private static final double MOST_SECONDS = 2;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "generator/tiny-v1.pth, generator/tiny-v1.config.json",
    "generator/tiny-v1-legacy.pth, generator/tiny-v1.config.json",
    "reported/70-odd-ref/generator.pth, reported/70-odd-ref/config.json",
    "reported/80-hf-audioldm/pytorch_model.bin, reported/80-hf-audioldm/config.json",
    "formats/coqui-melgan/model_file.pth.tar, formats/coqui-melgan/config.json",
    "formats/coqui-mbmelgan/best_model.pth, formats/coqui-mbmelgan/config.json",
    "formats/pwg-melgan-causal/checkpoint-1000steps.pkl, formats/pwg-melgan-causal/config.yml",
    "formats/hf-speecht5-hifigan/model.safetensors, formats/hf-speecht5-hifigan/config.json",
    "formats/speechbrain-hifigan/generator.ckpt, formats/speechbrain-hifigan/hyperparams.yaml",
    "formats/nemo-hifigan-v3/hifigan.nemo, ",
    "formats/sherpa-onnx-hifigan/hifigan_tiny.onnx, ",
    "formats/sherpa-onnx-vocos/vocos_tiny.onnx, ",
  })
  void models(String model, String config) throws IOException {
    if (config != null) {
      Path source = Golden.path(config);
      Files.copy(source, folder.resolve(source.getFileName().toString().replace("tiny-v1.", "")));
    }
    mutate(Golden.path(model), file -> GeneratorCheckpoint.read(file, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "generator/tiny-v1.config.json",
    "formats/coqui-hifigan/config.json",
    "formats/pwg-hifigan/config.yml",
    "formats/nemo-hifigan/model_config.yaml",
  })
  void configs(String config) throws IOException {
    mutate(Golden.path(config), VocoderConfig::read);
  }

  @ParameterizedTest
  @CsvSource({"formats/pwg-hifigan/stats.h5", "formats/coqui-mbmelgan/scale_stats.npy"})
  void statistics(String file) throws IOException {
    mutate(Golden.path(file), mutant -> BandStatistics.read(bytes(mutant), "stats"));
  }

  @ParameterizedTest
  @CsvSource({"generator/mel.npy", "formats/coqui-mbmelgan/mel.npy"})
  void mels(String mel) throws IOException {
    mutate(Golden.path(mel), MelFile::read);
  }

  @ParameterizedTest
  @CsvSource({"../docs/speech.wav", "src/test/resources/audio/tone.flac"})
  void recordings(Path recording) throws IOException {
    mutate(recording, Waveform::read);
  }

  private void mutate(Path original, Consumer<Path> reader) throws IOException {
    Path file = folder.resolve(original.getFileName().toString());
    AtomicInteger refused = new AtomicInteger();
    Mutations.of(
        Files.readAllBytes(original),
        TIMES,
        original.toString().hashCode(),
        mutant -> {
          write(file, mutant);
          double seconds = seconds(reader, file, refused);
          if (seconds > MOST_SECONDS) { // again, in case it was the machine
            seconds = Math.min(seconds, seconds(reader, file, new AtomicInteger()));
          }
          assertThat(seconds).as("seconds").isLessThan(MOST_SECONDS);
        });
    assertThat(refused.get()).isBetween(1, TIMES);
  }

  private static double seconds(Consumer<Path> reader, Path file, AtomicInteger refused) {
    long begin = System.nanoTime();
    try {
      reader.accept(file);
    } catch (VocoderException e) {
      assertThat(e.getMessage()).isNotBlank();
      refused.incrementAndGet();
    }
    return (System.nanoTime() - begin) * 1e-9;
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
