package dev.vocoder.testing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import dev.vocoder.network.Conditions;
import dev.vocoder.network.Convolution;
import dev.vocoder.network.Generator;
import dev.vocoder.network.GeneratorConfig;
import dev.vocoder.network.Graph;
import dev.vocoder.network.Padding;
import dev.vocoder.network.PaddingMode;
import dev.vocoder.network.WeightForm;
import java.util.List;

/**
 * A network of the operations that convolutional vocoders without upsampling stages are made of, to
 * compare what graphs make of them; it has no Blocks.
 *
 * @param channels how wide it is, even
 */
public record EveryOperation(int channels) implements GeneratorConfig {
  private static final int KERNEL = 12;
  private static final int HOP = 4;

  @Override
  public String architecture() {
    return "every operation";
  }

  @Override
  public int bands() {
    return 20;
  }

  @Override
  public List<String> details() {
    return List.of();
  }

  @Override
  public Generator build(WeightForm form) {
    return new Network(channels, form);
  }

  private static final class Network extends Generator {
    private final int channels;
    private final Convolution input;
    private final Parameter kernel;
    private final Parameter bias;
    private final Parameter gain;
    private final Parameter offset;
    private final Parameter factors;

    Network(int channels, WeightForm form) {
      this.channels = channels;
      input = addChildBlock("input", new Convolution(20, channels, 3, 1, Padding.ZEROS, form));
      kernel = add("kernel", Parameter.Type.WEIGHT, new Shape(channels, 1, 5));
      bias = add("bias", Parameter.Type.BIAS, new Shape(channels));
      gain = add("gain", Parameter.Type.GAMMA, new Shape(channels));
      offset = add("offset", Parameter.Type.BETA, new Shape(channels));
      factors = add("factors", Parameter.Type.GAMMA, new Shape(channels));
    }

    private Parameter add(String name, Parameter.Type type, Shape shape) {
      return addParameter(
          Parameter.builder()
              .setName(name)
              .setType(type)
              .optShape(shape)
              .optInitializer(Initializer.ONES)
              .build());
    }

    @Override
    public <V> V emit(Graph<V> graph, Conditions<V> conditions) {
      V first = input.emit(graph, conditions.mel());
      V even = graph.depthwiseConvolution(first, kernel, bias, 2, 2, PaddingMode.ZEROS);
      V normal = graph.layerNorm(even, gain, offset, 1e-6f);
      V exact = graph.gelu(normal, false);
      V uneven = graph.depthwiseConvolution(exact, kernel, bias, 4, 0, PaddingMode.REPLICATE);
      V approximate = graph.gelu(uneven, true);
      V mirrored = graph.depthwiseConvolution(approximate, kernel, bias, 1, 3, PaddingMode.REFLECT);
      V sum = graph.add(first, graph.scale(mirrored, factors));
      V size = graph.exp(graph.clamp(graph.channels(sum, 0, channels / 2), -4, 1.5f));
      V angle = graph.channels(sum, channels / 2, channels);
      V wave =
          graph.add(
              filtered(graph, graph.multiply(size, graph.cosine(angle)), 0),
              filtered(graph, graph.multiply(graph.sine(angle), size), 0.5));
      V one = graph.clamp(graph.channels(size, 0, 1), 1, 1);
      float[][] window = {filter(0, 1)};
      V weights = graph.filterBank(one, window, HOP, KERNEL / 2, KERNEL / 2);
      return graph.clamp(graph.divide(wave, weights), -0.5f, 0.5f);
    }

    private <V> V filtered(Graph<V> graph, V input, double phase) {
      float[][] filters = new float[channels / 2][];
      for (int i = 0; i < filters.length; i++) {
        filters[i] = filter(phase + i, 4.0 / channels);
      }
      return graph.filterBank(input, filters, HOP, KERNEL / 2, KERNEL / 2);
    }

    private static float[] filter(double phase, double gain) {
      float[] filter = new float[KERNEL];
      for (int i = 0; i < KERNEL; i++) {
        filter[i] = (float) ((1.5 + Math.cos(phase * i)) * gain);
      }
      return filter;
    }

    @Override
    public NDArray generate(
        ParameterStore store, Conditions<NDArray> conditions, boolean training) {
      throw new UnsupportedOperationException("a network for graphs only");
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
      throw new UnsupportedOperationException("a network for graphs only");
    }
  }
}
