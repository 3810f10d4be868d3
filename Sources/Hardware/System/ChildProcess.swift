import Glibc
import Spawn

/// Starting programs with a list of arguments, never through a shell.
struct ChildProcess {
  /// What a spawned program gets as its first descriptors; -1 for /dev/null.
  struct Descriptors {
    var input: Int32 = -1
    var output: Int32 = -1
    var errors: Int32 = -1
    /// The descriptor that it inherits as number 3, and so a lock that it holds; nil for none.
    var held: Int32?
  }

  /// Its process identifier.
  let identifier: pid_t

  /// Starts `path`. Its environment is small and fixed, and signals from
  /// the terminal do not reach it.
  init(
    path: String, arguments: [String], descriptors: Descriptors, ownSession: Bool = false,
    environment: [String] = ChildProcess.environment
  ) throws(HardwareError) {
    var program = ProgramStart(path, arguments)
    program.environment = environment
    program.group = ownSession ? .session : .own
    program.descriptors = [
      STDIN_FILENO: Self.source(descriptors.input), STDOUT_FILENO: Self.source(descriptors.output),
      STDERR_FILENO: Self.source(descriptors.errors),
    ]
    if let held = descriptors.held { program.descriptors[3] = .descriptor(held) }
    do {
      identifier = try program.start()
    } catch {
      errno = error.code
      throw .system("\(path) cannot be started")
    }
  }

  /// Waits for its end. The exit status, or 128 and the number of the signal that ended it.
  func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0 { if errno != EINTR { return -1 } }
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }

  /// Whether it has ended, which this then has taken note of.
  func hasEnded() -> Bool {
    var status: Int32 = 0
    return waitpid(identifier, &status, WNOHANG) != 0
  }

  /// What programs that we start know of the world. Their messages are English.
  static let environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"]

  private static func source(_ descriptor: Int32) -> ProgramStart.Source {
    descriptor >= 0 ? .descriptor(descriptor) : .nothing
  }
}
