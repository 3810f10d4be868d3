#if canImport(Glibc)
  import Glibc
#endif

/// Files that are being written under a name of their own, and must not outlive this process.
enum PartialOutput {
  /// The signals that people and systems end a command with.
  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  /// Does `work`, which writes the file `name` and renames or deletes it in the end. A signal that
  /// ends the process meanwhile deletes it first.
  ///
  /// Only one such work at a time. Signals that are ignored or handled are left alone: they do not
  /// end the process.
  static func removingOnSignal<Problem>(
    _ name: String, _ work: () throws(Problem) -> Void
  ) throws(Problem) {
    precondition(partialName == nil, "another output is being written")
    partialName = strdup(name)
    var guarded: [(signal: Int32, before: sigaction)] = []
    for signal in signals {
      var (before, action) = (sigaction(), sigaction())
      action.__sigaction_handler.sa_handler = removePartial
      sigaction(signal, nil, &before)
      guard before.__sigaction_handler.sa_handler == nil else { continue }
      sigaction(signal, &action, nil)
      guarded.append((signal, before))
    }
    defer {
      for each in guarded {
        var before = each.before
        sigaction(each.signal, &before, nil)
      }
      free(partialName)
      partialName = nil
    }
    try work()
  }
}

/// The file that a signal deletes. The handler reads it, so no lock may guard it; it is set before
/// the handler is, and freed after the handler is gone.
nonisolated(unsafe) private var partialName: UnsafeMutablePointer<CChar>?

/// Deletes the file, and lets the signal do what it does without a handler.
private func removePartial(_ number: Int32) {
  if let partialName { unlink(partialName) }
  signal(number, SIG_DFL)
  raise(number)
}
