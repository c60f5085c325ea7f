package dev.vocoder.train.data;

import dev.vocoder.FileException;
import dev.vocoder.VocoderException;
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
import java.util.HexFormat;
import java.util.List;

/**
 * What reading every recording of a data set through found.
 *
 * @param faults the recordings that cannot be trained on, and why
 * @param count how many recordings there are
 * @param seconds how long the usable ones are together
 * @param fingerprint a hash of all names and files, the same wherever they lie
 */
public record DatasetCheck(List<Fault> faults, int count, double seconds, String fingerprint) {

  /** Copies the list. */
  public DatasetCheck {
    faults = List.copyOf(faults);
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

  private record Reading(double seconds, String hash, Fault fault) {}

  /** Reads every recording and its mel through, on all processors. */
  static DatasetCheck of(Dataset dataset) {
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
        recordings.size(),
        readings.stream().mapToDouble(Reading::seconds).sum(),
        HexFormat.of().formatHex(all.digest()));
  }

  private static Reading read(RecordingReader reader, Recording recording) {
    try {
      return new Reading(reader.read(recording).wave().seconds(), hash(recording), null);
    } catch (VocoderException e) {
      return new Reading(0, "", new Fault(recording, e.getMessage().replaceAll("\\.$", "")));
    }
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
   * Returns nothing if every recording can be trained on.
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
