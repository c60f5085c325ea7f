package dev.vocoder.testing;

import java.util.Random;
import java.util.function.Consumer;

/** Changes files a little, at random but always in the same way. */
public final class Mutations {
  private Mutations() {}

  /**
   * Passes on variants of a file: a few bytes changed, half of them near the start where most
   * structure is, some cut short and some with a part repeated.
   */
  public static void of(byte[] content, int times, long seed, Consumer<byte[]> reader) {
    Random random = new Random(seed);
    for (int i = 0; i < times; i++) {
      byte[] mutant = content.clone();
      int changes = 1 + random.nextInt(4);
      for (int change = 0; change < changes; change++) {
        int reach = random.nextBoolean() ? Math.min(1024, mutant.length) : mutant.length;
        int at = random.nextInt(reach);
        switch (random.nextInt(8)) {
          case 0 -> mutant = java.util.Arrays.copyOf(mutant, at + 1);
          case 1 -> {
            int from = random.nextInt(mutant.length);
            int count = Math.min(mutant.length - Math.max(at, from), random.nextInt(64));
            System.arraycopy(mutant, from, mutant, at, count);
          }
          case 2 -> mutant[at] = (byte) random.nextInt(256);
          case 3 -> mutant[at] = (byte) 0xff;
          case 4 -> mutant[at] = 0;
          default -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        }
      }
      reader.accept(mutant);
    }
  }
}
