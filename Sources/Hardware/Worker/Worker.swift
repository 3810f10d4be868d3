import Console
import Glibc

/// Serves one coordinator: `hypertwin worker`, usually behind SSH.
///
/// This thread carries frames and the bytes of agents; another does what is asked, one request
/// after another, so that signs of life are answered meanwhile. At the end of the input, or after
/// too long a silence, all that was made is undone.
public final class Worker: @unchecked Sendable {
  // What varies is the serving thread's own, but for what `desk` guards.
  private let channel: ByteChannel
  private let desk: Signal<WorkerDesk>
  private let waker: Waker
  private let jobs: WorkerJobs
  private var conversation = Conversation.agent(window: WorkerWire.window)
  private var output: [UInt8] = []
  private var lastHeard = ByteChannel.now()

  /// Frames that may wait before more is taken from agents.
  private static let mostFrames = 64
  /// Nanoseconds by which a wait that is longer than it should be tells of a stop.
  private static let stopped: UInt64 = 2_000_000_000
  /// Seconds that a worker waits for its coordinator's first word.
  private static let firstSilence = 120.0

  /// A worker on descriptors of the caller's.
  ///
  /// - Parameters:
  ///   - state: Where journals go.
  ///   - cache: Where files go that a coordinator sends.
  ///   - reaper: How the reaper is started.
  /// - Throws: `HardwareError` if the system has no more descriptors.
  public init(
    input: Int32, output: Int32, state: StateFolder = .standard(), cache: String,
    reaper: Reaper.Command? = Reaper.Command()
  ) throws(HardwareError) {
    channel = ByteChannel(input: input, output: output)
    waker = try Waker()
    desk = Signal(WorkerDesk(silence: Self.firstSilence))
    jobs = WorkerJobs(
      desk: desk, waker: waker, state: state, cache: FileCache(cache: cache), reaper: reaper)
    for descriptor in [input, output] { ByteChannel.makeNonblocking(descriptor) }
  }

  /// Serves until the coordinator is gone, and undoes what it left.
  ///
  /// - Returns: what could not be undone, as sentences.
  /// - Throws: `HardwareError` if no thread can be started.
  public func serve() throws(HardwareError) -> [String] {
    let jobs = jobs
    guard WorkThread.detach({ jobs.run() }) else {
      throw HardwareError("no thread can be started")
    }
    lastHeard = ByteChannel.now()
    while isHeard, step() {}
    desk.with { $0.isEnding = true }
    // Undoing ends: each of its steps has its own limit.
    while true {
      if let complaints = desk.wait(seconds: 1, { $0.complaints }) { return complaints }
    }
  }

  private var silence: UInt64 { UInt64(desk.with { $0.silence } * 1e9) }

  private var isHeard: Bool { ByteChannel.now() < lastHeard + silence }

  /// Waits for something and does it; false at the end.
  private func step() -> Bool {
    let (letters, channels) = desk.with { desk in
      defer { desk.outbox = [] }
      return (desk.outbox, desk.channels)
    }
    for letter in letters { conversation.send(letter) }
    if output.isEmpty { output = conversation.output(now: ByteChannel.now()) }
    let ends = channels.sorted { $0.key < $1.key }
    let takesMore = conversation.unacknowledged < Self.mostFrames
    let end = min(lastHeard + silence, conversation.nextOutput ?? .max)
    let ready = channel.wait(
      until: end, wantsWrite: !output.isEmpty,
      others: [waker.descriptor] + ends.map { takesMore ? $0.value.descriptor : -1 })
    // Whoever was stopped himself, as with SIGSTOP, cannot tell who was silent.
    let now = ByteChannel.now()
    if end < .max, now > end + Self.stopped { lastHeard = now }
    if ready.others[0] { waker.clear() }
    for (place, end) in ends.enumerated() where ready.others[place + 1] {
      carry(from: end.value, end.key)
    }
    for (_, end) in ends { end.flush() }
    do throws(ByteChannel.Failure) {
      if ready.canRead {
        guard let bytes = try channel.read() else { return false }
        lastHeard = ByteChannel.now()
        for case .message(let message) in conversation.receive(bytes) { take(message, channels) }
      }
      if ready.canWrite { output.removeFirst(try channel.write(output[...])) }
    } catch {
      return false
    }
    return true
  }

  /// From an agent to the coordinator.
  private func carry(from end: WorkerChannel, _ number: Int) {
    if let bytes = end.read() {
      if !bytes.isEmpty { send(.data(channel: number), payload: bytes) }
      return
    }
    desk.with { _ = $0.channels.removeValue(forKey: number) }
    send(.closed(channel: number))
  }

  private func take(_ bytes: [UInt8], _ channels: [Int: WorkerChannel]) {
    do {
      let (message, payload) = try WorkerWire.read(CoordinatorMessage.self, from: bytes)
      switch message {
      case .data(let number): channels[number]?.write(payload)
      case .request(let id, .ping): send(.reply(id: id, reply: .done))
      case .request(let id, let request):
        desk.with { $0.jobs.append(.init(id: id, request: request, payload: payload)) }
      }
    } catch {
      // Its sender waits for an answer that this cannot number: it learns from its own limit.
      send(.reply(id: 0, reply: .refused(reason: error.description)))
    }
  }

  private func send(_ message: WorkerMessage, payload: [UInt8] = []) {
    guard let bytes = try? WorkerWire.bytes(message, payload: payload) else { return }
    conversation.send(bytes)
  }
}

/// What the two threads of a worker share.
struct WorkerDesk {
  /// A request that waits for its turn.
  struct Job {
    var id: Int
    var request: WorkerRequest
    var payload: [UInt8]
  }

  /// Seconds of silence after which the coordinator counts as gone.
  var silence: Double
  /// What is to be done, in its order.
  var jobs: [Job] = []
  /// Messages that are to be sent.
  var outbox: [[UInt8]] = []
  /// The agents' channels.
  var channels: [Int: WorkerChannel] = [:]
  /// Whether the coordinator is gone.
  var isEnding = false
  /// What could not be undone; nil until all has been tried.
  var complaints: [String]?

  /// That silence, and nothing yet.
  init(silence: Double) { self.silence = silence }
}
