package dev.vocoder.train.report;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.vocoder.internal.figure.Excerpt;
import dev.vocoder.internal.figure.SpectrogramPicture;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * One value of a TensorBoard event under its tag: a {@code Summary.Value} of TensorFlow's {@code
 * summary.proto}, whose field numbers these are.
 */
record SummaryValue(ByteString message) {
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;
  private static final int IMAGE = 4;
  private static final int AUDIO = 6;
  private static final int RGB = 3;

  /** Writes the fields of a message. */
  @FunctionalInterface
  interface Fields {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  static SummaryValue scalar(String tag, double value) {
    return of(tag, out -> out.writeFloat(SIMPLE_VALUE, (float) value));
  }

  static SummaryValue image(String tag, SpectrogramPicture picture) {
    ByteString image =
        message(
            out -> {
              out.writeInt32(1, picture.mel().bands()); // height
              out.writeInt32(2, picture.mel().frames()); // width
              out.writeInt32(3, RGB); // colorspace
              out.writeByteArray(4, picture.png()); // encoded_image_string
            });
    return of(tag, out -> out.writeBytes(IMAGE, image));
  }

  static SummaryValue audio(String tag, Excerpt excerpt) {
    ByteString audio =
        message(
            out -> {
              out.writeFloat(1, excerpt.wave().sampleRate()); // sample_rate
              out.writeInt64(2, 1); // num_channels
              out.writeInt64(3, excerpt.wave().length()); // length_frames
              out.writeByteArray(4, excerpt.wav()); // encoded_audio_string
              out.writeString(5, "audio/wav"); // content_type
            });
    return of(tag, out -> out.writeBytes(AUDIO, audio));
  }

  private static SummaryValue of(String tag, Fields value) {
    return new SummaryValue(
        message(
            out -> {
              out.writeString(TAG, tag);
              value.writeTo(out);
            }));
  }

  static ByteString message(Fields fields) {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return bytes.toByteString();
  }
}
