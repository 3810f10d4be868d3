import Glibc

/// A process, by its number and when it started: numbers are given again, both together are not
/// before the next boot.
struct ProcessMark: Hashable, Sendable, CustomStringConvertible {
  /// Its number.
  let process: Int32
  /// When it started, in ticks since the boot (proc(5), `/proc/PID/stat`).
  let start: UInt64

  /// This process.
  static let own = ProcessMark(process: getpid(), start: start(of: getpid()) ?? 0)

  /// Its number, a hyphen, and its start.
  var description: String { "\(process)-\(start)" }

  /// Whether it is still there.
  var isAlive: Bool { Self.start(of: process) == start }

  private init(process: Int32, start: UInt64) {
    self.process = process
    self.start = start
  }

  /// Reads `description`; nil for anything else.
  init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let process = Int32(parts[0]), process > 0,
      let start = UInt64(parts[1])
    else { return nil }
    self.init(process: process, start: start)
  }

  /// When a process started; nil where there is none of that number.
  private static func start(of process: Int32) -> UInt64? {
    guard let text = SystemFiles().text("/proc/\(process)/stat").value,
      // The name before is in parentheses, and may have any character.
      let end = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[end...].split(separator: " ")
    // Field 22 of all; the parenthesis ends the second.
    return fields.count > 20 ? UInt64(fields[20]) : nil
  }
}
