#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Ways to an agent.
extension AgentClient {
  /// Starts a program that is an agent on its standard input and output: `hypertwin-guest agent`,
  /// itself or behind `ip netns exec` or `ssh`.
  ///
  /// The program is in a process group of its own, so that a control-C at the terminal is the
  /// host's alone, and ends when its input is closed.
  ///
  /// - Parameters:
  ///   - name: What errors call the agent.
  ///   - command: The program, looked for in `PATH`, and its arguments. No shell sees them.
  /// - Throws: `AgentError.channel` if it cannot be started.
  public static func spawn(name: String, _ command: [String]) throws(AgentError) -> AgentClient {
    guard let program = command.first else {
      throw .channel(agent: name, reason: "there is no command to start")
    }
    let ends: (host: Int32, child: Int32)
    do {
      ends = try Sockets.pair()
    } catch {
      throw .channel(agent: name, reason: error.description)
    }
    var child = pid_t()
    let code = start(command, on: ends.child, as: &child)
    close(ends.child)
    guard code == 0 else {
      close(ends.host)
      throw failure(name, "cannot start \(program)", code)
    }
    do {
      return try AgentClient(
        name: name, input: ends.host, output: ends.host, ownsDescriptors: true, child: child)
    } catch {
      close(ends.host)
      reap(child)
      throw error
    }
  }

  /// The agent at the other end of a terminal, such as QEMU's `/dev/pts/3`.
  ///
  /// - Throws: `AgentError.channel` if it cannot be opened.
  public static func terminal(name: String, path: String) throws(AgentError) -> AgentClient {
    let descriptor = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(name, "cannot open \(path)", errno) }
    return try AgentClient(name: name, input: descriptor, output: descriptor)
  }

  /// The agent behind a socket in the file system, such as QEMU's `-serial unix:`.
  ///
  /// - Throws: `AgentError.channel` if nobody listens there.
  public static func socket(name: String, path: String) throws(AgentError) -> AgentClient {
    let descriptor: Int32
    do {
      descriptor = try Sockets.connected(to: path)
    } catch {
      throw .channel(agent: name, reason: error.description)
    }
    return try AgentClient(name: name, input: descriptor, output: descriptor)
  }

  /// Waits for a program that was started to end, as it does when its input is closed; ends it by
  /// force when it does not.
  static func reap(_ child: pid_t) {
    var status: Int32 = 0
    for attempt in 0..<400 {
      let ended = waitpid(child, &status, WNOHANG)
      if ended == child || (ended < 0 && errno != EINTR) { return }
      if attempt == 300 { kill(-child, SIGKILL) }
      usleep(10_000)
    }
  }

  private static func start(
    _ command: [String], on descriptor: Int32, as child: inout pid_t
  ) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, descriptor, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, descriptor, STDOUT_FILENO)
    // Whatever the host blocks or ignores is not the agent's business.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    return posix_spawnp(&child, command[0], &actions, &attributes, &arguments, environ)
  }

  private static func failure(_ agent: String, _ what: String, _ code: Int32) -> AgentError {
    .channel(agent: agent, reason: ByteChannel.Failure(what, code: code).description)
  }
}
