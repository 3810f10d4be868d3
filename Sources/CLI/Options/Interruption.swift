import Dispatch
import Kernels

#if canImport(Glibc)
  import Glibc
#endif

/// Control-C as a request to end with the results so far.
final class Interruption {
  /// Raised by the first control-C, or by SIGTERM; a second one ends the program at once.
  let flag = StopFlag()
  private var sources: [any DispatchSourceSignal] = []

  /// Takes control-C over until the value goes.
  init() {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      let flag = flag
      source.setEventHandler {
        flag.raise()
        signal(number, SIG_DFL)
      }
      source.resume()
      sources.append(source)
    }
  }

  deinit {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
}
