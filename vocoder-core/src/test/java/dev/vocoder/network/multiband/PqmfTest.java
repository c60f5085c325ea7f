package dev.vocoder.network.multiband;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import dev.vocoder.ConfigException;
import dev.vocoder.Device;
import dev.vocoder.internal.engine.Gradients;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.network.Generator;
import dev.vocoder.network.WeightForm;
import dev.vocoder.testing.Golden;
import dev.vocoder.testing.RandomModels;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PqmfTest {
  private final NDManager manager = TorchEngine.start().newManager(Device.cpu());
  private final ParameterStore store = new ParameterStore(manager, false);

  @AfterEach
  void close() {
    manager.close();
  }

  private static float[] golden(String name) {
    return NpyArray.read(Golden.path("formats/pwg-mbmelgan/pqmf_" + name + ".npy")).values();
  }

  private static float[] joined(float[][] filters) {
    float[] all = new float[filters.length * filters[0].length];
    for (int band = 0; band < filters.length; band++) {
      System.arraycopy(filters[band], 0, all, band * filters[0].length, filters[0].length);
    }
    return all;
  }

  @Test
  void filtersAreThoseOfTheFormula() {
    assertClose(
        joined(
            PqmfFilters.synthesis(4, PqmfFilters.TAPS, PqmfFilters.CUTOFF_RATIO, PqmfFilters.BETA)),
        golden("synthesis_filter"),
        1e-6);
    assertClose(
        joined(
            PqmfFilters.analysis(4, PqmfFilters.TAPS, PqmfFilters.CUTOFF_RATIO, PqmfFilters.BETA)),
        golden("analysis_filter"),
        1e-6);
  }

  @Test
  void bankJoinsTheBandsOfAWave() {
    PqmfSynthesis bank = new PqmfSynthesis(4, PqmfFilters.TAPS);
    bank.initialize(manager, DataType.FLOAT32, new Shape(1, 4, 128));
    NDArray bands = manager.create(golden("probe_subbands"), new Shape(1, 4, 128));
    NDArray wave = bank.apply(store, bands, false);
    assertThat(wave.getShape()).isEqualTo(new Shape(1, 1, 512));
    assertClose(wave.toFloatArray(), golden("probe_out"), 1e-5);
  }

  @Test
  void gradientsReachTheNetworkThroughTheBankThatStaysAsItIs() {
    Generator generator = RandomModels.MULTI_BAND_MELGAN.build(WeightForm.WEIGHT_NORM);
    generator.initialize(manager, DataType.FLOAT32, new Shape(1, 20, 8));
    NDArray mel = manager.randomNormal(new Shape(1, 20, 8));
    NDArray loss =
        ProcessSettings.withGradients(
            true, () -> generator.apply(store, mel, true).square().mean());
    Gradients.backward(loss);

    Map<String, Parameter> parameters = generator.namedParameters();
    assertThat(parameters.get("model.1.weight_v").getArray().getGradient().norm().getFloat())
        .isPositive();
    assertThat(parameters.get("pqmf.weight").requiresGradient()).isFalse();
    assertThat(parameters.get("pqmf.weight").getArray().hasGradient()).isFalse();
    assertThat(parameters.get("pqmf.bias").requiresGradient()).isFalse();
  }

  @Test
  void namesOfTheNetworkAreItsOwn() {
    Map<String, Parameter> own =
        RandomModels.MULTI_BAND_MELGAN.network().build(WeightForm.FOLDED).namedParameters();
    assertThat(RandomModels.MULTI_BAND_MELGAN.build(WeightForm.FOLDED).namedParameters().keySet())
        .containsAll(own.keySet())
        .contains("pqmf.weight", "pqmf.bias")
        .hasSize(own.size() + 2);
  }

  @Test
  void sizesThatMakeNoBankAreRefused() {
    assertThatThrownBy(() -> new MultiBandConfig(RandomModels.SMALL, 62))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("there are 1 bands");
    assertThatThrownBy(() -> new MultiBandConfig(RandomModels.MULTI_BAND_MELGAN.network(), 61))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("order of the filters is 61");
    assertThatThrownBy(() -> new MultiBandConfig(RandomModels.MULTI_BAND_MELGAN.network(), 4))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("even number from 6 on");
    assertThatThrownBy(() -> PqmfFilters.synthesis(4, 62, Double.NaN, 9))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cutoff is NaN");
  }
}
