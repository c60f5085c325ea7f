package dev.vocoder.internal.file;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a file is by its first bytes, whatever its name says: for telling someone who gave the wrong
 * one. A constant's words say what it is.
 */
public enum FileKind {
  RIFF("a RIFF file, such as a WAV recording", Family.AUDIO),
  RF64("an RF64 recording", Family.AUDIO),
  BW64("a BW64 recording", Family.AUDIO),
  FLAC("a FLAC file", Family.AUDIO),
  OPUS("an Ogg Opus file", Family.AUDIO),
  VORBIS("an Ogg Vorbis file", Family.AUDIO),
  OGG_FLAC("a FLAC file in an Ogg container", Family.AUDIO),
  OGG("an Ogg file", Family.AUDIO),
  ID3("an MP3 file, or another with an ID3 tag", Family.AUDIO),
  MP3("an MP3 file", Family.AUDIO),
  AAC("an AAC file", Family.AUDIO),
  MP4("an MP4 or M4A file", Family.AUDIO),
  MATROSKA("a WebM or Matroska file", Family.AUDIO),
  WMA("a Windows Media (WMA) file", Family.AUDIO),
  AMR("an AMR file", Family.AUDIO),
  CAF("a Core Audio (CAF) file", Family.AUDIO),
  WAVE64("a Sony Wave64 file", Family.AUDIO),
  SPHERE("a NIST SPHERE file, as TIMIT has", Family.AUDIO),
  WAVPACK("a WavPack file", Family.AUDIO),
  MONKEYS_AUDIO("a Monkey's Audio file", Family.AUDIO),
  AU("an AU recording", Family.AUDIO),
  AIFF_C("an AIFF-C recording", Family.AUDIO),
  AIFF("an AIFF recording", Family.AUDIO),
  MIDI("a MIDI score", Family.OTHER),
  GIT_LFS_POINTER("a Git LFS pointer", Family.STAND_IN),
  WEB_PAGE("a web page", Family.STAND_IN),
  NUMPY("a NumPy array", Family.OTHER),
  HDF5("an HDF5 file", Family.OTHER),
  MATLAB("a MATLAB file", Family.OTHER),
  PICTURE("a picture", Family.OTHER),
  PDF("a PDF document", Family.OTHER),
  PICKLE("a Python pickle", Family.OTHER),
  JSON("a JSON text", Family.OTHER),
  TEXT("a text", Family.OTHER),
  ZIP("a zip archive", Family.PACKED),
  GZIP("a gzip archive", Family.PACKED),
  BZIP2("a bzip2 archive", Family.PACKED),
  XZ("an xz archive", Family.PACKED),
  ZSTD("a zstd archive", Family.PACKED),
  SEVEN_ZIP("a 7-Zip archive", Family.PACKED),
  RAR("a RAR archive", Family.PACKED),
  TAR("a tar archive", Family.PACKED);

  /** How many bytes tell. */
  public static final int LENGTH = 512;

  /** What files are good for. */
  public enum Family {
    /** A recording, of whatever coding. */
    AUDIO,
    /** Something that stands where the file should be. */
    STAND_IN,
    /** The file may be inside. */
    PACKED,
    /** Anything else. */
    OTHER
  }

  private record Magic(int at, String bytes, FileKind kind) {}

  /** The first that fits counts; one character a byte. */
  private static final List<Magic> MAGICS =
      List.of(
          new Magic(0, "RIFF", RIFF),
          new Magic(0, "RIFX", RIFF),
          new Magic(0, "RF64", RF64),
          new Magic(0, "BW64", BW64),
          new Magic(0, "fLaC", FLAC),
          new Magic(28, "OpusHead", OPUS),
          new Magic(29, "vorbis", VORBIS),
          new Magic(29, "FLAC", OGG_FLAC),
          new Magic(0, "OggS", OGG),
          new Magic(0, "ID3", ID3),
          new Magic(4, "ftyp", MP4),
          new Magic(0, "\u001aE\u00df\u00a3", MATROSKA),
          new Magic(0, "0&\u00b2u", WMA),
          new Magic(0, "#!AMR", AMR),
          new Magic(0, "caff", CAF),
          new Magic(0, "riff.\u0091", WAVE64),
          new Magic(0, "NIST_1A", SPHERE),
          new Magic(0, "wvpk", WAVPACK),
          new Magic(0, "MAC ", MONKEYS_AUDIO),
          new Magic(0, "MThd", MIDI),
          new Magic(0, ".snd", AU),
          new Magic(8, "AIFC", AIFF_C),
          new Magic(8, "AIFF", AIFF),
          new Magic(0, "version https://git-lfs", GIT_LFS_POINTER),
          new Magic(0, "\u0093NUMPY", NUMPY),
          new Magic(0, "\u0089HDF", HDF5),
          new Magic(0, "MATLAB ", MATLAB),
          new Magic(0, "PK\u0003\u0004", ZIP),
          new Magic(0, "\u001f\u008b", GZIP),
          new Magic(0, "BZh", BZIP2),
          new Magic(0, "\u00fd7zXZ", XZ),
          new Magic(0, "(\u00b5/\u00fd", ZSTD),
          new Magic(0, "7z\u00bc\u00af", SEVEN_ZIP),
          new Magic(0, "Rar!", RAR),
          new Magic(257, "ustar", TAR),
          new Magic(0, "\u0089PNG", PICTURE),
          new Magic(0, "\u00ff\u00d8\u00ff", PICTURE),
          new Magic(0, "%PDF", PDF),
          new Magic(0, "\u0080\u0002", PICKLE),
          new Magic(0, "\u0080\u0003", PICKLE),
          new Magic(0, "\u0080\u0004", PICKLE),
          new Magic(0, "\u0080\u0005", PICKLE));

