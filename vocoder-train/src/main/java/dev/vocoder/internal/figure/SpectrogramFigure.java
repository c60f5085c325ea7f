package dev.vocoder.internal.figure;

import dev.vocoder.MelFormat;
import dev.vocoder.MelSpectrogram;
import dev.vocoder.internal.mel.MelFilterBank;
import java.util.Locale;

/**
 * An excerpt on the page: its spectrogram with time and frequency beside it, and a player.
 *
 * @param title which of a clip's waves it is
 * @param clip the clip's name
 * @param excerpt what to show
 */
public record SpectrogramFigure(String title, String clip, Excerpt excerpt) {
  private static final Plot PLOT = Plot.ofHeight(160);

  /** The lowest frequency on the axis; each other is twice the one before. */
  private static final int LOWEST_HERTZ = 500;

  public String html() {
    StringBuilder html = new StringBuilder("<figure>\n<figcaption>");
    html.append(Html.escape(title)).append("</figcaption>\n").append(PLOT.open(description()));
    html.append(
        "<image x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" preserveAspectRatio=\"none\" href=\"%s\"/>\n"
            .formatted(
                Html.length(PLOT.left()),
                Html.length(Plot.TOP),
                Html.length(PLOT.width()),
                Html.length(PLOT.height()),
                Html.dataUri("image/png", excerpt.picture().png())));
    return html.append(frequencies())
        .append(times())
        .append("</svg>\n")
        .append(player())
        .append("</figure>\n")
        .toString();
  }

  private String times() {
    Axis seconds = Axis.ofRange(0, mel().seconds());
    StringBuilder svg = new StringBuilder();
    for (Axis.Tick tick : seconds.labelledTicks()) {
      svg.append(PLOT.below(seconds.place(tick.value()), tick.label() + " s"));
    }
    return svg.toString();
  }

  private String frequencies() {
    MelFormat format = mel().format();
    MelFilterBank filters = new MelFilterBank(format);
    StringBuilder svg = new StringBuilder();
    int band = 0;
    for (int hertz = LOWEST_HERTZ; hertz <= format.fMax(); hertz *= 2) {
      while (band < filters.bands() && centerHertz(filters, band) < hertz) {
        band++;
      }
      double place = (double) band / filters.bands();
      svg.append(PLOT.beside(place, hertz < 1000 ? hertz + " Hz" : hertz / 1000 + " kHz"));
    }
    return svg.toString();
  }

  private double centerHertz(MelFilterBank filters, int band) {
    double bin = filters.firstBin(band) + (filters.width(band) - 1) / 2.0;
    return bin * mel().format().sampleRate() / mel().format().fftSize();
  }

  private String player() {
    return "<audio controls preload=\"metadata\" aria-label=\"%s\" src=\"%s\"></audio>\n"
        .formatted(Html.escape(title + " of " + clip), Html.dataUri("audio/wav", excerpt.wav()));
  }

  private String description() {
    return String.format(
        Locale.ROOT,
        "%s of %s: mel spectrogram of %.1f s, %d bands from %s to %s Hz",
        title,
        clip,
        mel().seconds(),
        mel().bands(),
        Axis.label(mel().format().fMin()),
        Axis.label(mel().format().fMax()));
  }

  private MelSpectrogram mel() {
    return excerpt.picture().mel();
  }
}
