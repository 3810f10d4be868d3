#if canImport(Glibc)
  import Glibc
#endif
import Synchronization

/// A bar on standard error that shows how much of a long work is done; silent unless that is a
/// terminal.
final class ProgressBar: Sendable {
  private let title: String
  private let isShown: Bool
  private let percent = Mutex(-1)

  /// A bar headed by `title`.
  init(_ title: String) {
    self.title = title
    isShown = isatty(STDERR_FILENO) == 1
  }

  /// Shows that `done` of `total` pieces are done.
  func update(_ done: Int, _ total: Int) {
    guard isShown, total > 0 else { return }
    let share = done * 100 / total
    percent.withLock { shown in
      guard share != shown else { return }
      shown = share
      let width = 30
      let filled = share * width / 100
      let bar =
        String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
      Terminal.writeControls("\r\(title) [\(bar)] \(share) %")
    }
  }

  /// Shows how many pieces of a work of unknown length are done.
  func count(_ done: Int, _ what: String) {
    guard isShown else { return }
    Terminal.writeControls("\r\(title): \(done) \(what)")
  }

  /// Clears the line.
  func finish() {
    guard isShown else { return }
    Terminal.writeControls("\r\u{1B}[2K")
  }
}
