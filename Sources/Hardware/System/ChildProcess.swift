internal import CMachine
import Glibc

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
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if descriptors.input >= 0 {
      posix_spawn_file_actions_adddup2(&actions, descriptors.input, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    for (target, source) in [(Int32(1), descriptors.output), (2, descriptors.errors)] {
      if source >= 0 {
        posix_spawn_file_actions_adddup2(&actions, source, target)
      } else {
        posix_spawn_file_actions_addopen(&actions, target, "/dev/null", O_WRONLY, 0)
      }
    }
    if let held = descriptors.held { posix_spawn_file_actions_adddup2(&actions, held, 3) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    Self.setSignals(&attributes, ownSession: ownSession)
    var pid: pid_t = 0
    let status = Self.withVector([path] + arguments) { argv in
      Self.withVector(environment) { posix_spawn(&pid, path, &actions, &attributes, argv, $0) }
    }
    guard status == 0 else {
      errno = status
      throw .system("\(path) cannot be started")
    }
    identifier = pid
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

  private static func setSignals(_ attributes: inout posix_spawnattr_t, ownSession: Bool) {
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let group =
      ownSession ? Int32(hypertwin_spawn_session_flag()) : Int32(POSIX_SPAWN_SETPGROUP)
    let flags = group | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
    posix_spawnattr_setflags(&attributes, Int16(flags))
  }

  /// The strings as C wants them, for the time of the call.
  private static func withVector<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { copies.forEach { free($0) } }
    return body(copies + [nil])
  }
}
