package dev.vocoder.internal.audio;

/** How a sample is stored in a WAV file. */
public enum PcmCoding {
  /** 8-bit unsigned. */
  PCM_8(1),
  /** 16-bit. */
  PCM_16(2),
  /** 24-bit. */
  PCM_24(3),
  /** 32-bit. */
  PCM_32(4),
  /** 32-bit IEEE float. */
  FLOAT_32(4);

  private final int bytes;

  PcmCoding(int bytes) {
    this.bytes = bytes;
  }

  /** Returns how many bytes a sample takes. */
  public int bytes() {
    return bytes;
  }
}
