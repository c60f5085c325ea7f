package dev.vocoder.internal.measure;

/**
 * The pitch of a wave at equal distances in time; frames without one are unvoiced. Immutable, and
 * so thread-safe.
 */
public final class PitchTrack {
  private final double[] hertz;

  private PitchTrack(double[] hertz) {
    this.hertz = hertz;
  }

  /**
   * Returns a track.
   *
   * @param hertz the pitch of each frame, above 0; 0 where it is unvoiced
   */
  public static PitchTrack of(double... hertz) {
    return new PitchTrack(hertz.clone());
  }

  /** Returns the number of frames. */
  public int frames() {
    return hertz.length;
  }

  /**
   * Says whether a frame has a pitch.
   *
   * @param frame which, from 0
   */
  public boolean isVoiced(int frame) {
    return hertz[frame] > 0;
  }

  /**
   * Returns the pitch of a frame in hertz, 0 if it is unvoiced.
   *
   * @param frame which, from 0
   */
  public double hertz(int frame) {
    return hertz[frame];
  }
}
