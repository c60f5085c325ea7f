package dev.vocoder.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.torch.PyTorchFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trainer trains what it knows by its scheme only. */
class TrainingSchemeTest {
  private static final double RATE = ThreeNetworks.RATE;

  @TempDir Path folder;

  private ThreeNetworks.Description run(String output, long steps) {
    return new ThreeNetworks.Description().output(folder.resolve(output)).steps(steps).threads(1);
  }

  private Map<?, ?> file(String output, String name) {
    return (Map<?, ?>) PyTorchFile.read(folder.resolve(output).resolve(name)).root();
  }

  private double rate(String output, String name, String optimizer) {
    Map<?, ?> state = (Map<?, ?>) file(output, name).get(optimizer);
    return (Double) ((Map<?, ?>) ((List<?>) state.get("param_groups")).get(0)).get("lr");
  }

  @Test
  void networksAndOptimisersAreInTheFilesUnderTheirNames() {
    run("run", 1).build().run();
    assertThat(file("run", "g_00000001").keySet().stream().map(String::valueOf).toList())
        .containsExactly("forth", "back", "provenance");
    assertThat(file("run", "do_00000001").keySet().stream().map(String::valueOf).toList())
        .startsWith("beside", "optim_forth", "optim_back", "optim_beside", "steps", "epoch");
  }

  @Test
  void everyOptimiserFollowsItsSchedule() {
    run("run", 6).checkpointInterval(1).keep(10).build().run();
    double[] cosine = {0.5, 1, 0.8535533905932737, 0.5, 0.1464466094067262, 0};
    for (int step = 1; step <= 6; step++) {
      String name = "do_%08d".formatted(step);
      assertThat(rate("run", name, "optim_forth"))
          .isEqualTo(RATE * (step < 3 ? 1 : step < 6 ? 0.5 : 0.25));
      assertThat(rate("run", name, "optim_back"))
          .isCloseTo(RATE * Math.min(1, 1 - (step - 2) / 4.0), within(1e-15));
      assertThat(rate("run", name, "optim_beside"))
          .isCloseTo(RATE * cosine[step - 1], within(1e-15));
    }
  }

  @Test
  void theWeightOfALossMayChange() {
    List<Double> weights = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void stepped(StepReport report) {
            weights.add(report.losses().named().get("weight"));
          }
        };
    run("run", 4).listener(listener).build().run();
    assertThat(weights).containsExactly(5.0, 5.0, 0.0, 0.0);
  }

  @Test
  void stoppingAndResumingChangesNothing() {
    run("straight", 5).average("back", 0.9).average("beside", 0.5).build().run();
    run("halves", 2).average("back", 0.9).average("beside", 0.5).build().run();
    run("halves", 5)
        .average("back", 0.9)
        .average("beside", 0.5)
        .start(new Start.Resume())
        .build()
        .run();
    for (String name : List.of("g_00000005", "do_00000005")) {
      assertThat(flat(file("halves", name))).isEqualTo(flat(file("straight", name)));
    }
  }

  private static Object flat(Object value) {
    if (value instanceof Map<?, ?> map) {
      List<Object> entries = new ArrayList<>();
      map.forEach((key, entry) -> entries.add(List.of(key, flat(entry))));
      return entries;
    }
    return value instanceof Tensor tensor
        ? Arrays.hashCode(tensor.values())
        : String.valueOf(value);
  }
}
