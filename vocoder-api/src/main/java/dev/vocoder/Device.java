package dev.vocoder;

import java.io.Serializable;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a vocoder computes.
 *
 * @param type the processor
 * @param index which one of its type, from 0
 */
public record Device(Type type, int index) implements Serializable {
  private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,9}))?");

  /** The kinds of processor. */
  public enum Type {
    /** The host's processor. */
    CPU,
    /** An NVIDIA GPU. */
    CUDA
  }

  /** Checks the index: not negative, and 0 for the CPU. */
  public Device {
    Objects.requireNonNull(type, "type");
    if (index < 0 || (type == Type.CPU && index > 0)) {
      throw new ConfigException(
          "Device index " + index + " is out of range; use cpu, or cuda:N with N from 0.");
    }
  }

  /** Returns the host's processor. */
  public static Device cpu() {
    return new Device(Type.CPU, 0);
  }

  /**
   * Returns a CUDA device.
   *
   * @param index its number, from 0
   */
  public static Device cuda(int index) {
    return new Device(Type.CUDA, index);
  }

  /**
   * Reads a device from PyTorch's spelling.
   *
   * @param text {@code cpu}, {@code cuda} or {@code cuda:N}
   * @throws ConfigException if it is none of these
   */
  public static Device parse(String text) {
    if (text.equals("cpu")) {
      return cpu();
    }
    Matcher matcher = CUDA.matcher(text);
    if (!matcher.matches()) {
      throw new ConfigException(
          "Unknown device '" + text + "'; use cpu, cuda or cuda:N (for example cuda:1).");
    }
    return cuda(matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1)));
  }

  /** Returns PyTorch's spelling: {@code cpu} or {@code cuda:N}. */
  @Override
  public String toString() {
    return type == Type.CPU ? "cpu" : "cuda:" + index;
  }
}
