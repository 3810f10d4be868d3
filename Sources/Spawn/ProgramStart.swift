internal import CMachine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A program that is to be started with a list of arguments, which no shell sees.
///
/// It blocks no signals and ignores none, whatever its starter does; of descriptors it has those
/// that it is given, and what its starter does not close on exec.
public struct ProgramStart: Sendable {
  /// Which processes a signal from the terminal reaches together with it.
  public enum Group: Hashable, Sendable {
    /// Those of its starter.
    case starters
    /// None but those that it starts itself, so that a control-C is its starter's alone.
    case own
    /// None, and it outlives the terminal.
    case session
  }

  /// What becomes one of its descriptors.
  public enum Source: Hashable, Sendable {
    /// One of its starter's.
    case descriptor(Int32)
    /// `/dev/null`.
    case nothing
  }

  /// A path, or a name that is looked for in `PATH`.
  public var program: String
  /// What it finds as its arguments, its own name first.
  public var arguments: [String]
  /// `NAME=value`; nil for its starter's.
  public var environment: [String]?
  /// Its descriptors by their numbers; others are its starter's.
  public var descriptors: [Int32: Source] = [:]
  /// Whom signals reach with it.
  public var group = Group.own

  /// A program whose first argument is its name, in the environment of its starter.
  public init(_ program: String, _ arguments: [String]) {
    self.program = program
    self.arguments = [program] + arguments
  }

  /// This process's environment.
  public static var ownEnvironment: [String] {
    var entries: [String] = []
    var count = 0
    while let entry = environ[count] {
      entries.append(String(cString: entry))
      count += 1
    }
    return entries
  }

  /// Starts it.
  ///
  /// - Returns: Its process identifier.
  /// - Throws: `Errno` where there is no such program, or the system has no room for another.
  public func start() throws(Errno) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    // In the order of their numbers, so that a plan of descriptors has one outcome.
    for (number, source) in descriptors.sorted(by: { $0.key < $1.key }) {
      switch source {
      case .descriptor(let own): posix_spawn_file_actions_adddup2(&actions, own, number)
      case .nothing:
        let mode = number == STDIN_FILENO ? O_RDONLY : O_WRONLY
        posix_spawn_file_actions_addopen(&actions, number, "/dev/null", mode, 0)
      }
    }
    setSignals(&attributes)
    var child = pid_t()
    let environment = environment ?? Self.ownEnvironment
    let code = Self.withVector(arguments) { arguments in
      Self.withVector(environment) { environment in
        posix_spawnp(&child, program, &actions, &attributes, arguments, environment)
      }
    }
    guard code == 0 else { throw Errno(code: code) }
    return child
  }

  /// Why a program was not started.
  public struct Errno: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system's number of it.
    public let code: Int32

    /// The system's words for it.
    public var description: String { String(cString: strerror(code)) }
  }

  private func setSignals(_ attributes: inout posix_spawnattr_t) {
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    var flags = Int(POSIX_SPAWN_SETSIGMASK) | Int(POSIX_SPAWN_SETSIGDEF)
    switch group {
    case .starters: break
    case .own: flags |= Int(POSIX_SPAWN_SETPGROUP)
    case .session: flags |= Int(hypertwin_spawn_session_flag())
    }
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
