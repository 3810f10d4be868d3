internal import CMachine
import Console
import Glibc
import Model

/// A coordinator's side of a connection to one worker.
///
/// A thread of its own carries frames and the bytes of agents, and gives signs of life; other
/// threads ask, one at a time. What goes wrong with the connection is the failure of all that
/// follows.
final class WorkerClient: @unchecked Sendable {
  /// What errors call the machine.
  let name: String
  /// Whether its user is root there.
  private(set) var isRoot = false

  /// What the threads share.
  struct State {
    var nextID = 1
    var nextChannel = 1
    var replies: [Int: WorkerReply] = [:]
    var outbox: [[UInt8]] = []
    /// The near ends of agents' channels.
    var channels: [Int: Int32] = [:]
    /// Why the connection is no more.
    var failure: String?
    var isClosing = false
    var isOver = false
  }

  /// A request whose answer is waited for.
  struct Question: Hashable, Sendable {
    var id: Int
    /// What an error calls it.
    var name: String
  }

  let state = Signal(State())
  let waker: Waker
  private let process: ChildProcess

  /// Seconds for which a worker waits for a sign of life.
  static let silence = 45.0
  /// Seconds between two.
  static let pulse = 5.0

  /// A worker behind a program that speaks to it on its input and output: `ssh`, or the worker
  /// itself.
  ///
  /// - Parameters:
  ///   - remedy: What to look at where the program ends without an answer; empty for nothing.
  ///   - silence: Seconds of silence after which the worker undoes all and ends.
  /// - Throws: `HardwareError` if it does not answer, or is of another version.
  init(
    name: String, program: String, arguments: [String], environment: [String],
    remedy: String = "", silence: Double = WorkerClient.silence
  ) throws(HardwareError) {
    self.name = name
    guard let path = program.hasPrefix("/") ? program : Tool.path(of: program) else {
      throw HardwareError("the program \(program) is missing; install it (openssh-client)")
    }
    waker = try Waker()
    let ends = try Self.sockets()
    var errors: [Int32] = [-1, -1]
    guard hypertwin_pipe(&errors) == 0 else { throw .system("a pipe cannot be made") }
    do {
      defer {
        Glibc.close(ends.1)
        Glibc.close(errors[1])
      }
      process = try ChildProcess(
        path: path, arguments: arguments,
        descriptors: .init(input: ends.1, output: ends.1, errors: errors[1]),
        environment: environment)
    }
    WorkerPump(
      client: self, descriptor: ends.0, errors: errors[0], pulse: min(Self.pulse, silence / 4)
    ).start()
    let reply: WorkerReply
    do throws(HardwareError) {
      reply = try ask(
        .hello(version: WorkerRequest.version, silenceSeconds: silence), within: 60)
    } catch {
      guard !remedy.isEmpty, !isAlive else { throw error }
      throw HardwareError("\(error); \(remedy)")
    }
    guard case .ready(let facts) = reply else { throw unexpected(reply, to: "hello") }
    guard facts.version == Version.current else {
      throw HardwareError(
        "\(name): hypertwin there is \(facts.version) and here \(Version.current); install the same"
      )
    }
    isRoot = facts.isRoot
  }

  deinit { close() }

  /// Whether nothing has gone wrong with the connection yet.
  var isAlive: Bool { state.with { $0.failure == nil && !$0.isClosing } }

  /// Ends the connection; the worker undoes what is left and ends.
  func close() {
    let wasOpen = state.with { state in
      defer { state.isClosing = true }
      return !state.isClosing
    }
    guard wasOpen else { return }
    waker.ring()
    _ = state.wait(seconds: 10) { $0.isOver ? true : nil }
    // It ends with its input; whoever does not is ended.
    let deadline = Clock.seconds() + 30
    while !process.hasEnded() {
      if Clock.seconds() > deadline { kill(process.identifier, SIGKILL) }
      Clock.sleep(milliseconds: 5)
    }
  }

  /// Asks for something and waits for the answer, at most that many seconds.
  ///
  /// - Throws: `HardwareError` where it is refused, or the connection is lost.
  func ask(
    _ request: WorkerRequest, payload: [UInt8] = [], within seconds: Double
  ) throws(HardwareError) -> WorkerReply {
    try answer(to: try post(request, payload: payload), within: seconds)
  }

  /// Asks for something, whose answer is for later: several may be under way.
  ///
  /// - Throws: `HardwareError` if it cannot be encoded.
  func post(_ request: WorkerRequest, payload: [UInt8] = []) throws(HardwareError) -> Question {
    let id = state.with { state in
      defer { state.nextID += 1 }
      return state.nextID
    }
    try send(.request(id: id, request: request), payload: payload)
    return Question(id: id, name: request.name)
  }

  /// Waits for the answer to what was posted, at most that many seconds.
  ///
  /// - Throws: `HardwareError` where it is refused, or the connection is lost.
  func answer(
    to question: Question, within seconds: Double
  ) throws(HardwareError) -> WorkerReply {
    let answer: Result<WorkerReply, HardwareError>? = state.wait(seconds: seconds) { state in
      if let reply = state.replies.removeValue(forKey: question.id) { return .success(reply) }
      return state.failure.map { .failure(HardwareError($0)) }
    }
    guard let answer else {
      throw HardwareError("\(name): no answer to \(question.name) within \(seconds) s")
    }
    let reply = try answer.get()
    if case .refused(let reason) = reply { throw HardwareError("\(name): \(reason)") }
    return reply
  }

  /// Asks for something that is answered by `done`.
  func order(
    _ request: WorkerRequest, payload: [UInt8] = [], within seconds: Double
  ) throws(HardwareError) {
    let reply = try ask(request, payload: payload, within: seconds)
    guard case .done = reply else { throw unexpected(reply, to: request.name) }
  }

  /// What the machine has now.
  func facts() throws(HardwareError) -> MachineFacts {
    let reply = try ask(.facts, within: 30)
    guard case .ready(let facts) = reply else { throw unexpected(reply, to: "its facts") }
    return facts
  }

  /// A client of the agent at `place` there; the channel is closed with it.
  func agent(_ name: String, at place: AgentPlace) throws(HardwareError) -> AgentClient {
    let ends = try Self.sockets()
    // The pump must not wait for a client that does not read.
    ByteChannel.makeNonblocking(ends.0)
    let channel = state.with { state in
      defer { state.nextChannel += 1 }
      state.channels[state.nextChannel] = ends.0
      return state.nextChannel
    }
    waker.ring()
    do throws(HardwareError) {
      try order(.connect(channel: channel, place: place), within: 60)
      do throws(AgentError) {
        return try AgentClient(name: name, input: ends.1, output: ends.1)
      } catch {
        throw HardwareError(error.description)
      }
    } catch {
      // The pump sees the end and closes its own.
      Glibc.close(ends.1)
      throw error
    }
  }

  func unexpected(_ reply: WorkerReply, to request: String) -> HardwareError {
    HardwareError("\(name): \(reply) is no answer to \(request); install the same hypertwin there")
  }

  private func send(_ message: CoordinatorMessage, payload: [UInt8]) throws(HardwareError) {
    let bytes: [UInt8]
    do {
      bytes = try WorkerWire.bytes(message, payload: payload)
    } catch {
      throw HardwareError("a message to \(name) cannot be encoded: \(error)")
    }
    state.with { $0.outbox.append(bytes) }
    waker.ring()
  }

  private static func sockets() throws(HardwareError) -> (Int32, Int32) {
    do {
      return try Sockets.pair()
    } catch {
      throw HardwareError(error.description)
    }
  }
}
