package dev.vocoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vocoder.MelFormat;
import dev.vocoder.Waveform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** Bad input: one clear line, exit status 1, and nothing written. */
class BadInputTest extends CommandLineFixture {
  private static final String VOCODE =
      "synthesize --checkpoint @%s --config @config.json --mel @%s --output @out.wav";

  private void assertMelFails(String mel, String message) {
    assertFails(VOCODE.formatted("model.pth", mel), message);
  }

  private void assertCheckpointFails(String checkpoint, String message) {
    assertFails(VOCODE.formatted(checkpoint, "mel.npy"), message);
    assertFails("info --config @config.json @" + checkpoint, message);
  }

  private void file(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name), content);
  }

  private byte[] model() throws IOException {
    return Files.readAllBytes(folder.resolve("model.pth"));
  }

  @Test
  void melOfImpossibleValues() {
    float[] values = new float[80 * 5];
    values[7] = Float.NaN;
    mel("nan.npy", values, 80, 5);
    assertMelFails("nan.npy", "NaN in band 1, frame 2");
    values[7] = Float.NEGATIVE_INFINITY;
    mel("infinite.npy", values, 80, 5);
    assertMelFails("infinite.npy", "-Infinity in band 1, frame 2");
  }

  @Test
  void melOfImpossibleShape() {
    mel("none.npy", new float[0], 80, 0);
    assertMelFails("none.npy", "0 frames");
    mel("bands.npy", new float[100 * 5], 100, 5);
    assertMelFails("bands.npy", "[100, 5]");
    mel("several.npy", new float[80 * 15], 3, 5, 80);
    assertMelFails("several.npy", "It holds 3 mels");
  }

  @Test
  void melFileThatIsNone() throws IOException {
    assertMelFails("absent.npy", "absent.npy");
    file("empty.npy", new byte[0]);
    assertMelFails("empty.npy", "empty.npy");
    file(
        "huge.npy",
        ("\u0093NUMPY\u0001\u0000F\u0000"
                + "{'descr': '<f4', 'fortran_order': False, 'shape': (80, 3355443), } ")
            .concat("\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    assertMelFails("huge.npy", "huge.npy");
    Path directory = folder.resolve("directory.npy");
    assertThat(directory.toFile().mkdir()).isTrue();
    assertMelFails("directory.npy", "directory");
  }

  @Test
  void melOfAnotherFormat() {
    assertFails(
        "synthesize --checkpoint @model.pth --format melgan --mel @mel.npy --output @out.wav",
        MelFormat.MELGAN.toString());
  }

  @Test
  void aNameThatIsNoneIsWrongUsage() {
    String synthesize = "synthesize --checkpoint @model.pth --mel @mel.npy --output @out.wav ";
    String unknown = "Unknown mel format 'mp3'; known are hifigan,";
    assertWrongUsage(synthesize + "--format mp3", "option '--format': " + unknown);
    assertWrongUsage(synthesize + "--mel-format mp3", "option '--mel-format': " + unknown);
    assertWrongUsage(synthesize + "--values loud", "option '--values': Unknown mel values 'loud'");
    assertWrongUsage(synthesize + "--device tpu", "option '--device': Unknown device 'tpu'");
    assertWrongUsage(
        "train --wavs @ --output @run --preset hifi",
        "option '--preset': There is no preset hifi; known are bigvgan-24k-base,");
    assertWrongUsage("mel --format mp3 @in.wav @out.npy", unknown);
    assertWrongUsage("mel --format mp3 --inspect @mel.npy", unknown);
    assertWrongUsage(
        "export --checkpoint @model.pth --format mp3 @out.onnx",
        "option '--format': expected one of [TORCHSCRIPT, PYTORCH, SAFETENSORS, ONNX]");
  }

  private void assertWrongUsage(String line, String message) {
    Outcome outcome = run(line);
    assertThat(outcome.err()).contains(message);
    assertThat(outcome.status()).as(line).isEqualTo(2);
  }

  @Test
  void whatIsReadIsNotWrittenOver() throws IOException {
    byte[] wave = Files.readAllBytes(folder.resolve("in.wav"));
    Files.createSymbolicLink(folder.resolve("link.wav"), folder.resolve("in.wav"));
    assertFails("resynthesize @in.wav @in.wav", "in.wav: it is what is read");
    assertFails("resynthesize @in.wav @./in.wav", "in.wav: it is what is read");
    assertFails("resynthesize @in.wav @link.wav", "link.wav: it is what is read");
    assertFails("resynthesize @link.wav @in.wav", "in.wav: it is what is read");
    assertFails("mel --format hifigan @in.wav @in.wav", "in.wav: it is what is read");
    String onto = " --mel @mel.npy --output ";
    assertFails("synthesize --checkpoint @model.pth" + onto + "@mel.npy", "mel.npy: it is what");
    Files.copy(folder.resolve("model.pth"), folder.resolve("model.npy"));
    assertFails("synthesize --checkpoint @model.npy" + onto + "@model.npy", "model.npy: it is");
    assertFails("export --checkpoint @model.pth --format pytorch @model.pth", "it is what is read");
    assertFails(
        "export --checkpoint @model.pth --config @config.json --format onnx @config.json",
        "it is what is read");
    assertThat(Files.readAllBytes(folder.resolve("in.wav"))).isEqualTo(wave);
  }

  @Test
  void anExistingOutputStaysWhereThatIsAsked() throws IOException {
    Files.writeString(folder.resolve("out.wav"), "precious");
    Files.writeString(folder.resolve("out.npy"), "precious");
    Files.createSymbolicLink(folder.resolve("nowhere.npy"), folder.resolve("absent.npy"));
    String message = "it is there already; name another file, or leave out --no-clobber";
    assertFails("resynthesize --no-clobber @in.wav @out.wav", message);
    assertFails(
        "synthesize --no-clobber --checkpoint @model.pth --mel @mel.npy --output @out.wav",
        message);
    assertFails("mel --no-clobber --format hifigan @in.wav @out.npy", message);
    assertFails("mel --no-clobber --format hifigan @in.wav @nowhere.npy", message);
    assertFails("export --no-clobber --checkpoint @model.pth --format onnx @out.npy", message);
    assertThat(run("mel --format hifigan @in.wav @out.npy").status()).isZero(); // as ever
    assertThat(run("mel --no-clobber --format hifigan @in.wav @new.npy").status()).isZero();
  }

  @Test
  void melValuesOfNoKnownConvention() {
    assertWrongUsage(
        "synthesize --checkpoint @model.pth --values loud --mel @mel.npy --output @out.wav",
        "Unknown mel values 'loud'; known are ln, log10, db,");
  }

  @Test
  void waveThatIsNone() throws IOException {
    byte[] wav = Files.readAllBytes(folder.resolve("in.wav"));
    byte[] lying = wav.clone();
    lying[43] = 0x10; // 256 MB of samples
    file("lying.wav", lying);
    assertFails("resynthesize @lying.wav @out.wav", "lying.wav");
    file("cut.wav", Arrays.copyOf(wav, wav.length - 1000));
    assertFails("mel --format hifigan @cut.wav @out.npy", "cut.wav");
    file("short.wav", Arrays.copyOf(wav, 20));
    assertFails("resynthesize @short.wav @out.wav", "short.wav");
    assertFails("resynthesize @ @out.wav", "directory");
    assertFails("resynthesize @absent.wav @out.wav", "absent.wav");
  }

  @Test
  void waveTooShortForAFrame() throws IOException {
    Waveform.of(new float[100], 22_050).write(folder.resolve("blip.wav"));
    assertFails("resynthesize @blip.wav @out.wav", "100 samples");
  }

  @Test
  void outputThatCannotBeWritten() throws IOException {
    String start = "synthesize --checkpoint @model.pth --mel @mel.npy --output ";
    assertFails(start + "@absent/out.wav", "does not exist");
    assertFails(start + "@out.mp3", "must end in .wav or .npy");
    assertFails("export --checkpoint @model.pth --format onnx @absent/o.onnx", "does not exist");
    assertThat(folder.resolve("folder.wav").toFile().mkdir()).isTrue();
    assertFails(start + "@folder.wav", "directory");
    assertFails(start + "@in.wav/out.wav", "is not a directory");
    assertFails("mel --format hifigan @in.wav @absent/out.npy", "does not exist");
  }

  @Test
  void checkpointThatIsDamaged() throws IOException {
    file("empty.pth", new byte[0]);
    assertCheckpointFails("empty.pth", "empty");
    byte[] model = model();
    for (int length : new int[] {1, 100, model.length / 2, model.length - 1}) {
      file("cut.pth", Arrays.copyOf(model, length));
      assertCheckpointFails("cut.pth", "cut.pth");
    }
    byte[] flipped = model.clone();
    flipped[model.length / 2 + 100] ^= 0x10; // among the weights
    file("flipped.pth", flipped);
    assertCheckpointFails("flipped.pth", "checksum");
  }

  @Test
  void checkpointThatIsSomethingElse() throws IOException {
    assertCheckpointFails("absent.pth", "absent.pth");
    Files.createDirectory(folder.resolve("empty"));
    assertCheckpointFails("empty", "it holds no files");
    assertCheckpointFails("in.wav", "in.wav");
    file("page.pth", "<!DOCTYPE html><html></html>".getBytes(StandardCharsets.US_ASCII));
    assertCheckpointFails("page.pth", "page.pth");
    try (OutputStream out = Files.newOutputStream(folder.resolve("script.pt"));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : new String[] {"data.pkl", "constants.pkl", "code/__torch__.py"}) {
        zip.putNextEntry(new ZipEntry("script/" + name));
        zip.write(new byte[] {(byte) 0x80, 2, ')', '.'});
      }
    }
    assertCheckpointFails("script.pt", "TorchScript");
  }

  @Test
  void checkpointThatAsksForMoreThanData() throws IOException {
    ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    pickle.write(new byte[] {(byte) 0x80, 2});
    pickle.write(
        "cos\nsystem\n(X\u0004\u0000\u0000\u0000echotR.".getBytes(StandardCharsets.US_ASCII));
    try (OutputStream out = Files.newOutputStream(folder.resolve("evil.pth"));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(pickle.toByteArray());
    }
    assertCheckpointFails("evil.pth", "os.system");
  }

  @Test
  void checkpointThatIsABomb() throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve("bomb.pth"));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 64; i++) {
        zip.write(zeros);
      }
    }
    assertCheckpointFails("bomb.pth", "bomb.pth");
  }

  @Test
  void configThatIsNotTheCheckpoints() throws IOException {
    String config = Files.readString(folder.resolve("config.json"));
    String start = "synthesize --checkpoint @model.pth --mel @mel.npy --output @out.wav --config ";

    Files.writeString(
        folder.resolve("c.json"), config.replace("\"hop_size\": 256", "\"hop_size\": 300"));
    assertFails(start + "@c.json", "multiply to 256, but the hop is 300");
    Files.writeString(
        folder.resolve("c.json"),
        config.replace("\"upsample_initial_channel\": 32", "\"upsample_initial_channel\": 64"));
    assertFails(start + "@c.json", "conv_pre");
    Files.writeString(
        folder.resolve("c.json"), config.replace("\"resblock\": \"1\"", "\"resblock\": \"2\""));
    assertFails(start + "@c.json", "resblocks.0.convs.0.bias");
    assertFails(start + "@absent.json", "absent.json does not exist");
    Files.delete(folder.resolve("config.json"));
    assertFails(
        "synthesize --checkpoint @model.pth --mel @mel.npy --output @out.wav", "No config for");
  }

  @Test
  void deviceThatIsNotThere() {
    assertFails(
        "synthesize --checkpoint @model.pth --mel @mel.npy --output @out.wav --device cuda:99",
        "cuda:99");
    assertFails(
        "synthesize --mel-format hifigan --mel @mel.npy --output @out.wav --device cuda",
        "on the CPU");
  }
}
