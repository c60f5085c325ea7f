package dev.vocoder.internal.loss;

import static dev.vocoder.testing.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.vocoder.ConfigException;
import dev.vocoder.Device;
import dev.vocoder.MelExtractor;
import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Waveform;
import dev.vocoder.internal.engine.Gradients;
import dev.vocoder.internal.engine.ProcessSettings;
import dev.vocoder.internal.engine.TorchEngine;
import dev.vocoder.internal.file.NpyArray;
import dev.vocoder.internal.measure.StftDistance;
import dev.vocoder.network.Judgement;
import dev.vocoder.testing.Golden;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LossTest {
  private final NDManager manager = TorchEngine.start().newManager(Device.cpu());

  @AfterEach
  void close() {
    manager.close();
  }

  private NDArray scores(float... values) {
    return manager.create(values, new Shape(1, values.length));
  }

  private static void assertValue(NDArray loss, double expected) {
    assertThat((double) loss.getFloat())
        .isCloseTo(expected, within(1e-6 * (1 + Math.abs(expected))));
  }

  @Test
  void leastSquares() {
    AdversarialLoss loss = new LeastSquaresLoss();
    assertValue(loss.discriminator(scores(2, 0), scores(1, 3)), (1 + 1) / 2.0 + (1 + 9) / 2.0);
    assertValue(loss.generator(scores(1, 3)), (0 + 4) / 2.0);
  }

  @Test
  void hinge() {
    AdversarialLoss loss = new HingeLoss(false);
    assertValue(loss.discriminator(scores(2, 0.5f), scores(-3, 1)), (0 + 0.5) / 2 + (0 + 2) / 2.0);
    assertValue(loss.generator(scores(1, 3)), -2);
    assertValue(new HingeLoss(true).generator(scores(-1, 3)), (2 + 0) / 2.0);
  }

  @Test
  void crossEntropy() {
    double p = 1 / (1 + Math.exp(-2));
    double q = 1 / (1 + Math.exp(0.5));
    AdversarialLoss loss = new CrossEntropyLoss(false);
    assertValue(loss.discriminator(scores(2), scores(-0.5f)), -Math.log(p) - Math.log(1 - q));
    assertValue(loss.generator(scores(-0.5f)), -Math.log(q));
    assertValue(new CrossEntropyLoss(true).generator(scores(-0.5f)), Math.log(1 - q));
  }

  @Test
  void featureMatchingSumsTheMeansOfAllLayersOfAllParts() {
    NDArray a = manager.create(new float[] {1, 2, 3, 4}, new Shape(1, 2, 2));
    NDArray b = manager.create(new float[] {1, 0, 3, 0}, new Shape(1, 2, 2));
    Judgement real = new Judgement(a, List.of(a, scores(5)));
    Judgement generated = new Judgement(b, List.of(b, scores(2)));
    assertValue(
        new FeatureMatchingLoss().of(List.of(real, real), List.of(generated, real)),
        (2 + 4) / 4.0 + 3);
  }

  @Test
  void featureMapsAreMatchedFromALayerOn() {
    Judgement real = new Judgement(scores(0), List.of(scores(1, 3), scores(5)));
    Judgement generated = new Judgement(scores(0), List.of(scores(2, 9), scores(2)));
    assertValue(new FeatureMatchingLoss(1).of(List.of(real), List.of(generated)), 3);
    assertThatThrownBy(() -> new FeatureMatchingLoss(2).of(List.of(real), List.of(generated)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("from 2 on, but the discriminator has 2");
  }

  /** Loss and slope were computed with PyTorch 1.13 in double precision. */
  @Test
  void theMelLossOfSeveralScalesIsBigVgans() {
    float[] real = NpyArray.read(Golden.path("training/batch-wave.npy")).values();
    float[] point = new float[real.length];
    for (int i = 0; i < point.length; i++) {
      point[i] = 0.7f * real[i] + 0.01f * (float) Math.sin(i);
    }
    WaveLoss loss = new MultiScaleMelLoss(24_000, manager);
    assertThat((double) loss.of(pair(real), pair(point)).getFloat())
        .isCloseTo(1.1624017169, within(1e-5));
    NDArray wave = pair(point);
    wave.setRequiresGradient(true);
    Gradients.backward(ProcessSettings.withGradients(true, () -> loss.of(pair(real), wave)));
    float[] gradient = wave.getGradient().toFloatArray();
    double slope = 0;
    for (int i = 0; i < gradient.length; i++) {
      slope += (double) gradient[i] * real[i];
    }
    assertThat(slope).isCloseTo(-3.5750331359, within(1e-3));
  }

  private NDArray pair(float[] samples) {
    return manager.create(samples, new Shape(2, 1, samples.length / 2));
  }

  static Stream<MelFormat> formats() {
    return Stream.of(
        MelFormat.HIFIGAN,
        MelFormat.HIFIGAN_FULL_BAND,
        MelFormat.TACOTRON2,
        MelFormat.MELGAN,
        MelFormat.PARALLEL_WAVEGAN,
        MelFormat.KERAS_MELGAN);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void theDifferentiableMelIsTheExtractors(MelFormat format) {
    Waveform speech = Waveform.read(Golden.path("mel/speech.wav")).resample(format.sampleRate());
    float[] samples = speech.samples();
    MelSpectrogram expected = MelExtractor.of(format).extract(speech);
    NDArray waves = manager.create(samples, new Shape(1, 1, samples.length));
    NDArray mel = new DifferentiableMel(format, manager).of(waves);
    assertThat(mel.getShape()).isEqualTo(new Shape(1, format.bands(), expected.frames()));
    assertClose(mel.toFloatArray(), expected.values(), tolerance(format));
  }

  /** 1e-4 in nepers; a decibel is smaller. */
  private static double tolerance(MelFormat format) {
    return 1e-4 * Math.max(1, format.logScale().perNeper());
  }

  @Test
  void theMelLossOfTheGoldenBatchIsTheDistanceOfTheReferencesMels() {
    NpyArray batch = NpyArray.read(Golden.path("training/batch-wave.npy"));
    NDArray waves = manager.create(batch.values(), new Shape(2, 1, 4096));
    NDArray mel = new DifferentiableMel(MelFormat.HIFIGAN_FULL_BAND, manager).of(waves);
    float[] expected = NpyArray.read(Golden.path("training/batch-mel-loss.npy")).values();
    assertClose(mel.toFloatArray(), expected, 1e-4);
  }

  @Test
  void theSpectralDistanceIsThatOfTheEvaluation() {
    float[] speech = Waveform.read(Golden.path("mel/speech.wav")).samples();
    float[] real = Arrays.copyOfRange(speech, 8000, 8000 + 4096);
    float[] generated = new float[real.length];
    for (int i = 0; i < real.length; i++) {
      generated[i] = 0.7f * real[i] + 0.01f * (float) Math.sin(i);
    }
    double expected =
        new StftDistance().of(Waveform.of(real, 22_050), Waveform.of(generated, 22_050));
    NDArray loss =
        new MultiResolutionStftLoss(MultiResolutionStftLoss.PAPER, manager)
            .of(wave(real), wave(generated));
    assertThat((double) loss.getFloat()).isCloseTo(expected, within(1e-4 * expected));
  }

  private NDArray wave(float[] samples) {
    return manager.create(samples, new Shape(1, 1, samples.length));
  }

  @Test
  void silenceHasAFiniteGradient() {
    for (WaveLoss loss :
        List.of(
            new MelLoss(new DifferentiableMel(MelFormat.HIFIGAN, manager)),
            new MelLoss(new DifferentiableMel(MelFormat.MELGAN, manager)),
            new MultiScaleMelLoss(22_050, manager),
            new MultiResolutionStftLoss(MultiResolutionStftLoss.PAPER, manager))) {
      float[] gradient = gradient(new float[4096], w -> loss.of(wave(new float[4096]), w));
      for (float value : gradient) {
        assertThat(value).isFinite();
      }
    }
  }

  @Test
  void gradientsAreTheSlopesOfTheLosses() {
    float[] speech = Waveform.read(Golden.path("mel/speech.wav")).samples();
    float[] real = Arrays.copyOfRange(speech, 8000, 8000 + 4096);
    float[] point = Arrays.copyOfRange(speech, 13000, 13000 + 4096);
    Random random = new Random(1); // digital silence is where the logarithm's floor makes a kink
    for (int i = 0; i < point.length; i++) {
      point[i] += 0.01f * (float) random.nextGaussian();
    }
    float[] direction = Arrays.copyOfRange(speech, 18000, 18000 + 4096);
    for (WaveLoss loss :
        List.of(
            new MelLoss(new DifferentiableMel(MelFormat.HIFIGAN_FULL_BAND, manager)),
            new MultiResolutionStftLoss(MultiResolutionStftLoss.PAPER, manager))) {
      float[] gradient = gradient(point, w -> loss.of(wave(real), w));
      double slope = 0;
      for (int i = 0; i < gradient.length; i++) {
        slope += gradient[i] * direction[i];
      }
      // A line through several points: the losses' own rounding would show in a single difference.
      // Both losses have kinks; further points show them.
      double sum = 0;
      double squares = 0;
      for (int n = 1; n <= 5; n++) {
        double step = n * 1e-5;
        double ahead = loss.of(wave(real), wave(moved(point, direction, step))).getFloat();
        double behind = loss.of(wave(real), wave(moved(point, direction, -step))).getFloat();
        sum += step * (ahead - behind);
        squares += 2 * step * step;
      }
      assertThat(sum / squares).isCloseTo(slope, within(0.02 * Math.abs(slope)));
    }
  }

  private static float[] moved(float[] point, float[] direction, double step) {
    float[] moved = point.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (step * direction[i]);
    }
    return moved;
  }

  private float[] gradient(float[] point, Function<NDArray, NDArray> loss) {
    NDArray wave = wave(point);
    wave.setRequiresGradient(true);
    Gradients.backward(ProcessSettings.withGradients(true, () -> loss.apply(wave)));
    return wave.getGradient().toFloatArray();
  }
}
