#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

extension RackRecord {
  /// Seconds that QEMU may take to end when it is asked to.
  private static let courtesy = 10.0

  /// Whether the process is still that which was started.
  public var isAlive: Bool {
    Self.bootIdentifier == boot && Self.start(of: process) == started
  }

  /// Ends the process, if it still is that which was started: asks first, and insists after 10 s.
  func end() {
    let deadline = Clock.seconds() + Self.courtesy
    var signal = SIGTERM
    while isAlive {
      kill(process, signal)
      usleep(Program.pause * 1000)
      if Clock.seconds() > deadline { signal = SIGKILL }
      // Where it was started by this program, its end is to be taken note of.
      var status: Int32 = 0
      waitpid(process, &status, WNOHANG)
    }
  }

  /// Which start of this machine this is.
  static var bootIdentifier: String {
    String((Self.system("/proc/sys/kernel/random/boot_id") ?? "unknown").prefix { $0 != "\n" })
  }

  /// When a process was started (proc(5), field 22 of `stat`); nil if there is none, or it has
  /// ended and nobody has taken note.
  static func start(of process: Int32) -> UInt64? {
    guard let text = system("/proc/\(process)/stat"), let end = text.lastIndex(of: ")") else {
      return nil
    }
    // The name before may hold anything; what follows begins with field 3, the state.
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
    return UInt64(fields[19])
  }

  /// A file of the kernel's, whose size is not known before.
  private static func system(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }
}
