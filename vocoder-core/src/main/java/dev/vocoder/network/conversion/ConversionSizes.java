package dev.vocoder.network.conversion;

import dev.vocoder.network.SizeChecks;

/** Checks that the configs of this package share. */
final class ConversionSizes {
  private static final int MAX_WIDTH = 1 << 12;
  private static final int MAX_BANDS = 1 << 12;
  private static final int MAX_BLOCKS = 64;
  private static final int MAX_DOMAINS = 1 << 10;

  private ConversionSizes() {}

  static void requireWidth(SizeChecks checks, String what, int width) {
    checks.require(
        width >= 1 && width <= MAX_WIDTH, "%s is %d; use 1 to %d", what, width, MAX_WIDTH);
  }

  /** Requires bands that can be halved without rest as often as the network does. */
  static void requireBands(SizeChecks checks, int bands, int multiple) {
    checks.require(
        bands >= multiple && bands <= MAX_BANDS && bands % multiple == 0,
        "there are %d mel bands, which are divided by %d; use a multiple of that, up to %d",
        bands,
        multiple,
        MAX_BANDS);
  }

  static void requireBlocks(SizeChecks checks, int blocks) {
    checks.require(
        blocks >= 1 && blocks <= MAX_BLOCKS,
        "there are %d residual blocks; use 1 to %d",
        blocks,
        MAX_BLOCKS);
  }

  static void requireDomains(SizeChecks checks, int domains, int least) {
    checks.require(
        domains >= least && domains <= MAX_DOMAINS,
        "there are %d domains; use %d to %d",
        domains,
        least,
        MAX_DOMAINS);
  }
}
