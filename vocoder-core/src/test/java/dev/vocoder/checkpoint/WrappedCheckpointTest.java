package dev.vocoder.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vocoder.CheckpointException;
import dev.vocoder.ConfigException;
import dev.vocoder.MelFormat;
import dev.vocoder.config.ConfigFile;
import dev.vocoder.container.Tensor;
import dev.vocoder.internal.container.safetensors.SafetensorsWriter;
import dev.vocoder.internal.container.torch.PyTorchWriter;
import dev.vocoder.network.WeightForm;
import dev.vocoder.network.hifigan.HifiGanConfig;
import dev.vocoder.network.hifigan.ResidualBlock;
import dev.vocoder.network.melgan.MelGanConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Generators as programs of all kinds save them: wrapped, prefixed, beside other things. */
class WrappedCheckpointTest {
  private static final HifiGanConfig SIZES =
      HifiGanConfig.reference(
          8,
          4,
          List.of(4, 2),
          List.of(8, 4),
          ResidualBlock.Kind.SINGLE,
          List.of(3),
          List.of(List.of(1, 2)));

  private static final VocoderConfig CONFIG =
      new VocoderConfig(SIZES, MelFormat.HIFIGAN.toBuilder().bands(8).hopSize(8).build());

  @TempDir Path folder;

