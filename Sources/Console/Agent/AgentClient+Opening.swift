import Spawn

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
    var start = ProgramStart(program, Array(command.dropFirst()))
    start.descriptors = [
      STDIN_FILENO: .descriptor(ends.child), STDOUT_FILENO: .descriptor(ends.child),
    ]
    let child: pid_t
    do {
      defer { close(ends.child) }
      child = try start.start()
    } catch {
      close(ends.host)
      throw failure(name, "cannot start \(program)", error.code)
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

  private static func failure(_ agent: String, _ what: String, _ code: Int32) -> AgentError {
    .channel(agent: agent, reason: ByteChannel.Failure(what, code: code).description)
  }
}
