package dev.vocoder.train.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vocoder.MelFormat;
import dev.vocoder.Voice;
import dev.vocoder.internal.data.DatasetCheck;
import dev.vocoder.train.adversarial.DomainBatch;
import dev.vocoder.train.adversarial.PairBatch;
import dev.vocoder.train.conversion.ConversionRecipe.SegmentSizes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SegmentDrawTest {
  private static final int BANDS = 80;
  private static final int FRAMES = 32;
  private static final int MASKED = 8;

  /**
   * Returns a voice whose mels have in band b of frame t the value 1000 x number + b + t / 1000.
   */
  private static VoiceCorpus voice(int number, int recordings) {
    List<VoiceCorpus.Mel> mels = new ArrayList<>();
    for (int i = 0; i < recordings; i++) {
      int frames = FRAMES + i;
      float[] values = new float[BANDS * frames];
      for (int j = 0; j < values.length; j++) {
        values[j] = 1000 * number + j / frames + (j % frames) / 1000f;
      }
      mels.add(new VoiceCorpus.Mel(values, frames));
    }
    double[] ones = new double[BANDS];
    Arrays.fill(ones, 1);
    return new VoiceCorpus(
        Voice.of("v" + number, MelFormat.HIFIGAN, ones, ones),
        mels,
        new DatasetCheck(List.of(), List.of(), recordings, 1, ""));
  }

  private static SegmentDraw draw(int... recordings) {
    List<VoiceCorpus> voices = new ArrayList<>();
    for (int i = 0; i < recordings.length; i++) {
      voices.add(voice(i, recordings[i]));
    }
    return new SegmentDraw(voices, new SegmentSizes(4, FRAMES, MASKED), 5);
  }

  @Test
  void aSegmentIsAStretchOfOneRecordingOfItsVoice() {
    SegmentDraw draw = draw(9, 40);
    Set<Float> starts = new HashSet<>();
    for (int step = 0; step < 50; step++) {
      PairBatch batch = draw.pair(step);
      for (int domain = 0; domain < 2; domain++) {
        float[] values = (domain == 0 ? batch.a() : batch.b()).values();
        for (int i = 0; i < values.length; i++) {
          int band = i / FRAMES % BANDS;
          float first = values[i - i % FRAMES];
          assertThat(values[i] - first).isCloseTo(i % FRAMES / 1000f, within(2e-4f));
          assertThat((int) values[i]).isEqualTo(1000 * domain + band);
        }
        starts.add(values[0]);
      }
    }
    assertThat(starts).hasSizeGreaterThan(30);
  }

  @Test
  void masksHideUpToSoManyFramesInARowAnywhere() {
    SegmentDraw draw = draw(3, 3);
    Set<Integer> lengths = new HashSet<>();
    boolean hidesTheLast = false;
    for (int step = 0; step < 200; step++) {
      float[] mask = draw.pair(step).masks().orElseThrow().a().values();
      for (int i = 0; i < 4; i++) {
        int hidden = 0;
        int runs = 0;
        for (int t = 0; t < FRAMES; t++) {
          float value = mask[i * BANDS * FRAMES + t];
          hidden += value == 0 ? 1 : 0;
          runs += value == 0 && (t == 0 || mask[i * BANDS * FRAMES + t - 1] == 1) ? 1 : 0;
          for (int band = 1; band < BANDS; band++) {
            assertThat(mask[(i * BANDS + band) * FRAMES + t]).isEqualTo(value);
          }
        }
        assertThat(runs).isLessThanOrEqualTo(1);
        lengths.add(hidden);
        hidesTheLast |= mask[i * BANDS * FRAMES + FRAMES - 1] == 0;
      }
    }
    assertThat(lengths).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(hidesTheLast).isTrue();
  }

  @Test
  void voicesComeAlikeHoweverMuchThereIsOfEach() {
    SegmentDraw draw = draw(1, 2, 50);
    int[] own = new int[3];
    int[][] targets = new int[3][3];
    for (int step = 0; step < 300; step++) {
      DomainBatch batch = draw.domains(step);
      for (int i = 0; i < 4; i++) {
        int domain = batch.domains().get(i);
        own[domain]++;
        targets[domain][batch.targets().get(i)]++;
        assertThat((int) batch.samples().values()[i * BANDS * FRAMES] / 1000).isEqualTo(domain);
      }
    }
    assertThat(own).containsExactly(400, 400, 400);
    for (int from = 0; from < 3; from++) {
      assertThat(targets[from][from]).isZero();
      assertThat(targets[from][(from + 1) % 3]).isBetween(150, 250);
    }
  }

  @Test
  void aStepIsDrawnAlikeWheneverItIsDrawn() {
    float[] once = draw(5, 6).pair(17).b().values();
    SegmentDraw other = draw(5, 6);
    other.pair(3);
    assertThat(other.pair(17).b().values()).isEqualTo(once);
    assertThat(other.pair(18).b().values()).isNotEqualTo(once);
  }
}