  /** A generator of random numbers, with weight norm as it is saved in training. */
  private static Map<String, Object> generator(long seed) {
    Random random = new Random(seed);
    Map<String, Object> tensors = new LinkedHashMap<>();
    BlockWeights.shapes(SIZES.build(WeightForm.WEIGHT_NORM))
        .forEach(
            (name, shape) -> {
              float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
              for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
              }
              tensors.put(name, new Tensor(shape, values));
            });
    return tensors;
  }

  private static Map<String, Object> prefixed(String prefix, Map<String, Object> tensors) {
    Map<String, Object> all = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> all.put(prefix + name, tensor));
    return all;
  }

  private static Map<String, Object> joined(List<Map<String, Object>> parts) {
    Map<String, Object> all = new LinkedHashMap<>();
    parts.forEach(all::putAll);
    return all;
  }

  private static Tensor tensor(int... shape) {
    return new Tensor(shape, new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)]);
  }

  private static Map<String, Object> discriminators() {
    return Map.of(
        "discriminators.0.convs.0.bias", tensor(2), "discriminators.0.conv_post.bias", tensor(1));
  }

  private static Map<String, Object> optimizer() {
    return Map.of(
        "state",
        Map.of(0, Map.of("step", 7, "exp_avg", tensor(4, 8, 7))),
        "param_groups",
        List.of(Map.of("lr", 0.0002, "params", List.of(0))));
  }

  private Path write(String name, Object root) {
    Path file = folder.resolve(name);
    PyTorchWriter.write(file, root);
    return file;
  }

  private void config(String name) throws IOException {
    Files.writeString(folder.resolve(name), ConfigFile.text(CONFIG.toMap()));
  }

  private static GeneratorCheckpoint read(Path path) {
    return GeneratorCheckpoint.read(path, Optional.empty());
  }

  private static void assertIs(GeneratorCheckpoint model, Map<String, Object> generator) {
    Map<String, Tensor> expected = new LinkedHashMap<>();
    generator.forEach((name, tensor) -> expected.put(name, (Tensor) tensor));
    StateDict folded = StateDict.of(expected).folded();
    assertThat(model.config()).isEqualTo(SIZES);
    assertThat(model.melFormat()).isEqualTo(CONFIG.melFormat());
    assertThat(model.weights().names())
        .containsExactlyInAnyOrderElementsOf(
            SIZES.build(WeightForm.FOLDED).namedParameters().keySet());
    for (String name : folded.names()) {
      assertThat(model.weights().get(name).values()).as(name).isEqualTo(folded.get(name).values());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "module.",
        "_orig_mod.",
        "module._orig_mod.",
        "_orig_mod.module.",
        "module.module.",
        "generator.",
        "generator.module.",
        "module.generator._orig_mod.",
        "model.generator.",
        "vocoder.",
        "model.vocoder.module.generator.",
        "net_g.",
        "netG.module.",
        "_forward_module.model.",
        "_fsdp_wrapped_module.generator.",
        "hifigan.decoder.",
        "G.",
        "a.b.c.d.e.f.g.h.",
      })
  void anyPrefixIsLeftOut(String prefix) throws IOException {
    config("config.json");
    Map<String, Object> tensors = prefixed(prefix, generator(1));
    for (Object root :
        List.of(
            tensors,
            Map.of("generator", tensors),
            Map.of("state_dict", tensors, "epoch", 3),
            Map.of("model", tensors))) {
      assertIs(read(write("last.ckpt", root)), generator(1));
    }
  }

  @Test
  void wrappersInsideANameAreLeftOut() throws IOException {
    config("config.json");
    Map<String, Object> tensors = new LinkedHashMap<>();
    generator(1)
        .forEach(
            (name, tensor) ->
                tensors.put(
                    name.replaceFirst("^(ups|resblocks)\\.(\\d)\\.", "$1.module.$2._orig_mod."),
                    tensor));
    assertThat(tensors).containsKey("ups.module.0._orig_mod.bias");
    assertIs(read(write("g", Map.of("generator", tensors))), generator(1));
  }

  @Test
  void anyNestingIsFollowed() throws IOException {
    config("config.json");
    Map<String, Object> g = generator(1);
    for (Object root :
        List.of(
            Map.of("generator", Map.of("model", g), "step", 1),
            Map.of("model", Map.of("generator", g, "discriminator", discriminators())),
            Map.of("checkpoint", Map.of("models", List.of(discriminators(), g))),
            Map.of("nets", Map.of("vocoder", Map.of("state_dict", prefixed("module.", g)))),
            List.of(g, optimizer()),
            Map.of("weight", g, "info", "200 epochs"),
            Map.of("net", Map.of("G", g, "D", discriminators())))) {
      assertIs(read(write("model.pt", root)), g);
    }
  }

  @Test
  void discriminatorsAndOptimizersBesideItAreLeft() throws IOException {
    config("config.json");
    Map<String, Object> g = generator(1);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("generator", g);
    all.put("mpd", discriminators());
    all.put("msd", discriminators());
    all.put("optim_g", optimizer());
    all.put("optim_d", optimizer());
    all.put("steps", 10);
    assertIs(read(write("checkpoint_10", all)), g);

    for (String prefix : List.of("", "generator.", "model_g.")) {
      Map<String, Object> flat =
          joined(
              List.of(
                  prefixed(prefix, g),
                  prefixed("mpd.", discriminators()),
                  prefixed("msd.", discriminators()),
                  prefixed("model_d.", discriminators()),
                  prefixed("discriminator.", discriminators()),
                  Map.of("mel_loss.mel_basis", tensor(3))));
      assertIs(read(write("last.ckpt", Map.of("state_dict", flat))), g);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "generator, generator_ema",
    "generator, ema",
    "model, model_ema",
    "generator, ema_generator",
    "state_dict, state_dict_ema",
    "net_g, shadow",
    "online_model, ema_model",
    "model, swa_model",
  })
  void theWeightsComeBeforeTheirMovingAverage(String weights, String average) throws IOException {
    config("config.json");
    Map<String, Object> root = new TreeMap<>(Map.of(weights, generator(1), average, generator(2)));
    GeneratorCheckpoint model = read(write("model.pt", root));
    assertIs(model, generator(1));
    assertThat(model.notes())
        .contains("Passed over for it: its moving average at '" + average + "'.");

    Map<String, Object> flat = new LinkedHashMap<>();
    flat.putAll(prefixed(average + ".module.", generator(2)));
    flat.putAll(prefixed(weights + ".module.", generator(1)));
    assertIs(read(write("flat.pt", flat)), generator(1));

    GeneratorCheckpoint alone = read(write("ema.pt", Map.of(average, generator(2))));
    assertIs(alone, generator(2));
    assertThat(alone.notes()).anySatisfy(note -> assertThat(note).contains("moving average"));
  }

  @Test
  void twoThatDifferAreRefusedAndBothAreNamed() throws IOException {
    config("config.json");
    Path two = write("two.pt", new TreeMap<>(Map.of("first", generator(1), "last", generator(2))));
    assertThatThrownBy(() -> read(two))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("two.pt", "two generators that differ, 'first' and 'last'");
    Path flat =
        write(
            "flat.pt",
            joined(List.of(prefixed("a.g.", generator(1)), prefixed("b.g.", generator(2)))));
    assertThatThrownBy(() -> read(flat)).hasMessageContaining("'a.g' and 'b.g'");
    Path averages = write("ema.pt", Map.of("ema", List.of(generator(1), generator(2))));
    assertThatThrownBy(() -> read(averages)).hasMessageContaining("'ema.0' and 'ema.1'");
  }

  @Test
  void twoThatAreEqualAreOne() throws IOException {
    config("config.json");
    assertIs(
        read(write("g", Map.of("generator", generator(1), "best", generator(1)))), generator(1));
  }

  @Test
  void placeAndPassedOverObjectsAreTold() throws IOException {
    config("config.json");
    GeneratorCheckpoint model =
        read(write("g", Map.of("state_dict", prefixed("net_g.", generator(1)))));
    assertThat(model.notes())
        .containsExactly("The generator is what lies in the file at 'state_dict.net_g'.");
    assertThat(read(write("g", Map.of("generator", generator(1)))).notes()).isEmpty();
  }

  @Test
  void safetensorsUnderAPrefixBesideOthersIsFound() throws IOException {
    config("config.json");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    prefixed("vocoder.", generator(1)).forEach((name, t) -> tensors.put(name, (Tensor) t));
    tensors.put("encoder.layers.0.weight", tensor(2, 2));
    Path file = folder.resolve("model.safetensors");
    SafetensorsWriter.write(file, tensors, Map.of());
    assertIs(read(file), generator(1));
  }

  @Test
  void aModelInPartsIsJoinedByItsIndex() throws IOException {
    config("config.json");
    Map<String, Tensor> first = new LinkedHashMap<>();
    Map<String, Tensor> second = new LinkedHashMap<>();
    StringBuilder map = new StringBuilder();
    generator(1)
        .forEach(
            (name, tensor) -> {
              boolean isFirst = name.hashCode() % 2 == 0;
              (isFirst ? first : second).put(name, (Tensor) tensor);
              map.append(map.isEmpty() ? "" : ",")
                  .append(
                      "\"%s\":\"model-0000%d-of-00002.safetensors\""
                          .formatted(name, isFirst ? 1 : 2));
            });
    Path one = folder.resolve("model-00001-of-00002.safetensors");
    Path other = folder.resolve("model-00002-of-00002.safetensors");
    SafetensorsWriter.write(one, first, Map.of());
    SafetensorsWriter.write(other, second, Map.of());
    assertThatThrownBy(() -> read(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("put the model.safetensors.index.json of the same model beside them");
    Path index = folder.resolve("model.safetensors.index.json");
    Files.writeString(index, "{\"metadata\":{},\"weight_map\":{%s}}".formatted(map));
    for (Path path : List.of(folder, index, one, other)) {
      GeneratorCheckpoint model = read(path);
      assertIs(model, generator(1));
      assertThat(model.fileKind()).isEqualTo("a model in 2 parts");
    }
    Files.writeString(index, Files.readString(index).replace("model-00002", "../model-00002"));
    assertThatThrownBy(() -> read(folder)).hasMessageContaining("no name of a file beside it");
    Files.writeString(index, Files.readString(index).replace("../model-00002", "model-00003"));
    assertThatThrownBy(() -> read(folder))
        .hasMessageContaining("part 'model-00003-of-00002.safetensors' is not there");
    Files.writeString(index, "{\"weight_map\":{\"x\":\"model-00001-of-00002.safetensors\"}}");
    assertThatThrownBy(() -> read(folder)).hasMessageContaining("lacks tensor 'x'");
    for (String none : List.of("{}", "[]", "{", "", "{\"weight_map\":{}}", "[".repeat(100_000))) {
      Files.writeString(index, none);
      assertThatThrownBy(() -> read(folder)).isInstanceOf(CheckpointException.class);
    }
  }

  @Test
  void partsOfAPyTorchModelAreJoinedToo() throws IOException {
    config("config.json");
    StringBuilder map = new StringBuilder();
    int number = 0;
    for (Map.Entry<String, Object> each : generator(1).entrySet()) {
      String part = "pytorch_model-%05d-of-00099.bin".formatted(++number);
      write(part, Map.of(each.getKey(), each.getValue()));
      map.append(map.isEmpty() ? "" : ",").append("\"%s\":\"%s\"".formatted(each.getKey(), part));
    }
    Path index = folder.resolve("pytorch_model.bin.index.json");
    Files.writeString(index, "{\"weight_map\":{%s}}".formatted(map));
    assertIs(read(folder), generator(1));
  }

  @Test
  void theVocoderOfAPipelineIsFound() throws IOException {
    Path pipeline = folder;
    Files.writeString(pipeline.resolve("model_index.json"), "{}");
    Files.createDirectory(pipeline.resolve("unet"));
    write("unet/diffusion_pytorch_model.bin", Map.of("x", tensor(1)));
    Path vocoder = Files.createDirectory(pipeline.resolve("vocoder"));
    write("vocoder/pytorch_model.bin", generator(1));
    Files.writeString(vocoder.resolve("config.json"), ConfigFile.text(CONFIG.toMap()));
    assertIs(read(pipeline), generator(1));
    write("scheduler.bin", Map.of("y", tensor(1)));
    assertIs(read(pipeline), generator(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"config_v1.json", "config.yaml", "hparams.yml", "generator_v1.json", "conf.YAML"})
  void aConfigOfAnyNameIsKnownByItsKeys(String name) throws IOException {
    config(name);
    Files.writeString(folder.resolve("tokenizer.json"), "{\"vocab\": {}}");
    Files.writeString(folder.resolve("broken.json"), "{");
    GeneratorCheckpoint model = read(write("g_1", Map.of("generator", generator(1))));
    assertIs(model, generator(1));
    assertThat(model.notes()).containsExactly("Its config is " + name + ", by its keys.");
  }

  @Test
  void ofSeveralConfigsTheOneThatFitsIsTaken() throws IOException {
    Map<String, Object> keys = CONFIG.toMap();
    config("config_v2.json");
    keys.put("upsample_initial_channel", 8);
    Files.writeString(folder.resolve("config_v1.json"), ConfigFile.text(keys));
    keys.put("upsample_initial_channel", 16);
    Files.writeString(folder.resolve("config_v3.json"), ConfigFile.text(keys));
    Path file = write("g_1", Map.of("generator", generator(1)));
    GeneratorCheckpoint model = read(file);
    assertIs(model, generator(1));
    assertThat(model.notes()).containsExactly("Its config is config_v2.json, by its keys.");
    config("config_v4.json");
    assertIs(read(file), generator(1)); // the same twice
    keys = CONFIG.toMap();
    keys.put("fmax", 4000);
    Files.writeString(folder.resolve("config_v5.json"), ConfigFile.text(keys));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll("config_v2.json and config_v5.json", "name the one that is meant");
    Files.delete(folder.resolve("config_v2.json"));
    Files.delete(folder.resolve("config_v4.json"));
    Files.delete(folder.resolve("config_v5.json"));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContainingAll(
            "No config for",
            "no config.json beside it",
            "do not fit config_v1.json, config_v3.json");
    Files.delete(folder.resolve("config_v3.json"));
    keys.remove("n_fft");
    Files.writeString(folder.resolve("config_v1.json"), ConfigFile.text(keys));
    assertThatThrownBy(() -> read(file))
        .hasMessageContaining("config_v1.json: The config lacks n_fft");
  }

  @Test
  void theConfigSaysWhoseLayoutItIs() throws IOException {
    config("config.json");
    assertThat(read(write("g", Map.of("model", generator(1)))).fileKind())
        .isEqualTo("PyTorch zip archive"); // not Coqui's
    Map<String, Object> flat =
        joined(List.of(prefixed("generator.", generator(1)), prefixed("mpd.", discriminators())));
    assertThat(read(write("g", flat)).fileKind()).isEqualTo("PyTorch zip archive"); // not NeMo's
    Files.delete(folder.resolve("config.json"));
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"audio": {"sample_rate": 22050, "fft_size": 1024, "hop_length": 8, "win_length": 1024,
           "num_mels": 8, "mel_fmin": 0, "mel_fmax": 8000, "signal_norm": false, "spec_gain": 1.0,
           "do_amp_to_db_mel": true, "log_func": "np.log"},
         "generator_model_params": {"upsample_factors": [4, 2], "upsample_kernel_sizes": [8, 4],
           "upsample_initial_channel": 4, "resblock_type": "2", "resblock_kernel_sizes": [3],
           "resblock_dilation_sizes": [[1, 2]]}}
        """);
    GeneratorCheckpoint coqui = read(write("g", Map.of("generator", generator(1))));
    assertThat(coqui.fileKind()).isEqualTo("PyTorch zip archive, Coqui TTS");
    assertThat(coqui.config()).isEqualTo(SIZES);
  }

  @Test
  void aConfigSavedWithTheWeightsIsTaken() {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("generator", generator(1));
    for (String key : List.of("config", "hyper_parameters", "h")) {
      root.put(key, CONFIG.toMap());
      assertIs(read(write("g", root)), generator(1));
      root.remove(key);
    }
  }

  @Test
  void anOutputConvolutionWithoutBiasHasOneOfZero() throws IOException {
    config("config.json");
    Map<String, Object> without = generator(1);
    without.remove("conv_post.bias");
    GeneratorCheckpoint model = read(write("g", Map.of("generator", without)));
    assertThat(model.weights().get("conv_post.bias").values()).containsExactly(0);
    without.remove("conv_pre.bias");
    assertThatThrownBy(() -> read(write("g", Map.of("generator", without))))
        .hasMessageContaining("1 missing (conv_pre.bias)");
  }

  @Test
  void aMelGanIsFoundUnderAnyPrefixWithoutConfig() {
    MelGanConfig sizes = MelGanConfig.reference(8, 16, List.of(4, 2), 2);
    Map<String, Object> tensors = new LinkedHashMap<>();
    BlockWeights.shapes(sizes.build(WeightForm.FOLDED))
        .forEach((name, shape) -> tensors.put("netG.module." + name, tensor(shape)));
    tensors.put("netD.model.disc_0.model.layer_0.1.bias", tensor(1));
    GeneratorCheckpoint model = read(write("best.pt", Map.of("state_dict", tensors)));
    assertThat(model.config()).isEqualTo(sizes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "m_source.l_linear.weight | NSF-HiFi-GAN, which takes the pitch (F0) besides the mel",
        "source_downs.0.weight | HiFT such as CosyVoice's, which takes a source of sines at the"
            + " pitch",
        "noise_convs.0.weight | NSF-HiFi-GAN, which takes the pitch (F0) besides the mel",
        "cond.weight | conditioned on a speaker or style, which it takes besides the mel",
        "cond_layer.bias | conditioned on a speaker",
        "conds.0.weight_v | conditioned on a speaker",
        "spk_emb.weight | conditioned on a speaker",
        "emb_g.weight | conditioned on a speaker",
        "speaker_encoder.layer1.weight | conditioned on a speaker",
        "dict.weight | unit HiFi-GAN, which takes discrete units and no mel",
      })
  void aNetworkThatTakesMoreIsNamedForWhatItIs(String name, String reason) throws IOException {
    config("config.json");
    Map<String, Object> tensors = generator(1);
    tensors.put(name, tensor(1));
    for (Object root : List.of(tensors, Map.of("generator", prefixed("module.", tensors)))) {
      Path file = write("g", root);
      assertThatThrownBy(() -> read(file))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContainingAll("cannot be vocoded with: it is ", reason)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("config"));
    }
  }

  @Test
  void theDecoderOfAnRvcIsNamed() {
    Map<String, Object> tensors = prefixed("dec.", generator(1));
    tensors.put("dec.m_source.l_linear.weight", tensor(1));
    tensors.put("enc_p.emb_phone.weight", tensor(1));
    Path file = write("voice.pth", Map.of("weight", tensors, "sr", "40k"));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("a VITS with pitch such as RVC's", "the pitch (F0), and no mel");
  }

  /** It comes without a config, and the folded sizes of a HiFi-GAN of 48 kHz. */
  @Test
  void theVocoderOfGptSoVitsIsNamed() {
    List<Integer> kernels = List.of(20, 12, 4, 4, 4);
    Map<String, Object> tensors = new LinkedHashMap<>();
    tensors.put("conv_pre.weight", tensor(512, 100, 7));
    tensors.put("resblocks.0.convs1.0.weight", tensor(256, 256, 3));
    for (int i = 0; i < kernels.size(); i++) {
      tensors.put("ups." + i + ".weight", tensor(512 >> i, 256 >> i, kernels.get(i)));
    }
    tensors.put("conv_post.weight", tensor(1, 16, 7));
    Path file = write("vocoder.pth", tensors);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("GPT-SoVITS v4", "48000 Hz", "320 samples at 32000 Hz");
    tensors.put("ups.4.weight", tensor(32, 16, 8));
    Path other = write("vocoder.pth", tensors);
    assertThatThrownBy(() -> read(other))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("No config for");
  }

  @Test
  void aCodecIsNamed() {
    Map<String, Object> tensors = new LinkedHashMap<>();
    tensors.put("encoder.model.0.conv.conv.weight_g", tensor(1));
    tensors.put("quantizer.vq.layers.0._codebook.embed", tensor(1));
    tensors.put("decoder.model.0.conv.conv.weight_g", tensor(1));
    Path file = write("encodec.th", tensors);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("a codec such as EnCodec (it takes tokens and no mel)");
  }

  @ParameterizedTest
  @CsvSource({
    "dec., enc_p.emb.weight",
    "net_g.dec., net_g.flow.flows.0.pre.bias",
    "waveform_decoder., text_encoder.emb.weight"
  })
  void theDecoderOfAVitsIsNamed(String prefix, String beside) throws IOException {
    config("config.json");
    Map<String, Object> tensors = prefixed(prefix, generator(1));
    tensors.put(beside, tensor(1));
    Path file = write("G_1.pth", Map.of("model", tensors, "iteration", 5));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(
            "it is the decoder of a VITS, which takes what its own encoders make");
  }

  @Test
  void whatMakesNoWaveOrTakesUnitsIsNamed() throws IOException {
    config("config.json");
    Map<String, Object> spectrum = generator(1);
    spectrum.put("conv_post.weight_v", tensor(18, 1, 7));
    spectrum.put("conv_post.weight_g", tensor(18, 1, 1));
    Path file = write("g", Map.of("generator", spectrum));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("it makes 18 channels, such as the spectrum of an iSTFTNet");
    Map<String, Object> units = prefixed("vocoder.hifi_gan.", generator(1));
    units.put("vocoder.unit_embedding.weight", tensor(4, 4));
    Path other = write("u", units);
    assertThatThrownBy(() -> read(other)).hasMessageContaining("takes discrete units and no mel");
  }

  @Test
  void aTensorThatNoHifiGanHasIsNotBlamedOnTheConfig() throws IOException {
    config("config.json");
    Map<String, Object> tensors = generator(1);
    tensors.put("mel_basis", tensor(3, 4));
    Path file = write("g", Map.of("generator", tensors));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll(
            "has tensors besides those of its network: mel_basis [3, 4]", "buffer")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("configur"));
    tensors.remove("mel_basis");
    tensors.put("resblocks.7.convs.0.bias", tensor(1)); // of more blocks than the config says
    Path more = write("g", Map.of("generator", tensors));
    assertThatThrownBy(() -> read(more))
        .hasMessageContainingAll("does not fit the configured network", "give the configuration");
  }
}
