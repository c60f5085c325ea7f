package dev.vocoder.internal.data;

import dev.vocoder.FileException;
import dev.vocoder.MelFormat;
import dev.vocoder.VocoderException;
import dev.vocoder.train.data.Recording;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found when every recording of a data set was read.
 *
 * @param faults the recordings that cannot be trained on, and why
 * @param doubts what is odd about those that can, one sentence for all of a kind
 * @param count how many recordings there are
 * @param seconds how long the usable ones are together
 * @param fingerprint a hash of all names and files, the same wherever they lie
 */
public record DatasetCheck(
    List<Fault> faults, List<String> doubts, int count, double seconds, String fingerprint) {

  /** Copies the lists. */
  public DatasetCheck {
    faults = List.copyOf(faults);
    doubts = List.copyOf(doubts);
  }

  /**
   * A recording that cannot be trained on.
   *
   * @param recording it
   * @param reason why, as the end of a sentence
   */
  public record Fault(Recording recording, String reason) {
    @Override
    public String toString() {
      return "%s (%s)".formatted(recording.name(), reason);
    }
  }

  /** What is odd about a recording: of which kind, and in a sentence. */
  private record Doubt(String kind, String message) {}

  private record Reading(double seconds, String hash, Fault fault, List<Doubt> doubts) {}

  /** Reads every recording of a data set and its mel, on all processors. */
  public static DatasetCheck of(Dataset dataset) {
    RecordingReader reader = new RecordingReader(dataset);
    List<Recording> recordings = dataset.recordings();
    List<Reading> readings =
        recordings.parallelStream().map(recording -> read(reader, recording)).toList();
    MessageDigest all = sha256();
    for (Reading reading : readings) {
      all.update(reading.hash.getBytes(StandardCharsets.UTF_8));
    }
    return new DatasetCheck(
        readings.stream().map(Reading::fault).filter(fault -> fault != null).toList(),
        doubts(recordings, readings),
        recordings.size(),
        readings.stream().mapToDouble(Reading::seconds).sum(),
        HexFormat.of().formatHex(all.digest()));
  }

  private static Reading read(RecordingReader reader, Recording recording) {
    try {
      RecordingReader.Content content = reader.read(recording);
      return new Reading(
          content.wave().seconds(), hash(recording), null, doubts(content, reader.format()));
    } catch (VocoderException e) {
      Fault fault = new Fault(recording, e.getMessage().replaceAll("\\.$", ""));
      return new Reading(0, "", fault, List.of());
    }
  }

  private static List<Doubt> doubts(RecordingReader.Content content, MelFormat format) {
    List<Doubt> doubts = new ArrayList<>();
    content.wave().scaleDoubt().ifPresent(doubt -> doubts.add(new Doubt("recordings", doubt)));
    content
        .mel()
        .map(mel -> mel.diagnose(format))
        .orElse(List.of())
        .forEach(
            finding -> doubts.add(new Doubt("mels (" + finding.kind() + ")", finding.message())));
    return doubts;
  }

  /** Describes each kind of doubt once, with its first recording and how many share it. */
  private static List<String> doubts(List<Recording> recordings, List<Reading> readings) {
    Map<String, String> first = new LinkedHashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < readings.size(); i++) {
      for (Doubt doubt : readings.get(i).doubts()) {
        first.putIfAbsent(doubt.kind(), recordings.get(i).name() + ": " + doubt.message());
        counts.merge(doubt.kind(), 1, Integer::sum);
      }
    }
    return first.entrySet().stream()
        .map(
            one ->
                "%d of %d %s are doubtful, such as %s"
                    .formatted(
                        counts.get(one.getKey()),
                        recordings.size(),
                        one.getKey().replaceAll(" .*", ""),
                        one.getValue()))
        .toList();
  }

  private static String hash(Recording recording) {
    MessageDigest hash = sha256();
    hash.update(recording.name().getBytes(StandardCharsets.UTF_8));
    update(hash, recording.wave());
    recording.mel().ifPresent(mel -> update(hash, mel));
    return HexFormat.of().formatHex(hash.digest());
  }

  private static void update(MessageDigest hash, Path file) {
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), hash)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new FileException("Cannot read %s: %s.".formatted(file, e.getMessage()), e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /**
   * Does nothing if every recording can be trained on.
   *
   * @throws FileException if not, with the names and reasons
   */
  public void requireUsable() {
    if (!faults.isEmpty()) {
      List<String> described = new ArrayList<>();
      faults.forEach(fault -> described.add(fault.toString()));
      throw new FileException(
          "%d of %d recordings cannot be trained on: %s."
              .formatted(faults.size(), count, String.join("; ", described)));
    }
  }
}
