package dev.vocoder.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;

class ShortMessagesTest {

  private static Throwable told(Throwable failure) {
    return catchThrowable(() -> new ShortMessages().handleTestExecutionException(null, failure));
  }

  @Test
  void aLongMessageKeepsBothItsEndsAndItsPlace() {
    AssertionError failure =
        new AssertionError("Expecting: [" + "0.1, ".repeat(100_000) + "] to contain 7");
    Throwable told = told(failure);
    assertThat(told.getMessage().length()).isLessThan(2100);
    assertThat(told.getMessage())
        .startsWith("Expecting: [0.1")
        .contains("(498026 characters left out)")
        .endsWith("0.1, ] to contain 7");
    assertThat(told.getStackTrace()).isEqualTo(failure.getStackTrace());
  }

  @Test
  void ofManyLinesTheFirstAndTheLastStay() {
    String told = told(new AssertionError("first\n" + "line\n".repeat(100) + "last")).getMessage();
    assertThat(told).startsWith("first\nline").endsWith("line\nlast");
    assertThat(told.lines().count()).isBetween(24L, 27L);
  }

  @Test
  void aShortMessageAndAnotherExceptionStayWhatTheyAre() {
    for (Throwable failure :
        new Throwable[] {
          new AssertionError("short"),
          new AssertionError(),
          new IllegalStateException("x".repeat(9000))
        }) {
      assertThat(told(failure)).isSameAs(failure);
    }
  }
}
