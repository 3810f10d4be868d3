#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Waits for a rack that boots.
struct RackWait {
  let rack: Rack
  let program: Program
  let start: RackStart

  /// Seconds that one question by SSH may take, and between two questions.
  private static let question = 60.0
  private static let interval: UInt32 = 200_000
  /// Lines of the console that errors show.
  private static let shown = 12

  /// Returns when libvirt answers over SSH, or, on a rack without it, SSH itself.
  ///
  /// - Throws: `RackError` if the machine ends, says that it has failed, or the time is over.
  func untilReady() throws(RackError) {
    let began = Clock.seconds()
    var seen = 0
    while true {
      let steps = Self.steps(in: TextFile.read(rack.folder.console) ?? "")
      for step in steps.dropFirst(seen) {
        let seconds = Int((Clock.seconds() - began).rounded())
        start.progress("  \(step.name) after \(seconds) s")
      }
      seen = max(seen, steps.count)
      if steps.contains(where: { $0.name == "READY" }) { break }
      if let failure = steps.first(where: { $0.name == "FAILED" }) {
        throw failed("it says: \(failure.detail)")
      }
      try check(began)
      usleep(Self.interval)
    }
    while !(try answers()) {
      try check(began)
      usleep(Self.interval)
    }
  }

  /// What the host's init says in lines such as `RACK ssh 3.20`.
  static func steps(in console: String) -> [(name: String, detail: String)] {
    console.split { $0.isNewline }.compactMap { line in
      let words = line.split(separator: " ")
      // The last line may not be whole yet, but then it lacks the detail.
      guard words.count >= 3, words[0] == "RACK" else { return nil }
      return (String(words[1]), words[2...].joined(separator: " "))
    }
  }

  private func check(_ began: Double) throws(RackError) {
    if start.isStopped() { throw .interrupted }
    if let status = program.status() { throw failed("QEMU ended with status \(status)") }
    guard Clock.seconds() - began < start.patience else {
      throw failed(
        "it was not ready after \(Int(start.patience)) s; where the machine is busy, give it more "
          + "with --patience")
    }
  }

  /// Whether libvirt on the rack, or SSH on one without, answers.
  private func answers() throws(RackError) -> Bool {
    let question =
      rack.record.kind.connection.map { ["virsh", "--quiet", "--connect", $0, "version"] }
      ?? ["true"]
    let answer = try Program.output(of: rack.ssh(question), patience: Self.question)
    return answer.status == 0
  }

  private func failed(_ reason: String) -> RackError {
    .failed(
      "boot the rack \(rack.record.kind.rawValue)",
      "\(reason)\nits console (\(rack.folder.console)):\n"
        + TextFile.tail(of: rack.folder.console, lines: Self.shown)
        + "\nits log (\(rack.folder.log)):\n" + TextFile.tail(of: rack.folder.log, lines: 3))
  }
}
