package dev.vocoder;

import java.util.ServiceLoader;

/** Finds what an implementation provides. */
final class Installed {
  private Installed() {}

  /**
   * Returns the provider on the class path or module path.
   *
   * @param service what it provides
   * @throws EngineException if there is none
   */
  static <P> P provider(Class<P> service) {
    return ServiceLoader.load(service, Installed.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new EngineException(
                    "No vocoder implementation is on the class path; add the dependency"
                        + " dev.vocoder:vocoder-core."));
  }
}
