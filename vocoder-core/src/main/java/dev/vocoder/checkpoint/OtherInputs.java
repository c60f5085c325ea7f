package dev.vocoder.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Recognises generators that take more than a mel by the tensors beside those of a vocoder. */
final class OtherInputs {
  /**
   * The first parts of tensors' names, and what such a network is; the first match is the most
   * specific.
   */
  private static final List<Map.Entry<Pattern, String>> WITHIN =
      List.of(
          Map.entry(
              Pattern.compile("source_downs|source_resblocks"),
              "it is a HiFT such as CosyVoice's, which takes a source of sines at the pitch (F0),"
                  + " and of noise, besides the mel"),
          Map.entry(
              Pattern.compile(
                  "m_source|source_module|l_sin_gen|sin_gen|f0_upsamp|noise_convs|noise_res"
                      + "|f0_predictor"),
              "it is an NSF-HiFi-GAN, which takes the pitch (F0) besides the mel"),
          Map.entry(
              Pattern.compile("dict|code_embed|unit_embed\\w*|codebook"),
              "it is a unit HiFi-GAN, which takes discrete units and no mel"),
          Map.entry(
              Pattern.compile(
                  "conds?|cond_(layer|pre|proj)|g_cond|global_(conv|cond|proj)|gin\\w*|emb_g"
                      + "|spkr?(_\\w+)?|speaker(_\\w+)?|embed_(spk|speaker)\\w*|spembs?\\w*"
                      + "|film\\w*|style\\w*"),
              "it is conditioned on a speaker or style, which it takes besides the mel"));

  /** What lies beside the decoder of a VITS. */
  private static final Pattern VITS =
      Pattern.compile("enc_p|enc_q|flow|dp|sdp|text_encoder|posterior_encoder|duration_predictor");

  /** What lies beside the generator of speech from units. */
  private static final Pattern UNITS = Pattern.compile("unit_embed\\w*");

  private static final Pattern DECODER =
      Pattern.compile("(.*\\.)?(dec|decoder|waveform_decoder)\\.");

  private OtherInputs() {}

  /**
   * Returns what a generator is that takes more than a mel.
   *
   * @param dict the dict it lies in
   * @param prefix what its names begin with there
   * @return a clause such as "it is conditioned on a speaker"; empty for a vocoder of mels
   */
  static Optional<String> of(TensorIndex dict, String prefix) {
    if (DECODER.matcher(prefix).matches() && hasBeside(dict, prefix, VITS)) {
      boolean takesPitch = dict.partsUnder(prefix).contains("m_source");
      return Optional.of(
          takesPitch
              ? "it is the decoder of a VITS with pitch such as RVC's, which takes what its own"
                  + " encoders make and the pitch (F0), and no mel"
              : "it is the decoder of a VITS, which takes what its own encoders make and no mel");
    }
    if (!prefix.isEmpty() && hasBeside(dict, prefix, UNITS)) {
      return Optional.of("it is a unit HiFi-GAN, which takes discrete units and no mel");
    }
    Set<String> own = dict.partsUnder(prefix);
    return WITHIN.stream()
        .filter(kind -> own.stream().anyMatch(part -> kind.getKey().matcher(part).matches()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Says whether something of such a name lies beside what has a prefix. */
  private static boolean hasBeside(TensorIndex dict, String prefix, Pattern names) {
    String around = prefix.substring(0, prefix.lastIndexOf('.', prefix.length() - 2) + 1);
    return dict.partsUnder(around).stream().anyMatch(part -> names.matcher(part).matches());
  }
}
