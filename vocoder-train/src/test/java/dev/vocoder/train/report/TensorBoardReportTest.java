package dev.vocoder.train.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.FileException;
import dev.vocoder.Waveform;
import dev.vocoder.train.ValidationReport.Clip;
import dev.vocoder.train.report.EventReader.Message;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardReportTest {
  @TempDir Path folder;

  private List<Path> files(String below) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(below))) {
      return files.sorted().toList();
    }
  }

  private List<Message> events(int file) throws IOException {
    return EventReader.events(files("").get(file));
  }

  private static float scalar(Map<String, Map<Long, Message>> values, String tag, long step) {
    return (Float) values.get(tag).get(step).value(2);
  }

  @Test
  void aFileBeginsWithItsVersionAndIsNamedForTensorBoard() throws IOException {
    double before = System.currentTimeMillis() / 1000.0;
    try (TensorBoardReport report = new TensorBoardReport(folder.resolve("new"), 1)) {
      report.started(Training.run(folder, 0, 10));
    }
    Path file = files("new").get(0);
    assertThat(file.getFileName().toString()).matches("events\\.out\\.tfevents\\.\\d{10}\\..+");
    Message first = EventReader.events(file).get(0);
    assertThat(first.text(3)).isEqualTo("brain.Event:2");
    assertThat((Double) first.value(1)).isBetween(before, before + 60);
  }

  @Test
  void everyNthStepTheFirstAndTheLastTellEveryLossAtOnce() throws IOException {
    try (TensorBoardReport report = new TensorBoardReport(folder, 10)) {
      report.started(Training.run(folder, 0, 25));
      for (long step = 1; step <= 24; step++) {
        report.stepped(Training.step(step, 0.5 * step));
      }
      // Read before anything is closed: a run that is killed here loses nothing.
      assertThat(EventReader.values(events(0)).get("mel").keySet()).containsExactly(1L, 10L, 20L);
      report.stepped(Training.step(25, 12.5));
    }
    Map<String, Map<Long, Message>> values = EventReader.values(events(0));
    assertThat(values.keySet())
        .containsExactly(
            "discriminator",
            "discriminator/mpd",
            "generator",
            "adversarial/mpd",
            "feature_matching/mpd",
            "mel",
            "gradient_norm/generator",
            "learning_rate",
            "seconds_per_step");
    assertThat(values.get("generator").keySet()).containsExactly(1L, 10L, 20L, 25L);
    assertThat(scalar(values, "mel", 20)).isEqualTo(10f);
    assertThat(scalar(values, "generator", 25)).isEqualTo(17.5f);
    assertThat(scalar(values, "discriminator/mpd", 1)).isEqualTo(3f);
    assertThat(scalar(values, "gradient_norm/generator", 10)).isEqualTo(7f);
    assertThat(scalar(values, "learning_rate", 10)).isEqualTo(2e-4f);
    assertThat(scalar(values, "seconds_per_step", 25)).isEqualTo(0.25f);
  }

  @Test
  void validationTellsTheOriginalsOnceAndWhatWasGeneratedEachTime() throws IOException {
    Clip clip = Training.clip("tone.wav", 0.5);
    try (TensorBoardReport report = new TensorBoardReport(folder, 1)) {
      report.started(Training.run(folder, 0, 30));
      report.validated(Training.validation(10, 0.75, clip));
      report.validated(Training.validation(20, 0.5, clip));
      report.ended(Training.result(20));
    }
    Map<String, Map<Long, Message>> values = EventReader.values(events(0));
    assertThat(scalar(values, "validation/mel_error", 10)).isEqualTo(0.75f);
    assertThat(scalar(values, "validation/mel_error", 20)).isEqualTo(0.5f);
    for (String kind : List.of("audio ", "image ")) {
      assertThat(values.get(kind + "tone.wav/original").keySet()).containsExactly(10L);
      assertThat(values.get(kind + "tone.wav/generated").keySet()).containsExactly(10L, 20L);
    }
    assertAudio(values.get("audio tone.wav/original").get(10L).message(6), clip.original().wave());
    assertAudio(
        values.get("audio tone.wav/generated").get(20L).message(6), clip.made().get(0).wave());
    Message image = values.get("image tone.wav/generated").get(20L).message(4);
    assertThat(image.value(1)).isEqualTo(80L);
    assertThat(image.value(2)).isEqualTo((long) clip.made().get(0).mel().frames());
    assertThat(image.value(3)).isEqualTo(3L);
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(image.bytes(4)));
    assertThat(picture.getWidth()).isEqualTo(clip.made().get(0).mel().frames());
    // In the original's colours, at half its height: nowhere as bright as the brightest.
    assertThat(brightestGreen(picture)).isBetween(0xa0, 0xf0);
  }

  private static void assertAudio(Message audio, Waveform expected) {
    assertThat(audio.value(1)).isEqualTo(22_050f);
    assertThat(audio.value(2)).isEqualTo(1L);
    assertThat(audio.value(3)).isEqualTo(11_025L);
    assertThat(audio.text(5)).isEqualTo("audio/wav");
    Waveform wave = Waveform.read(new ByteArrayInputStream(audio.bytes(4)));
    assertThat(wave.sampleRate()).isEqualTo(22_050);
    assertThat(wave.samples()).containsExactly(expected.samples(), within(1f / 32_768));
  }

  private static int brightestGreen(BufferedImage picture) {
    int brightest = 0;
    for (int x = 0; x < picture.getWidth(); x++) {
      for (int y = 0; y < picture.getHeight(); y++) {
        brightest = Math.max(brightest, picture.getRGB(x, y) >> 8 & 0xff);
      }
    }
    return brightest;
  }

  @Test
  void aResumedRunWritesAFileOfItsOwnThatReplacesWhatLiesBeyondItsFirstStep() throws IOException {
    try (TensorBoardReport report = new TensorBoardReport(folder, 1)) {
      report.started(Training.run(folder, 0, 10));
    }
    try (TensorBoardReport report = new TensorBoardReport(folder, 1)) {
      report.started(Training.run(folder, 6, 10));
      report.stepped(Training.step(7, 1));
    }
    assertThat(files("")).hasSize(2);
    assertThat(events(0)).hasSize(1);
    Message restart = events(1).get(1);
    assertThat(restart.value(2)).isEqualTo(7L);
    assertThat(restart.message(7).value(1)).isEqualTo(1L); // SessionLog.START
    assertThat(EventReader.values(events(1)).get("mel").keySet()).containsExactly(7L);
  }

  @Test
  void aFolderThatCannotBeIsRefusedAtTheStart() throws IOException {
    Path plain = Files.createFile(folder.resolve("plain"));
    TensorBoardReport report = new TensorBoardReport(plain, 1);
    assertThatThrownBy(() -> report.started(Training.run(folder, 0, 10)))
        .isInstanceOf(FileException.class)
        .hasMessageStartingWith("Cannot write TensorBoard events to %s: ", plain);
  }

  @Test
  void whatIsToldAfterTheEndIsDropped() throws IOException {
    TensorBoardReport report = new TensorBoardReport(folder, 1);
    report.started(Training.run(folder, 0, 10));
    report.ended(Training.result(0));
    report.stepped(Training.step(1, 1));
    report.close();
    assertThat(events(0)).hasSize(1);
  }
}