  private final String description;
  private final Family family;

  FileKind(String description, Family family) {
    this.description = description;
    this.family = family;
  }

  /** Returns what it is in a few words, with the article. */
  public String description() {
    return description;
  }

  /** Returns what it is good for. */
  public Family family() {
    return family;
  }

  /**
   * Returns the kind of file that begins so, where it is a known one.
   *
   * @param start the first {@link #LENGTH} bytes, or all of a shorter file
   */
  public static Optional<FileKind> of(byte[] start) {
    String text = new String(start, StandardCharsets.ISO_8859_1);
    String word = text.replaceFirst("^\u00ef\u00bb\u00bf", "").stripLeading();
    String lower = word.toLowerCase(Locale.ROOT);
    if (lower.startsWith("<!doctype") || lower.startsWith("<html") || lower.startsWith("<?xml")) {
      return Optional.of(WEB_PAGE);
    }
    Optional<FileKind> known =
        MAGICS.stream()
            .filter(magic -> text.startsWith(magic.bytes, magic.at))
            .map(Magic::kind)
            .findFirst();
    if (known.isPresent()) {
      return known;
    }
    if (isMpegFrame(start)) {
      return Optional.of((start[1] & 0x06) == 0 ? AAC : MP3);
    }
    if (word.startsWith("{") || word.startsWith("[")) {
      return Optional.of(JSON);
    }
    return isText(start) ? Optional.of(TEXT) : Optional.empty();
  }

  /** Returns what it is and how to get what is needed, as the middle of a sentence about audio. */
  public String withRemedyForAudio() {
    return switch (family) {
      case AUDIO -> description + "; convert it to WAV, such as with ffmpeg -i IN OUT.wav";
      case STAND_IN, PACKED -> withRemedy();
      case OTHER -> description + "; give a recording, such as a WAV or FLAC file";
    };
  }

  /** Returns what it is and how to get what is needed, as the middle of a sentence about a mel. */
  public String withRemedyForMel() {
    return switch (family) {
      case AUDIO -> description + ", not a mel spectrogram; make one of it with 'vocoder mel'";
      case STAND_IN, PACKED -> withRemedy();
      case OTHER -> description + "; save the mel with numpy.save";
    };
  }

  private String withRemedy() {
    if (family == Family.PACKED) {
      return description + "; unpack it first";
    }
    return this == GIT_LFS_POINTER
        ? description + " to the real file; fetch that with 'git lfs pull'"
        : description + ", not the file itself; download it again with its direct link";
  }

  /** A frame header of MPEG audio: eleven ones, and no field that is reserved. */
  private static boolean isMpegFrame(byte[] start) {
    boolean isUtf16 = start.length > 1 && (start[1] & 0xff) == 0xfe; // its byte-order mark
    if (start.length < 4 || isUtf16 || (start[0] & 0xff) != 0xff || (start[1] & 0xe0) != 0xe0) {
      return false;
    }
    boolean adts = (start[1] & 0xf6) == 0xf0; // AAC's own: the layer's bits are 0
    int version = (start[1] >> 3) & 3;
    int layer = (start[1] >> 1) & 3;
    int bitrate = (start[2] >> 4) & 15;
    int rate = (start[2] >> 2) & 3;
    return adts || (version != 1 && layer != 0 && bitrate != 15 && rate != 3);
  }

  private static boolean isText(byte[] start) {
    for (byte b : start) {
      int value = b & 0xff;
      if (value < ' ' && value != '\n' && value != '\r' && value != '\t') {
        return false;
      }
      if (value >= 0x7f) {
        return false;
      }
    }
    return start.length > 0;
  }
}
