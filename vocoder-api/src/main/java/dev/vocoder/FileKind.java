package dev.vocoder;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a file is by its first bytes, whatever its name says: for telling someone who gave the wrong
 * one.
 *
 * @param name the kind, with its article
 * @param family what it is good for
 */
record FileKind(String name, Family family) {
  /** How many bytes tell. */
  static final int LENGTH = 512;

  /** What files are good for. */
  enum Family {
    /** A recording, of whatever coding. */
    AUDIO,
    /** Something that stands where the file should be. */
    STAND_IN,
    /** The file may be inside. */
    PACKED,
    /** Anything else. */
    OTHER
  }

  private record Magic(int at, String bytes, FileKind kind) {
    Magic(String bytes, String name, Family family) {
      this(0, bytes, new FileKind(name, family));
    }
  }

  private static final FileKind MP3 = audio("an MP3 file");

  /** The first that fits counts; one character a byte. */
  private static final List<Magic> MAGICS =
      List.of(
          new Magic("RIFF", "a RIFF file, such as a WAV recording", Family.AUDIO),
          new Magic("RIFX", "a RIFF file, such as a WAV recording", Family.AUDIO),
          new Magic("RF64", "an RF64 recording", Family.AUDIO),
          new Magic("BW64", "a BW64 recording", Family.AUDIO),
          new Magic("fLaC", "a FLAC file", Family.AUDIO),
          new Magic(28, "OpusHead", audio("an Ogg Opus file")),
          new Magic(29, "vorbis", audio("an Ogg Vorbis file")),
          new Magic(29, "FLAC", audio("a FLAC file in an Ogg container")),
          new Magic("OggS", "an Ogg file", Family.AUDIO),
          new Magic("ID3", "an MP3 file, or another with an ID3 tag", Family.AUDIO),
          new Magic(4, "ftyp", audio("an MP4 or M4A file")),
          new Magic("\u001aE\u00df\u00a3", "a WebM or Matroska file", Family.AUDIO),
          new Magic("0&\u00b2u", "a Windows Media (WMA) file", Family.AUDIO),
          new Magic("#!AMR", "an AMR file", Family.AUDIO),
          new Magic("caff", "a Core Audio (CAF) file", Family.AUDIO),
          new Magic("riff.\u0091", "a Sony Wave64 file", Family.AUDIO),
          new Magic("NIST_1A", "a NIST SPHERE file, as TIMIT has", Family.AUDIO),
          new Magic("wvpk", "a WavPack file", Family.AUDIO),
          new Magic("MAC ", "a Monkey's Audio file", Family.AUDIO),
          new Magic("MThd", "a MIDI score", Family.OTHER),
          new Magic(".snd", "an AU recording", Family.AUDIO),
          new Magic(8, "AIFC", audio("an AIFF-C recording")),
          new Magic(8, "AIFF", audio("an AIFF recording")),
          new Magic("version https://git-lfs", "a Git LFS pointer", Family.STAND_IN),
          new Magic("\u0093NUMPY", "a NumPy array", Family.OTHER),
          new Magic("\u0089HDF", "an HDF5 file", Family.OTHER),
          new Magic("MATLAB ", "a MATLAB file", Family.OTHER),
          new Magic("PK\u0003\u0004", "a zip archive", Family.PACKED),
          new Magic("\u001f\u008b", "a gzip archive", Family.PACKED),
          new Magic("BZh", "a bzip2 archive", Family.PACKED),
          new Magic("\u00fd7zXZ", "an xz archive", Family.PACKED),
          new Magic("(\u00b5/\u00fd", "a zstd archive", Family.PACKED),
          new Magic("7z\u00bc\u00af", "a 7-Zip archive", Family.PACKED),
          new Magic("Rar!", "a RAR archive", Family.PACKED),
          new Magic(257, "ustar", new FileKind("a tar archive", Family.PACKED)),
          new Magic("\u0089PNG", "a picture", Family.OTHER),
          new Magic("\u00ff\u00d8\u00ff", "a picture", Family.OTHER),
          new Magic("%PDF", "a PDF document", Family.OTHER),
          new Magic("\u0080\u0002", "a Python pickle", Family.OTHER),
          new Magic("\u0080\u0003", "a Python pickle", Family.OTHER),
          new Magic("\u0080\u0004", "a Python pickle", Family.OTHER),
          new Magic("\u0080\u0005", "a Python pickle", Family.OTHER));

  private static FileKind audio(String name) {
    return new FileKind(name, Family.AUDIO);
  }

  /**
   * Returns the kind of file that begins so, where it is a known one.
   *
   * @param start the first {@link #LENGTH} bytes, or all of a shorter file
   */
  static Optional<FileKind> of(byte[] start) {
    String text = new String(start, StandardCharsets.ISO_8859_1);
    String word = text.replaceFirst("^\u00ef\u00bb\u00bf", "").stripLeading();
    String lower = word.toLowerCase(Locale.ROOT);
    if (lower.startsWith("<!doctype") || lower.startsWith("<html") || lower.startsWith("<?xml")) {
      return Optional.of(new FileKind("a web page", Family.STAND_IN));
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
      return Optional.of((start[1] & 0x06) == 0 ? audio("an AAC file") : MP3);
    }
    if (word.startsWith("{") || word.startsWith("[")) {
      return Optional.of(new FileKind("a JSON text", Family.OTHER));
    }
    return isText(start) ? Optional.of(new FileKind("a text", Family.OTHER)) : Optional.empty();
  }

  /** Returns what it is and how to get what is needed, as the middle of a sentence about audio. */
  String withRemedyForAudio() {
    return switch (family) {
      case AUDIO -> name + "; convert it to WAV, such as with ffmpeg -i IN OUT.wav";
      case STAND_IN, PACKED -> withRemedy();
      case OTHER -> name + "; give a recording, such as a WAV or FLAC file";
    };
  }

  /** Returns what it is and how to get what is needed, as the middle of a sentence about a mel. */
  String withRemedyForMel() {
    return switch (family) {
      case AUDIO -> name + ", not a mel spectrogram; make one of it with 'vocoder mel'";
      case STAND_IN, PACKED -> withRemedy();
      case OTHER -> name + "; save the mel with numpy.save";
    };
  }

  private String withRemedy() {
    if (family == Family.PACKED) {
      return name + "; unpack it first";
    }
    return name.endsWith("pointer")
        ? name + " to the real file; fetch that with 'git lfs pull'"
        : name + ", not the file itself; download it again with its direct link";
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
