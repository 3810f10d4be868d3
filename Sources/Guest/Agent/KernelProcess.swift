import CInit
import Console
import Spawn

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A kernel that runs in a process of its own, which is this executable once more.
///
/// A process and not a thread: every kernel can be ended at any time, gives all its memory back,
/// and
/// cannot take the agent with it, nor the machine whose init the agent is.
final class KernelProcess {
  /// What has become of it.
  enum Outcome {
    case result(String)
    case failed(String)
  }

  /// What its events are known by.
  let id: Int
  /// The kernel's name.
  let kernel: String
  private let process: pid_t
  /// Ends of pipes: standard output, standard error, events. -1 once at its end.
  private(set) var descriptors: [Int32]
  private var texts: [[UInt8]] = [[], [], []]
  private var isCancelled = false
  private var status: Int32?
  /// When it is ended by force after it was asked to end; nil if it was not.
  private(set) var killAt: UInt64?
  /// Whether it has said that it is under way.
  private(set) var isStarted = false

  /// Nanoseconds that a cancelled kernel has to end by itself.
  private static let grace: UInt64 = 3_000_000_000
  /// Functions of the kernel that `doing` names at most.
  private static let deepestStack = 6
  /// Bytes of one output that are kept at most.
  private static let longestText = 8 << 20

  /// Starts a kernel.
  ///
  /// - Throws: `ByteChannel.Failure` if the system has no more processes or descriptors.
  init(_ order: AgentRun) throws(ByteChannel.Failure) {
    id = order.id
    kernel = order.kernel
    var pipes: [(read: Int32, write: Int32)] = []
    for _ in 0..<3 {
      do throws(ByteChannel.Failure) {
        pipes.append(try Self.makePipe())
      } catch {
        for pipe in pipes { Self.close([pipe.read, pipe.write]) }
        throw error
      }
    }
    // What an init ignores or catches, a kernel does not.
    var program = ProgramStart("/proc/self/exe", [order.kernel] + order.words)
    program.arguments[0] = "hypertwin-guest"
    program.environment = [
      "\(RunEvents.variable)=3", "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
    ]
    program.group = .starters
    program.descriptors[STDIN_FILENO] = .nothing
    for (place, pipe) in pipes.enumerated() {
      program.descriptors[Int32(place + 1)] = .descriptor(pipe.write)
    }
    do {
      defer { Self.close(pipes.map(\.write)) }
      process = try program.start()
    } catch {
      Self.close(pipes.map(\.read))
      throw ByteChannel.Failure("cannot start \(order.kernel)", code: error.code)
    }
    descriptors = pipes.map(\.read)
  }

  deinit { Self.close(descriptors.filter { $0 >= 0 }) }

  /// Whether all that it writes has been read, and it has ended.
  var isOver: Bool { descriptors.allSatisfy { $0 < 0 } }

  /// What it does now, as the system sees it: its state, and where in the kernel it waits if it
  /// does and the system tells.
  var doing: String {
    let folder = "/proc/\(process)"
    let status = SystemFile.lines("\(folder)/status")
    guard let state = status.first(where: { $0.hasPrefix("State:") }) else {
      return "its process is gone"
    }
    // As "D (disk sleep)", and lines as "[<0>] synchronize_net+0x1a/0x30".
    let words = state.split(whereSeparator: \.isWhitespace).dropFirst().joined(separator: " ")
    let stack = SystemFile.lines("\(folder)/stack").prefix(Self.deepestStack)
      .compactMap { $0.split(separator: " ").last?.split(separator: "+").first }
    return "its process is in state \(words)"
      + (stack.isEmpty ? "" : ", in the kernel at \(stack.joined(separator: " < "))")
  }

  /// Asks it to end.
  func cancel() {
    guard !isOver, killAt == nil else { return }
    isCancelled = true
    killAt = ByteChannel.now() + Self.grace
    kill(process, SIGTERM)
  }

  /// Ends it by force, and what it has started.
  func kill() {
    isCancelled = true
    kill(process, SIGKILL)
    killAt = nil
  }

  /// Reads what is there on one of `descriptors`.
  func read(_ place: Int) {
    let channel = ByteChannel(input: descriptors[place], output: -1)
    guard let bytes = try? channel.read() else {
      Self.close([descriptors[place]])
      descriptors[place] = -1
      return
    }
    texts[place] += bytes.prefix(max(0, Self.longestText - texts[place].count))
    if place == 2, texts[2].starts(with: Array("started\n".utf8)) { isStarted = true }
  }

  /// The process has been waited for by somebody else.
  func noteEnd(of process: pid_t, status: Int32) {
    if process == self.process { self.status = status }
  }

  /// What has become of it, once it is over.
  func outcome() -> Outcome {
    var ended = status ?? 0
    if status == nil {
      while waitpid(process, &ended, 0) < 0, errno == EINTR {}
    }
    let line = texts[0].split(separator: 0x0A).last.map { String(decoding: $0, as: UTF8.self) }
    if ended == 0, let line { return .result(line) }
    if isCancelled { return .failed("cancelled") }
    if let line, let reason = try? JSONLine.parse(line.utf8)["error"]?.text {
      return .failed(reason)
    }
    let said = String(decoding: texts[1].suffix(2000), as: UTF8.self)
      .split(separator: "\n").joined(separator: "; ")
    let end =
      ended & 0x7F == 0
      ? "it ended with status \((ended >> 8) & 0xFF)"
      : "it was ended by signal \(ended & 0x7F)"
        + (ended & 0x7F == SIGKILL ? "; perhaps the machine has too little memory" : "")
    return .failed(said.isEmpty ? end : "\(said) (\(end))")
  }

  private func kill(_ process: pid_t, _ signal: Int32) {
    // The number may belong to another once it has been waited for.
    guard status == nil else { return }
    #if canImport(Glibc)
      _ = Glibc.kill(process, signal)
    #else
      _ = Musl.kill(process, signal)
    #endif
  }

  private static func makePipe() throws(ByteChannel.Failure) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw ByteChannel.Failure("cannot make a pipe", code: errno)
    }
    // No other thread starts a program in between: the agent has only one.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func close(_ descriptors: [Int32]) {
    for descriptor in descriptors {
      #if canImport(Glibc)
        Glibc.close(descriptor)
      #else
        Musl.close(descriptor)
      #endif
    }
  }
}
