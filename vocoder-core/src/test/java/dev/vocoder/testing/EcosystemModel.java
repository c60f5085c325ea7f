package dev.vocoder.testing;

import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.Vocoder;
import dev.vocoder.internal.file.NpyArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A small checkpoint that an ecosystem's own code wrote, and the wave it made of a mel.
 *
 * @param folder where it lies below {@code golden/formats}
 * @param file its name
 * @param beside what belongs to it
 * @param mel the name of the mel
 * @param normalized whether the mel is normalised already
 * @param waveFile the name of the wave
 */
public record EcosystemModel(
    String folder,
    String file,
    List<String> beside,
    String mel,
    boolean normalized,
    String waveFile) {

  /** Returns all of them. */
  public static List<EcosystemModel> all() {
    List<EcosystemModel> all = new ArrayList<>();
    for (String folder : List.of("hf-speecht5-hifigan", "hf-fs2conformer-hifigan")) {
      for (String file : List.of("pytorch_model.bin", "model.safetensors")) {
        all.add(plain(folder, file, List.of("config.json"), "mel.npy", "wave.npy"));
      }
    }
    for (String file : List.of("checkpoint_1000.pth", "best_model.pth", "model_file.pth.tar")) {
      List<String> config = List.of("config.json");
      all.add(plain("coqui-hifigan", file, config, "mel.npy", "wave_forward.npy"));
      all.add(
          new EcosystemModel("coqui-melgan", file, config, "mel.npy", true, "wave_forward.npy"));
      List<String> statistics = List.of("config.json", "scale_stats.npy");
      all.add(plain("coqui-mbmelgan", file, statistics, "mel_raw.npy", "wave_forward.npy"));
    }
    List<String> hdf5 = List.of("config.yml", "stats.h5");
    List<String> npy = List.of("config.yml", "stats.npy");
    all.add(plain("pwg-hifigan", "checkpoint-2500000steps.pkl", hdf5, "mel_raw.npy", "wave.npy"));
    all.add(plain("pwg-melgan", "checkpoint-400000steps.pkl", npy, "mel_raw.npy", "wave.npy"));
    all.add(
        plain("pwg-melgan-causal", "checkpoint-1000steps.pkl", hdf5, "mel_raw.npy", "wave.npy"));
    all.add(plain("pwg-mbmelgan", "checkpoint-1000000steps.pkl", npy, "mel_raw.npy", "wave.npy"));
    all.add(plain("nemo-hifigan", "hifigan.nemo", List.of(), "mel.npy", "wave.npy"));
    all.add(plain("nemo-hifigan-v3", "hifigan.nemo", List.of(), "mel.npy", "wave.npy"));
    for (String folder : List.of("bigvgan-v1", "bigvgan-v1-published", "bigvgan-v2")) {
      List<String> config = List.of("config.json");
      all.add(plain(folder, "bigvgan_generator.pt", config, "mel.npy", "wave.npy"));
    }
    all.add(plain("istftnet-c8c8i", "g_00100000", List.of("config.json"), "mel.npy", "wave.npy"));
    all.add(
        plain(
            "speechbrain-hifigan",
            "generator.ckpt",
            List.of("hyperparams.yaml"),
            "mel.npy",
            "wave_nopad.npy"));
    List<String> yaml = List.of("config.yaml");
    for (String folder : List.of("vocos-mel-center", "vocos-f5", "wavenext", "sherpa-onnx-vocos")) {
      all.add(plain(folder, "pytorch_model.bin", yaml, "mel.npy", "wave.npy"));
    }
    all.add(plain("vocos-f5", "pytorch_model.bin", yaml, "mel_f5.npy", "wave_f5.npy"));
    return all;
  }

  private static EcosystemModel plain(
      String folder, String file, List<String> beside, String mel, String wave) {
    return new EcosystemModel(folder, file, beside, mel, false, wave);
  }

  private Path golden(String name) {
    return Golden.path("formats/%s/%s".formatted(folder, name));
  }

  /**
   * Copies the model and what belongs to it.
   *
   * @param target a folder of its own
   * @return the model
   */
  public Path copyTo(Path target) throws IOException {
    for (String name : beside) {
      Files.copy(golden(name), target.resolve(name));
    }
    return Files.copy(golden(file), target.resolve(file));
  }

  /**
   * Opens a model.
   *
   * @param model this one or what became of it
   */
  public Vocoder open(Path model) {
    return Vocoder.builder().checkpoint(model).normalizedMels(normalized).load();
  }

  /** Returns the mel in a vocoder's format. */
  public MelSpectrogram mel(Vocoder vocoder) {
    return MelSpectrogram.read(golden(mel), vocoder.melFormat());
  }

  /**
   * Returns the mel.
   *
   * @param networks the format that the network takes
   */
  public MelSpectrogram mel(MelFormat networks) {
    return MelSpectrogram.read(
        golden(mel), normalized ? networks : networks.withoutNormalization());
  }

  /** Returns the wave that the ecosystem's own code made. */
  public float[] wave() {
    return NpyArray.read(golden(waveFile)).values();
  }

  @Override
  public String toString() {
    return folder + "/" + file;
  }
}
